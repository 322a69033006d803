package dev.pigeon.wire;

import java.util.Map;

/**
 * The sessions that a worker would run and cannot yet, each with its place from 1 on.
 *
 * @param jobs those that wait until the worker runs fewer sessions
 * @param folders those that wait for another session of their working directory
 */
public record WaitingLines(Map<String, Integer> jobs, Map<String, Integer> folders) {
  /** Nobody waits. */
  public static final WaitingLines NONE = new WaitingLines(Map.of(), Map.of());

  public WaitingLines {
    jobs = Map.copyOf(jobs);
    folders = Map.copyOf(folders);
  }
}
