package dev.pigeon.it;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** A ground whose two machines are this one, looking at one folder through two mounts. */
final class OneMachineGround implements Ground {
  private static final Duration LIMIT = Duration.ofSeconds(60);

  private final String name;
  private final String script;
  private final String type;
  private final Requirements requirements;
  private final Path folder;

  private OneMachineGround(
      String name, String script, String type, Requirements requirements, Path folder) {
    this.name = name;
    this.script = script;
    this.type = type;
    this.requirements = requirements;
    this.folder = folder;
  }

  /** One local folder, seen twice. */
  static Ground local(Path folder) {
    return new OneMachineGround("local folder", null, null, new Requirements(), folder);
  }

  static Ground sshfs(Path folder) {
    Requirements requirements =
        new Requirements()
            .program("sshfs", "sshfs")
            .file("/usr/lib/openssh/sftp-server", "Debian's package openssh-sftp-server")
            .file("/dev/fuse", "the kernel's FUSE");
    return new OneMachineGround(
        "sshfs, default caching", "sshfs.sh", "fuse.sshfs", requirements, folder);
  }

  static Ground gluster(Path folder) {
    Requirements requirements =
        new Requirements()
            .root()
            .program("glusterd", "glusterfs-server")
            .program("glusterfs", "glusterfs-client")
            .program("ip", "iproute2")
            .file("/dev/fuse", "the kernel's FUSE");
    return new OneMachineGround("GlusterFS", "gluster.sh", "fuse.glusterfs", requirements, folder);
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public List<String> missing() {
    return requirements.missing();
  }

  @Override
  public void open() throws Exception {
    if (script == null) {
      Files.createDirectories(share("a"));
      Files.createSymbolicLink(share("b"), share("a"));
    } else {
      control().run(LIMIT, "up", folder.toString());
    }
  }

  @Override
  public String foundToBe() {
    return type == null
        ? Ground.super.foundToBe()
        : "directory on "
            + type
            + ", taken for network \\(.*\\): a force a batch, list and re-open";
  }

  @Override
  public Host a() {
    return host("a");
  }

  @Override
  public Host b() {
    return host("b");
  }

  @Override
  public void close() throws Exception {
    if (script != null) {
      control().run(LIMIT, "down", folder.toString());
    }
  }

  private Host host(String name) {
    return new Host(
        name,
        List.of("bash", "-c"),
        Site.distribution().toString(),
        share(name).toString(),
        folder.resolve("home-" + name).toString(),
        folder.resolve("logs"));
  }

  private Path share(String host) {
    return folder.resolve(host);
  }

  private GroundScript control() {
    return new GroundScript(script, folder.resolve("control.log"));
  }
}
