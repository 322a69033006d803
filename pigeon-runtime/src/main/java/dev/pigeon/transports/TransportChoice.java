package dev.pigeon.transports;

import dev.pigeon.spi.Setting;
import dev.pigeon.spi.Transport;
import dev.pigeon.spi.TransportException;
import dev.pigeon.spi.TransportSettings;
import java.util.List;
import java.util.Objects;

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

  /** Whether a transport is one of those that keep everything in the folder {@code cache}. */
  public static boolean usesCache(String name) {
    return name.equals(FAST) || name.equals(DURABLE);
  }

  /** Opens it. The message of a failure names the jar if it came from one. */
  public Transport open(TransportCatalog catalog) throws BadTransport, TransportException {
    FoundTransport found = catalog.find(name);
    checkNames(found);
    checkRequired(found.settings());
    try {
      Transport opened =
          Objects.requireNonNull(found.provider().open(settings), "open gave no transport");
      return found.isPlugin() ? PluginGuard.of(opened, subject(found)) : opened;
    } catch (TransportException e) {
      throw found.isPlugin()
          ? new TransportException(e.kind(), subject(found) + ": " + e.getMessage(), e)
          : e;
    } catch (RuntimeException | LinkageError e) {
      throw new BadTransport(
          subject(found)
              + " failed to open: "
              + TransportCatalog.reason(e)
              + "; get a jar that works, or choose another transport with:"
              + " pigeon config set transport NAME",
          e);
    }
  }

  private String subject(FoundTransport found) {
    return "the transport \"" + name + "\" (" + found.origin() + ")";
  }

  private void checkRequired(List<Setting> known) throws BadTransport {
    for (Setting setting : known) {
      if (settings.value(setting) == null) {
        throw new BadTransport(
            "the transport \""
                + name
                + "\" needs the setting \""
                + setting.name()
                + "\" ("
                + setting.help()
                + "). Set it with: pigeon config set transports."
                + name
                + "."
                + setting.name()
                + " VALUE");
      }
    }
  }

  private void checkNames(FoundTransport found) throws BadTransport {
    for (String own : settings.values().keySet()) {
      String fault = found.unknown(own);
      if (fault != null) {
        throw new BadTransport(
            fault + ". Remove it with: pigeon config unset transports." + name + "." + own);
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
