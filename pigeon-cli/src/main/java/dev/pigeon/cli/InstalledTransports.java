package dev.pigeon.cli;

import dev.pigeon.cli.config.TransportCheck;
import dev.pigeon.config.ConfigContext;
import dev.pigeon.config.ConfigException;
import dev.pigeon.transports.BadTransport;
import dev.pigeon.transports.TransportCatalog;

/**
 * The transports on the class path and in the plug-in folders. While a plug-in is broken any name
 * passes, since another transport may be the way out.
 */
final class InstalledTransports implements TransportCheck {
  private final ConfigContext context;

  InstalledTransports(ConfigContext context) {
    this.context = context;
  }

  @Override
  public void check(String name) throws ConfigException {
    TransportCatalog catalog = catalog();
    if (catalog == null) {
      return;
    }
    try {
      catalog.find(name);
    } catch (BadTransport e) {
      throw new ConfigException(e.getMessage() + " first");
    }
  }

  @Override
  public void checkSetting(String transport, String setting) throws ConfigException {
    TransportCatalog catalog = catalog();
    if (catalog == null) {
      return;
    }
    String fault;
    try {
      fault = catalog.find(transport).unknown(setting);
    } catch (BadTransport e) {
      return; // its plug-in may come later
    }
    if (fault != null) {
      throw new ConfigException(fault);
    }
  }

  /** Null while one cannot be loaded; the next command says what is broken. */
  private TransportCatalog catalog() {
    try {
      return OpenStore.catalog(context);
    } catch (BadTransport e) {
      return null;
    }
  }
}
