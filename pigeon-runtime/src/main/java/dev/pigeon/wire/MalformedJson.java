package dev.pigeon.wire;

/** A document or record is not what the wire format says; the message tells where it departs. */
public final class MalformedJson extends Exception {
  private static final long serialVersionUID = 1L;

  public MalformedJson(String message) {
    super(message, null, false, false);
  }
}
