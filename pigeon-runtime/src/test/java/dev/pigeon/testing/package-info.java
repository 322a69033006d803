/**
 * What several tests need: {@link dev.pigeon.testing.HandTicker} and {@link
 * dev.pigeon.testing.FlakyTransport}.
 */
package dev.pigeon.testing;
