package dev.pigeon.spi;

import java.util.List;

/**
 * A kind of transport, found by {@link java.util.ServiceLoader} on the class path and in plug-in
 * jars. Implementations have a public constructor without arguments that does no I/O.
 */
public interface TransportProvider {

  /** The version of this SPI; {@link #spiVersion} of a provider built against it. */
  int SPI_VERSION = 1;

  /** The word in {@code transport = "…"}; one segment of a {@link Key}, in lower case. */
  String name();

  /**
   * The SPI version the provider was built against: {@code return TransportProvider.SPI_VERSION},
   * which the compiler copies into the provider's jar.
   */
  int spiVersion();

  /** One sentence for people: what the store is and when to choose it. */
  String description();

  /** The settings it understands; a user's setting outside this list is an error. */
  List<Setting> settings();

  /**
   * Opens the store. Bad settings fail here, with kind {@link FailureKind#INCOMPATIBLE} and a
   * message that names the setting; an unreachable store may fail here or at the first call.
   */
  Transport open(TransportSettings settings) throws TransportException;
}
