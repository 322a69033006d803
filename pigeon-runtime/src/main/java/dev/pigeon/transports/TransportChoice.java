package dev.pigeon.transports;

import dev.pigeon.spi.Setting;
import dev.pigeon.spi.Transport;
import dev.pigeon.spi.TransportException;
import dev.pigeon.spi.TransportProvider;
import dev.pigeon.spi.TransportSettings;
import java.util.List;
import java.util.Map;

/**
 * Opens the transport that the configuration names.
 *
 * @param name the word in {@code transport = "…"}
 * @param settings what it is opened with
 */
public record TransportChoice(String name, TransportSettings settings) {
  private static final String FAST = "sharedfs";
  private static final String DURABLE = "sharedfs-fsync";

  /**
   * The transport to open: {@code PIGEON_APPEND_FSYNC} turns the fast shared directory into the
   * durable one and leaves every other transport alone.
   *
   * @param appendFsync the variable's value; null if unset
   */
  public static TransportChoice of(String name, String appendFsync, TransportSettings settings) {
    return new TransportChoice(name.equals(FAST) && isOn(appendFsync) ? DURABLE : name, settings);
  }

  /** Opens it. The message of a failure names the jar if it came from one. */
  public Transport open(TransportCatalog catalog) throws BadTransport, TransportException {
    FoundTransport found = catalog.find(name);
    TransportProvider provider = found.provider();
    try {
      checkNames(provider.settings());
      return provider.open(settings);
    } catch (TransportException e) {
      throw e;
    } catch (RuntimeException | LinkageError e) {
      throw new BadTransport(
          "the transport \"" + name + "\" (" + found.origin() + ") failed to open: " + e, e);
    }
  }

  private void checkNames(List<Setting> known) throws BadTransport {
    for (Map.Entry<String, String> own : settings.values().entrySet()) {
      boolean hit = false;
      StringBuilder names = new StringBuilder();
      for (Setting setting : known) {
        hit |= setting.name().equals(own.getKey());
        names.append(names.length() == 0 ? "" : ", ").append(setting.name());
      }
      if (!hit) {
        throw new BadTransport(
            "the transport \""
                + name
                + "\" knows no setting \""
                + own.getKey()
                + "\"; it knows: "
                + (names.length() == 0 ? "none" : names)
                + ". Remove it with: pigeon config unset transports."
                + name
                + "."
                + own.getKey());
      }
    }
  }

  private static boolean isOn(String word) {
    if (word == null) {
      return false;
    }
    return switch (word.trim().toLowerCase(java.util.Locale.ROOT)) {
      case "always", "1", "true", "yes", "on" -> true;
      default -> false;
    };
  }
}
