package dev.pigeon.auth;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.InvalidKeyException;
import java.security.NoSuchAlgorithmException;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** A secret that client and worker share. Its own words never show it. */
public final class SharedKey {
  /** How many bytes a key has, and a signature. */
  static final int LENGTH = 32;

  private static final String ALGORITHM = "HmacSHA256";

  private final SecretKeySpec secret;

  SharedKey(byte[] secret) {
    if (secret.length != LENGTH) {
      throw new IllegalArgumentException("a key has " + LENGTH + " bytes");
    }
    this.secret = new SecretKeySpec(secret, ALGORITHM);
  }

  /** The HMAC-SHA-256 of a context, a line break, and the remaining bytes. */
  byte[] sign(String context, ByteBuffer bytes) {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(secret);
      mac.update((context + '\n').getBytes(StandardCharsets.UTF_8));
      mac.update(bytes.duplicate());
      return mac.doFinal();
    } catch (NoSuchAlgorithmException | InvalidKeyException e) {
      throw new AssertionError("every Java has HMAC-SHA-256", e);
    }
  }

  /** The key of one session, known to whoever knows this key and its signed request. */
  SharedKey ofSession(byte[] signature) {
    return new SharedKey(sign("pigeon-session-1", ByteBuffer.wrap(signature)));
  }
}
