package dev.pigeon.cli;

import dev.pigeon.admission.Admission;
import dev.pigeon.client.ClientFailure;
import dev.pigeon.config.ConfigContext;
import dev.pigeon.config.ConfigKey;
import dev.pigeon.config.Reason;
import dev.pigeon.flow.FlowLimits;
import dev.pigeon.pace.Ticker;
import dev.pigeon.spi.Transport;
import dev.pigeon.spi.TransportException;
import dev.pigeon.transports.BadTransport;
import dev.pigeon.worker.Worker;
import dev.pigeon.worker.WorkerLog;
import dev.pigeon.worker.WorkerSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.Map;

/**
 * {@code pigeon --embedded COMMAND…}: a private cache and a worker of its own for the length of one
 * command; client and worker speak the usual protocol through the usual files.
 */
final class EmbeddedCommand {
  private EmbeddedCommand() {}

  static int run(ClientWords words, QuitProbe quit)
      throws UsageError, BadTransport, TransportException, ClientFailure {
    words.invocation(); // wrong words fail before anything is made
    ConfigContext context = Host.context();
    Path cache = makeCache();
    try (Transport store = OpenStore.embedded(cache, context)) {
      if (words.verbose()) {
        System.err.println("pigeon: embedded, cache " + cache + "; " + store.traits().summary());
      }
      WorkerLog log = new WorkerLog(System.err, Host.isTerminal(2), Ticker.SYSTEM);
      WorkerSettings settings =
          new WorkerSettings(null, Duration.ofMillis(50), words.debug(), Map.of());
      Worker worker =
          new Worker(
              store,
              WorkerCommand.options(
                  1,
                  ConfigKey.SESSION_CLIENT_LOST_AFTER.usualTime(),
                  Duration.ZERO, // nobody else serves here, and Ctrl-Z stops both sides alike
                  FlowLimits.DEFAULT,
                  () -> settings,
                  cache.toString(),
                  Admission.ofAll(store)),
              log);
      Thread serving = new Thread(() -> serve(worker, log), "embedded-worker");
      serving.setDaemon(true);
      serving.start();
      try (Transport own = OpenStore.embedded(cache, context)) {
        return ClientCommand.converse(
            own, ClientCommand.embeddedOptions(words, context, cache.toString()), null, quit);
      } finally {
        worker.stop();
        join(serving);
      }
    } finally {
      delete(cache);
    }
  }

  private static void serve(Worker worker, WorkerLog log) {
    try {
      worker.run();
    } catch (TransportException e) {
      log.report("the embedded worker failed: " + e.getMessage());
    }
  }

  private static Path makeCache() throws ClientFailure {
    try {
      return Files.createTempDirectory("pigeon-embedded-");
    } catch (IOException e) {
      throw ClientFailure.of(
          "cannot make a private cache in "
              + System.getProperty("java.io.tmpdir")
              + ": "
              + Reason.of(e)
              + "; set TMPDIR to a folder that can be written");
    }
  }

  private static void join(Thread thread) {
    try {
      thread.join(2000);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void delete(Path cache) {
    try {
      Files.walkFileTree(
          cache,
          new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
                throws IOException {
              Files.deleteIfExists(file);
              return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException e) {
              return FileVisitResult.CONTINUE; // the worker removed it first
            }

            @Override
            public FileVisitResult postVisitDirectory(Path folder, IOException e)
                throws IOException {
              Files.deleteIfExists(folder);
              return FileVisitResult.CONTINUE;
            }
          });
    } catch (IOException | UncheckedIOException e) {
      System.err.println("pigeon: the private cache " + cache + " could not be removed: " + e);
    }
  }
}
