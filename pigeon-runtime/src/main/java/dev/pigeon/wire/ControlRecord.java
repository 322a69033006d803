package dev.pigeon.wire;

/** A record of control.jsonl, from client to worker. */
public sealed interface ControlRecord {

  /** A signal for the command's process group, by number. */
  record Signal(int number) implements ControlRecord {}

  /** The caller's terminal has a new size. */
  record Resize(TerminalSize size) implements ControlRecord {}

  /**
   * The client has printed so many bytes of output since the start; lets the worker go on.
   *
   * @param bytes of all channels together
   * @param segments whether the client follows output into further segments
   */
  record Ack(long bytes, boolean segments) implements ControlRecord {}

  /**
   * The client lives; and what it says besides makes up for records that got lost on either way.
   * Each is -1 if it is not said.
   *
   * @param bytes how much output it has printed since the start, as in {@link Ack}
   * @param input how many records of input lie in the store
   * @param awaits the number of the output record that it has looked for in vain
   */
  record Alive(long bytes, long input, long awaits) implements ControlRecord {

    /** Says no more than that. */
    public Alive() {
      this(-1, -1, -1);
    }
  }

  /** The client stops for a while of its own will; no signs of life until the next record. */
  record Suspended() implements ControlRecord {}

  /** The client leaves for good: hang the command up, in earnest if need be. */
  record Left() implements ControlRecord {}

  /** The client of a signed request is there, and it is this worker's to run. */
  record AuthAnswer(String challenge) implements ControlRecord {}

  /** Something a later version writes. */
  record Unknown() implements ControlRecord {}
}
