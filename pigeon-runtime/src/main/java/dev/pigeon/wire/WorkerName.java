package dev.pigeon.wire;

/**
 * Which worker: the pair that claims, heartbeats and status files carry.
 *
 * @param host its host name
 * @param pid its process id on that host
 */
public record WorkerName(String host, long pid) {

  /** {@code <host>-<pid>}, for people and for {@code worker_id}. */
  @Override
  public String toString() {
    return host + '-' + pid;
  }
}
