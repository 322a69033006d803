package dev.pigeon.it;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;

/** A worker on a machine of a ground, from its first heartbeat on. */
final class GroundWorker implements AutoCloseable {
  private static final Duration LIMIT = Duration.ofSeconds(45);

  private final Host host;
  private final String mark;
  private final String pid;
  private final String log;

  private GroundWorker(Host host, String mark, String pid, String log) {
    this.host = host;
    this.mark = mark;
    this.pid = pid;
    this.log = log;
  }

  /**
   * @param settings assignments of variables for it, maybe none
   * @param options words after {@code pigeon worker}
   */
  static GroundWorker start(Host host, String settings, String options) throws Exception {
    String mark = "GROUND_WORKER=" + UUID.randomUUID();
    try {
      return start(host, mark, settings, options);
    } catch (Exception | AssertionError e) {
      end(host, mark); // it may have come up, only too late
      throw e;
    }
  }

  /** Two of them, which come up at the same time: on a slow machine that takes long. */
  static List<GroundWorker> startBoth(Callable<GroundWorker> one, Callable<GroundWorker> two)
      throws Exception {
    FutureTask<GroundWorker> beside = new FutureTask<>(two);
    new Thread(beside, "second worker").start();
    GroundWorker first;
    try {
      first = one.call();
    } catch (Exception | AssertionError e) {
      beside.get().close();
      throw e;
    }
    try {
      return List.of(first, beside.get());
    } catch (Exception | AssertionError e) {
      first.close();
      throw e;
    }
  }

  private static GroundWorker start(Host host, String mark, String settings, String options)
      throws Exception {
    String[] told =
        host.tell(
                """
                export %s
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
                    .formatted((mark + ' ' + settings).strip(), options))
            .split(" ");
    return new GroundWorker(host, mark, told[0], told[1]);
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

  /** Kills it, if it is still there, and all that it has started. */
  @Override
  public void close() throws IOException {
    try {
      end(host, mark);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void end(Host host, String mark) throws IOException, InterruptedException {
    host.run(
        """
        for each in $(grep -lszxF '%s' /proc/[0-9]*/environ); do
          each=${each#/proc/}
          kill -KILL "${each%%/environ}"
        done
        """
            .formatted(mark));
  }
}
