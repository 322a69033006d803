/**
 * The conformance kit: says whether something is a transport.
 *
 * <p>A transport's tests extend {@link dev.pigeon.spi.testing.AllTck}, or the {@code …Tck} classes
 * it gathers, and {@link dev.pigeon.spi.testing.ProviderTck}, and give them a {@link
 * dev.pigeon.spi.testing.TestStore}. Beside them, for tests of what stands on a transport: {@link
 * dev.pigeon.spi.testing.InMemoryTransport}, {@link dev.pigeon.spi.testing.DelayedTransport} and
 * {@link dev.pigeon.spi.testing.HandClock}.
 */
package dev.pigeon.spi.testing;
