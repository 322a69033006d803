package dev.pigeon.admission;

import dev.pigeon.auth.SignedRequest;
import dev.pigeon.auth.Signer;
import dev.pigeon.spi.Document;
import dev.pigeon.spi.StoreReader;
import dev.pigeon.spi.TransportException;
import dev.pigeon.wire.Layout;
import dev.pigeon.wire.MalformedJson;
import dev.pigeon.wire.Request;
import dev.pigeon.wire.RequestCodec;
import java.time.Duration;
import java.util.Optional;

/** A worker with a key runs what is signed with it, one without a key what is not signed. */
final class SignatureRule {
  static final String SIGNED =
      "the request is signed, but this worker has no key; give it the key (auth.key_file), or unset"
          + " auth.key_file here";
  static final String UNSIGNED =
      "this worker runs only signed requests; copy its key to this machine and name the copy with:"
          + " pigeon config set auth.key_file FILE";
  static final String WRONG =
      "the request's signature is wrong: its client has another key (auth.key_file) or namespace than"
          + " this worker, or somebody changed the request; nothing was run";

  private final StoreReader incoming;
  private final Signer key;

  /**
   * @param key null for a worker without one
   */
  SignatureRule(StoreReader incoming, Signer key) {
    this.incoming = incoming;
    this.key = key;
  }

  /** Why a request cannot be run as far as one sees without checking a signature; or null. */
  String objection(Request request) {
    if (key == null) {
      return request.auth() == null ? null : SIGNED;
    }
    return request.auth() == null ? UNSIGNED : null;
  }

  /**
   * The request as it was signed; null if it was not, or if this worker has no key. It is read once
   * more, and what was signed must be what is about to be run.
   */
  SignedRequest signed(Request request, Duration limit) throws TransportException {
    if (key == null) {
      return null;
    }
    Optional<Document> document = incoming.read(Layout.request(request.session()), limit);
    if (document.isEmpty()) {
      return null;
    }
    SignedRequest signed = key.verify(document.get().content());
    try {
      boolean same = signed != null && RequestCodec.decode(signed.document()).equals(request);
      return same ? signed : null;
    } catch (MalformedJson e) {
      return null; // signed by nobody who speaks this format
    }
  }

  boolean hasKey() {
    return key != null;
  }
}
