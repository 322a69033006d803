package dev.pigeon.spi.testing;

import dev.pigeon.spi.FailureKind;
import dev.pigeon.spi.Setting;
import dev.pigeon.spi.Transport;
import dev.pigeon.spi.TransportException;
import dev.pigeon.spi.TransportProvider;
import dev.pigeon.spi.TransportSettings;
import java.util.List;

/** A provider with one fault, for the kit to find; public for the service loader, without one. */
public final class BrokenProvider implements TransportProvider {
  static final Setting SIZE = new Setting("size", "How much fits in, a number.", "1");

  private final Fault fault;

  public BrokenProvider() {
    this(null);
  }

  BrokenProvider(Fault fault) {
    this.fault = fault;
  }

  @Override
  public String name() {
    return fault == Fault.SHOUTED_NAME ? "SAMPLE" : "sample";
  }

  @Override
  public int spiVersion() {
    return TransportProvider.SPI_VERSION + (fault == Fault.OTHER_SPI ? 1 : 0);
  }

  @Override
  public String description() {
    return fault == Fault.NO_DESCRIPTION ? " " : "A store to try the kit with.";
  }

  @Override
  public List<Setting> settings() {
    return fault == Fault.SETTING_TWICE ? List.of(SIZE, SIZE) : List.of(SIZE);
  }

  @Override
  public Transport open(TransportSettings settings) throws TransportException {
    String size = settings.value(SIZE);
    if (fault != Fault.TAKES_BAD_SETTINGS && !size.matches("[0-9]+")) {
      String named = fault == Fault.BAD_SETTINGS_UNNAMED ? "a setting" : SIZE.name();
      throw new TransportException(FailureKind.INCOMPATIBLE, named + " is no number");
    }
    return new MemoryStore().open();
  }
}
