package dev.pigeon.auth;

import java.nio.ByteBuffer;
import java.security.MessageDigest;

/** Signs the records of one log of one session, or tells whether they are signed. Any thread. */
public final class RecordSeal {
  private static final String FIELD = ",\"mac\":\"";

  private final SharedKey key;
  private final String log;

  RecordSeal(SharedKey key, String log) {
    this.key = key;
    this.log = log;
  }

  /** A record, from position to limit of a buffer with an array, with its signature. */
  public ByteBuffer seal(ByteBuffer record) {
    byte[] object = new byte[record.remaining()];
    record.duplicate().get(object);
    byte[] signature = key.sign(log, ByteBuffer.wrap(object, 0, object.length - 1));
    return ByteBuffer.wrap(Signed.with(FIELD, object, object.length, signature));
  }

  /** Whether a record was signed by who has the key, for this log of this session. */
  public boolean fits(ByteBuffer record) {
    ByteBuffer body = Signed.body(FIELD, record);
    byte[] signature = body == null ? null : Signed.signature(record);
    return signature != null && MessageDigest.isEqual(signature, key.sign(log, body));
  }
}
