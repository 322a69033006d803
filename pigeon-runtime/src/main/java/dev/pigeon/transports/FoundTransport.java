package dev.pigeon.transports;

import dev.pigeon.spi.TransportProvider;

/**
 * A provider and where it came from.
 *
 * @param provider the provider
 * @param origin the plug-in jar, or {@code built in}
 */
public record FoundTransport(TransportProvider provider, String origin) {}
