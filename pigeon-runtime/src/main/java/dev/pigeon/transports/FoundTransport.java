package dev.pigeon.transports;

import dev.pigeon.spi.Setting;
import dev.pigeon.spi.TransportProvider;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;

/**
 * A provider and where it came from.
 *
 * @param provider the provider
 * @param origin the plug-in jar, or {@code built in}
 */
public record FoundTransport(TransportProvider provider, String origin) {
  static final String BUILT_IN = "built in";

  /** Whether it came from a plug-in jar. */
  public boolean isPlugin() {
    return !origin.equals(BUILT_IN);
  }

  /** What it says it is. */
  public String description() throws BadTransport {
    return ask(provider::description);
  }

  /** The settings it understands. */
  public List<Setting> settings() throws BadTransport {
    return ask(() -> List.copyOf(provider.settings()));
  }

  /** What to say of a setting that it does not know; null if it knows it. */
  public String unknown(String setting) throws BadTransport {
    StringBuilder names = new StringBuilder();
    for (Setting each : settings()) {
      if (each.name().equals(setting)) {
        return null;
      }
      names.append(names.length() == 0 ? "" : ", ").append(each.name());
    }
    return "the transport \""
        + provider.name()
        + "\" knows no setting \""
        + setting
        + "\"; it knows: "
        + (names.length() == 0 ? "none" : names);
  }

  private <T> T ask(Supplier<T> question) throws BadTransport {
    try {
      return Objects.requireNonNull(question.get(), "no answer");
    } catch (RuntimeException | LinkageError e) {
      throw new BadTransport(
          "the transport in "
              + origin
              + " cannot tell what it is: "
              + TransportCatalog.reason(e)
              + "; mend or remove the jar",
          e);
    }
  }
}
