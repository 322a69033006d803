package dev.pigeon.auth;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;

/**
 * A request.json that is signed as a whole.
 *
 * @param document its bytes
 * @param seals for the records that follow it
 */
public record SignedRequest(byte[] document, SessionSeals seals) {
  private static final String FIELD = ",\"auth\":\"hmac-sha256:";
  private static final int NONCE_BYTES = 16;

  /**
   * Signs a request for a namespace.
   *
   * @param json the object; it gets a random {@code nonce} and, at its end, {@code auth}
   */
  public static SignedRequest sign(byte[] json, SharedKey key, String namespace) {
    byte[] nonce = ("," + "\"nonce\":\"" + random() + "\"}").getBytes(StandardCharsets.US_ASCII);
    byte[] object = new byte[json.length - 1 + nonce.length];
    System.arraycopy(json, 0, object, 0, json.length - 1);
    System.arraycopy(nonce, 0, object, json.length - 1, nonce.length);
    byte[] signature = key.sign(context(namespace), ByteBuffer.wrap(object, 0, object.length - 1));
    byte[] document = Signed.with(FIELD, object, object.length, signature);
    return new SignedRequest(document, SessionSeals.of(key, signature));
  }

  /** A signed request that was read; null if this key did not sign it for this namespace. */
  public static SignedRequest verify(byte[] document, SharedKey key, String namespace) {
    ByteBuffer whole = ByteBuffer.wrap(document);
    ByteBuffer body = Signed.body(FIELD, whole);
    byte[] signature = body == null ? null : Signed.signature(whole);
    if (signature == null
        || !MessageDigest.isEqual(signature, key.sign(context(namespace), body))) {
      return null;
    }
    return new SignedRequest(document, SessionSeals.of(key, signature));
  }

  /** Random hex digits that nobody has had before. */
  public static String random() {
    byte[] bytes = new byte[NONCE_BYTES];
    new SecureRandom().nextBytes(bytes);
    return Hex.text(bytes);
  }

  private static String context(String namespace) {
    return "pigeon-request-1\n" + namespace;
  }
}
