package dev.pigeon.wire;

import java.nio.ByteBuffer;
import java.util.zip.CRC32;

/** The digest of a stream of bytes so far, named by its algorithm: {@code crc32:1a2b3c4d}. */
public final class RunningDigest {
  private static final String ALGORITHM = "crc32:";

  private final CRC32 crc = new CRC32();

  /** Takes the remaining bytes of any buffer; the buffer is left as it is. */
  public void update(ByteBuffer data) {
    if (data.hasArray()) {
      update(data.array(), data.arrayOffset() + data.position(), data.remaining());
    } else {
      crc.update(data.duplicate());
    }
  }

  /** Takes {@code length} bytes. */
  public void update(byte[] data, int offset, int length) {
    crc.update(data, offset, length);
  }

  /** The digest, as it goes into a record. */
  public String text() {
    String hex = Integer.toHexString((int) crc.getValue());
    return ALGORITHM + "00000000".substring(hex.length()) + hex;
  }

  /**
   * Whether a peer had other bytes.
   *
   * @param said the peer's digest; null and unknown algorithms contradict nothing
   */
  public boolean contradicts(String said) {
    return said != null && said.startsWith(ALGORITHM) && !said.equalsIgnoreCase(text());
  }
}
