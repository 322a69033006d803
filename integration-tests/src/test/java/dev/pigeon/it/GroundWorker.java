package dev.pigeon.it;

import java.io.IOException;
import java.time.Duration;

/** A worker on a machine of a ground, from its first heartbeat on. */
final class GroundWorker implements AutoCloseable {
  private static final Duration LIMIT = Duration.ofSeconds(45);

  private final Host host;
  private final String pid;
  private final String log;

  private GroundWorker(Host host, String pid, String log) {
    this.host = host;
    this.pid = pid;
    this.log = log;
  }

  /**
   * @param settings assignments of variables for it, maybe none
   * @param options words after {@code pigeon worker}
   */
  static GroundWorker start(Host host, String settings, String options) throws Exception {
    String[] told =
        host.tell(
                """
                %s
                log=$(mktemp "$HOME/worker-XXXXXX.log")
                setsid pigeon worker %s > "$log" 2>&1 < /dev/null &
                echo $! "$log"
                for i in $(seq 400); do
                  ls "$PIGEON_CACHE/namespaces/$PIGEON_NAMESPACE/workers/" 2>/dev/null | grep -q -- "-$!.json\\$" && exit 0
                  kill -0 $! || break
                  sleep 0.1
                done
                cat "$log"
                exit 1
                """
                    .formatted(settings.isEmpty() ? "" : "export " + settings, options))
            .split(" ");
    return new GroundWorker(host, told[0], told[1]);
  }

  Host host() {
    return host;
  }

  String pid() {
    return pid;
  }

  String log() throws Exception {
    return host.tell("cat " + log);
  }

  boolean alive() throws Exception {
    return host.run("kill -0 " + pid).exit() == 0;
  }

  void signal(String name) throws Exception {
    host.run("kill -" + name + " " + pid);
  }

  /** Ends it in order and waits for that. */
  void stop() throws Exception {
    signal("TERM");
    awaitEnd();
  }

  void awaitEnd() throws Exception {
    Eventually.see("the end of worker " + pid, LIMIT, this::alive, alive -> !alive);
  }

  @Override
  public void close() throws IOException {
    try {
      host.run("kill -KILL " + pid);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
