package dev.pigeon.it;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** A kernel's NFS server and two clients, each a User-Mode Linux guest. */
final class NfsGround implements Ground {
  private static final Duration LIMIT = Duration.ofSeconds(90);

  /** Megabytes of what nfs.sh keeps there: a guest that finds no more ends without a word. */
  private static final long MEMORY = 2500;

  private final String version;
  private final Path folder;
  private final GroundScript control;

  /**
   * @param version as the mount option has it, "4.2" or "3"
   */
  NfsGround(String version, Path folder) {
    this.version = version;
    this.folder = folder;
    this.control = new GroundScript("nfs.sh", folder.resolve("control.log"));
  }

  @Override
  public String name() {
    return "NFS " + version;
  }

  @Override
  public List<String> missing() {
    return new Requirements()
        .root()
        .program("linux.uml", "user-mode-linux")
        .program("mount.nfs", "nfs-common")
        .program("rpc.nfsd", "nfs-kernel-server")
        .program("rpcbind", "rpcbind")
        .program("ip", "iproute2")
        .program("modprobe", "kmod")
        .program("mkfs.ext4", "e2fsprogs")
        .program("gcc", "gcc")
        .file("/dev/net/tun", "the kernel's tun")
        .room(
            "/dev/shm",
            MEMORY,
            "mount -o remount,size=3G /dev/shm; docker run --shm-size=3g in a container")
        .missing();
  }

  @Override
  public void open() throws Exception {
    control.run(LIMIT, "up", folder.toString(), version);
  }

  @Override
  public String foundToBe() {
    return "directory on nfs4?, taken for network \\(.*\\): a force a batch, list and re-open";
  }

  @Override
  public boolean slow() {
    return true;
  }

  @Override
  public Host a() {
    return guest("a");
  }

  @Override
  public Host b() {
    return guest("b");
  }

  /** Unplugs the network of a machine. */
  void cut(Host host) throws Exception {
    control.run(LIMIT, "cut", folder.toString(), host.name());
  }

  /** Plugs it in again. */
  void heal(Host host) throws Exception {
    control.run(LIMIT, "heal", folder.toString(), host.name());
  }

  /** Ends a machine as a power failure does. */
  void powerLoss(Host host) throws Exception {
    control.run(LIMIT, "kill", folder.toString(), host.name());
  }

  @Override
  public void close() throws Exception {
    control.run(LIMIT, "down", folder.toString());
  }

  private Host guest(String name) {
    return new Host(
        name,
        control.words("run", folder.toString(), name),
        Site.distribution().toString(),
        "/mnt/share",
        "/run/home",
        folder.resolve("logs"));
  }
}
