package dev.pigeon.it;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** The shared folder of one {@link Site} on a mount of its own, and what befalls such a mount. */
final class Share {
  private static final Duration LIMIT = Duration.ofSeconds(60);

  private final Path folder;
  private final GroundScript script;

  /**
   * @param folder the site's
   */
  Share(Path folder) throws Exception {
    this.folder = folder.toRealPath();
    script =
        new GroundScript("share.sh", folder.resolve("share.log"))
            .set("SHARE_JAVA", Path.of(System.getProperty("java.home"), "bin/java").toString())
            .set("SHARE_CLASSES", Path.of("target/test-classes").toAbsolutePath().toString());
  }

  /** A disk of this machine, of 16 MB. */
  static Requirements diskNeeds() {
    return new Requirements()
        .root()
        .program("mkfs.ext4", "e2fsprogs")
        .program("mount", "mount")
        .file("/dev/loop-control", "the kernel's loop devices");
  }

  /** A folder over sshfs, served by a user who is not root. */
  static Requirements sshfsNeeds() {
    return new Requirements()
        .root()
        .program("sshfs", "sshfs")
        .program("setpriv", "util-linux")
        .file("/usr/lib/openssh/sftp-server", "Debian's package openssh-sftp-server")
        .file("/dev/fuse", "the kernel's FUSE");
  }

  Share onDisk() throws Exception {
    run("up", "disk");
    return this;
  }

  Share overSshfs() throws Exception {
    // The user who serves it has to get there.
    for (Path each = folder; each.startsWith(folder.getParent()); each = each.getParent()) {
      Files.setPosixFilePermissions(each, PosixFilePermissions.fromString("rwx--x--x"));
    }
    run("up", "sshfs");
    return this;
  }

  /** The same folder through another mount; over sshfs only. */
  Path secondMount() throws Exception {
    run("up2");
    return folder.resolve("cache2");
  }

  /** What the other side of sshfs sees. */
  Path store() {
    return folder.resolve("store");
  }

  void fill() throws Exception {
    run("fill");
  }

  void free() throws Exception {
    run("free");
  }

  void becomesReadOnly() throws Exception {
    run("readonly");
  }

  void goes() throws Exception {
    run("gone");
  }

  void comesBack() throws Exception {
    run("back");
  }

  /** The other side of sshfs answers no more; {@code mount} is empty or 2. */
  void serverStops(String mount) throws Exception {
    run("stop", "server", mount);
  }

  void serverGoesOn(String mount) throws Exception {
    run("cont", "server", mount);
  }

  /** The mount itself takes no more calls. */
  void mountStops() throws Exception {
    run("stop", "daemon");
  }

  void mountGoesOn() throws Exception {
    run("cont", "daemon");
  }

  /** Every call to the other side of sshfs takes this long from now on. */
  void answersAfter(Duration delay) throws Exception {
    Files.writeString(folder.resolve("delay"), Long.toString(delay.toMillis()));
  }

  private void run(String verb, String... more) throws Exception {
    List<String> words = new ArrayList<>(List.of(verb, folder.toString()));
    words.addAll(List.of(more));
    script.run(LIMIT, words.toArray(new String[0]));
  }

  /** Leaves nothing behind, whatever befell it. */
  void close() throws Exception {
    run("down");
  }
}
