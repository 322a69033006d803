package dev.pigeon.spi.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pigeon.spi.FailureKind;
import dev.pigeon.spi.Key;
import dev.pigeon.spi.Setting;
import dev.pigeon.spi.TransportException;
import dev.pigeon.spi.TransportProvider;
import dev.pigeon.spi.TransportSettings;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.ServiceLoader;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** A provider introduces itself, is found, and refuses bad settings with a reason. */
public abstract class ProviderTck {

  protected abstract TransportProvider provider();

  /** Settings that {@code open} must refuse, each with the name its message must hold. */
  protected abstract List<BadSettings> badSettings();

  /**
   * Settings that no store can be opened with.
   *
   * @param settings the settings
   * @param named what is wrong, as the message names it
   */
  public record BadSettings(TransportSettings settings, String named) {}

  @Test
  void nameIsALowerCaseWord() {
    String name = provider().name();
    assertTrue(Key.isSegment(name), name);
    assertEquals(name.toLowerCase(Locale.ROOT), name);
  }

  @Test
  void itSpeaksThisSpi() {
    assertEquals(TransportProvider.SPI_VERSION, provider().spiVersion());
  }

  @Test
  void itTellsWhatItIs() {
    assertFalse(provider().description().isBlank());
  }

  @Test
  void settingsHaveNamesOfTheirOwn() {
    Set<String> names = new HashSet<>();
    for (Setting setting : provider().settings()) {
      assertTrue(names.add(setting.name()), setting.name());
      assertFalse(setting.help().isBlank(), setting.name());
    }
  }

  @Test
  void serviceLoaderFindsIt() {
    int found = 0;
    for (TransportProvider other : ServiceLoader.load(TransportProvider.class)) {
      found += other.getClass() == provider().getClass() ? 1 : 0;
    }
    assertEquals(1, found);
  }

  @Test
  void badSettingsAreIncompatibleAndNamed() {
    for (BadSettings bad : badSettings()) {
      TransportException refusal =
          assertThrows(TransportException.class, () -> provider().open(bad.settings()));
      assertEquals(FailureKind.INCOMPATIBLE, refusal.kind());
      assertTrue(refusal.getMessage().contains(bad.named()), refusal.getMessage());
    }
  }
}
