package dev.pigeon.auth;

/**
 * Signs the requests of a client.
 *
 * @param key shared with the worker
 * @param namespace where the requests are for
 */
public record Signer(SharedKey key, String namespace) {

  /** Signs a request.json. */
  public SignedRequest sign(byte[] json) {
    return SignedRequest.sign(json, key, namespace);
  }

  /** A request.json that was read, if it was signed so; else null. */
  public SignedRequest verify(byte[] document) {
    return SignedRequest.verify(document, key, namespace);
  }
}
