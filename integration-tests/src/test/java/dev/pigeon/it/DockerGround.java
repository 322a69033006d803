package dev.pigeon.it;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.testcontainers.containers.BindMode;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.utility.DockerImageName;
import org.testcontainers.utility.MountableFile;

/** Two containers without network and without Java, and one folder that both mount. */
final class DockerGround implements Ground {
  private static final String IMAGE = "pigeon-it-debian:1";
  private static final Duration LIMIT = Duration.ofMinutes(3);

  private final Path folder;
  private final List<GenericContainer<?>> containers = new ArrayList<>();

  DockerGround(Path folder) {
    this.folder = folder;
  }

  @Override
  public String name() {
    return "Docker containers";
  }

  @Override
  public List<String> missing() {
    Requirements requirements =
        new Requirements()
            .program("docker", "docker.io")
            .works(
                "a Docker engine that answers (dockerd, of Debian's package docker.io)",
                "docker",
                "info");
    if (!requirements.missing().isEmpty() || hasImage()) {
      return requirements.missing();
    }
    return requirements.root().program("debootstrap", "debootstrap").missing();
  }

  @Override
  public void open() throws Exception {
    new GroundScript("image.sh", folder.resolve("control.log")).run(LIMIT, IMAGE);
    Path share = Files.createDirectories(folder.resolve("share"));
    containers.add(container("gpu-m", share));
    containers.add(container("cpu-m", share));
    containers.forEach(GenericContainer::start);
  }

  @Override
  public Host a() {
    return host("gpu-m", 0);
  }

  @Override
  public Host b() {
    return host("cpu-m", 1);
  }

  /** Stops every process of a machine where it stands. */
  void pause(Host host) {
    container(host).getDockerClient().pauseContainerCmd(container(host).getContainerId()).exec();
  }

  void unpause(Host host) {
    container(host).getDockerClient().unpauseContainerCmd(container(host).getContainerId()).exec();
  }

  /** Ends every process of a machine at once. */
  void kill(Host host) {
    container(host).getDockerClient().killContainerCmd(container(host).getContainerId()).exec();
  }

  @Override
  public void close() {
    containers.forEach(GenericContainer::stop);
  }

  private GenericContainer<?> container(Host host) {
    return containers.get(host.name().equals("gpu-m") ? 0 : 1);
  }

  private Host host(String name, int index) {
    return new Host(
        name,
        List.of("docker", "exec", containers.get(index).getContainerId(), "bash", "-c"),
        "/opt/pigeon",
        "/share",
        "/home/it",
        folder.resolve("logs"));
  }

  private static GenericContainer<?> container(String hostName, Path share) {
    return new GenericContainer<>(DockerImageName.parse(IMAGE))
        .withNetworkMode("none")
        .withCreateContainerCmdModifier(command -> command.withHostName(hostName))
        .withFileSystemBind(share.toString(), "/share", BindMode.READ_WRITE)
        .withCopyFileToContainer(MountableFile.forHostPath(Site.distribution()), "/opt/pigeon")
        .withImagePullPolicy(image -> false)
        // A first process that reaps, as an init does.
        .withCommand("bash", "-c", "trap 'exit 0' TERM; sleep infinity & wait");
  }

  private static boolean hasImage() {
    try {
      return new ProcessBuilder("docker", "image", "inspect", IMAGE)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start()
              .waitFor()
          == 0;
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
