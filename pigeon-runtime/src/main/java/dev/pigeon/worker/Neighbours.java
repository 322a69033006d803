package dev.pigeon.worker;

import dev.pigeon.wire.Claim;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** The processes of this machine, looked at to know at once that a worker has died. */
interface Neighbours {
  /** Nobody can be seen. */
  Neighbours UNSEEN = claim -> Fate.UNKNOWN;

  /** Looks. */
  Fate of(Claim claim);

  /** What {@code /proc} shows. */
  static Neighbours ofThisMachine() {
    String place = ProcessMark.place();
    // Where others' processes are hidden, one that is not to be seen may still be there.
    if (place.isEmpty() || !Files.exists(Path.of("/proc/1/stat"))) {
      return UNSEEN;
    }
    return claim -> {
      int end = claim.process().lastIndexOf(':');
      if (end < 0 || !claim.process().substring(0, end).equals(place)) {
        return Fate.UNKNOWN;
      }
      String start = ProcessMark.start(Long.toString(claim.worker().pid()));
      if (start.equals(claim.process().substring(end + 1))) {
        return Fate.PRESENT;
      }
      return hasWarden(claim.worker().pid()) ? Fate.ENDING : Fate.GONE;
    };
  }

  private static boolean hasWarden(long worker) {
    String tail = '\0' + Warden.NAME + '\0' + worker + '\0';
    try (DirectoryStream<Path> all = Files.newDirectoryStream(Path.of("/proc"), "[0-9]*")) {
      for (Path each : all) {
        if (commandLine(each).endsWith(tail)) {
          return true;
        }
      }
      return false;
    } catch (IOException e) {
      return true; // not known to be gone
    }
  }

  private static String commandLine(Path process) {
    try {
      byte[] bytes = Files.readAllBytes(process.resolve("cmdline"));
      return new String(bytes, StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      return ""; // it has just ended
    }
  }
}
