/**
 * What several tests need: {@link dev.pigeon.testing.HandTicker}, {@link
 * dev.pigeon.testing.FlakyTransport} and {@link dev.pigeon.testing.LogOnDisk}.
 */
package dev.pigeon.testing;
