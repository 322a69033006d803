/**
 * What a transport is: a small shared store that knows no sessions.
 *
 * <p>Entry types: {@link dev.pigeon.spi.TransportProvider}, found by {@link
 * java.util.ServiceLoader}, opens a {@link dev.pigeon.spi.Transport}; everything in it is named by
 * a {@link dev.pigeon.spi.Key} and fails with a {@link dev.pigeon.spi.TransportException}.
 */
package dev.pigeon.spi;
