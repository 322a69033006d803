package dev.pigeon.it;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;

/**
 * The wall clock of one machine, wrong by as much as a test says and changed while programs run.
 * Time that only goes forward stays what it is, and so do the times of files, which the machine
 * that holds them stamps.
 */
final class FakeClock {
  private static final String LIBRARY = "faketime/libfaketimeMT.so.1";

  private final Path offset;

  private FakeClock(Path offset) {
    this.offset = offset;
  }

  /** Gives everything that is started on {@code machine} from now on a clock of its own. */
  static FakeClock on(Machine machine, String wrongBy) throws IOException {
    FakeClock clock = new FakeClock(machine.home().resolve(".wrong-by"));
    clock.jump(wrongBy);
    machine
        .set("LD_PRELOAD", library().toString())
        .set("FAKETIME_TIMESTAMP_FILE", clock.offset.toString())
        .set("FAKETIME_CACHE_DURATION", "1")
        .set("FAKETIME_DONT_FAKE_MONOTONIC", "1")
        .set("FAKETIME_FORCE_MONOTONIC_FIX", "0") // or else no wait of Java's waits
        .set("NO_FAKE_STAT", "1");
    return clock;
  }

  /** Sets the clock, to {@code +7h} or {@code -5h} of the right time. */
  void jump(String wrongBy) throws IOException {
    Path fresh = offset.resolveSibling(".wrong-by.new");
    Files.writeString(fresh, wrongBy + "\n");
    Files.move(fresh, offset, StandardCopyOption.ATOMIC_MOVE);
  }

  /** Removes what the library left in shared memory for processes that have ended by now. */
  static void sweep() throws IOException {
    try (DirectoryStream<Path> left =
        Files.newDirectoryStream(Path.of("/dev/shm"), "*faketime_s*_*")) {
      for (Path each : left) {
        String name = each.getFileName().toString();
        String pid = name.substring(name.lastIndexOf('_') + 1);
        if (!Files.exists(Path.of("/proc", pid))) {
          Files.deleteIfExists(each);
        }
      }
    }
  }

  static List<String> missing() {
    boolean found = Files.exists(library());
    return found ? List.of() : List.of(LIBRARY + " (Debian's package faketime)");
  }

  private static Path library() {
    String machine = System.getProperty("os.arch").equals("aarch64") ? "aarch64" : "x86_64";
    return Path.of("/usr/lib", machine + "-linux-gnu", LIBRARY);
  }
}
