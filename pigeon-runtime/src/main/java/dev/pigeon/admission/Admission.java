package dev.pigeon.admission;

import dev.pigeon.auth.SessionSeals;
import dev.pigeon.auth.SignedRequest;
import dev.pigeon.auth.Signer;
import dev.pigeon.spi.StoreReader;
import dev.pigeon.spi.TransportException;
import dev.pigeon.wire.Request;
import java.io.IOException;
import java.time.Duration;

/** Who may have what run by a worker. */
public final class Admission {
  private final StoreReader incoming;
  private final Rules rules;
  private final SignatureRule signatures;
  private final AuditLog audit;

  /**
   * @param incoming the store, as far as what clients write there is believed
   * @param rules what is run, and with which variables
   * @param key what requests must be signed with; null for a worker that runs unsigned ones
   * @param audit where each of them is noted; null for nowhere
   */
  public Admission(StoreReader incoming, Rules rules, Signer key, AuditLog audit) {
    this.audit = audit;
    this.incoming = incoming;
    this.rules = rules;
    signatures = new SignatureRule(incoming, key);
  }

  /** Lets in whatever lies in a store. */
  public static Admission ofAll(StoreReader store) {
    return new Admission(store, Rules.NONE, null, null);
  }

  /** The store, as far as what clients write there is believed. */
  public StoreReader incoming() {
    return incoming;
  }

  /** Whether a request is to be run, and what is left of it then. */
  public Verdict judge(Request request, Duration limit) throws TransportException {
    String objection = signatures.objection(request);
    if (objection != null) {
      return new Verdict.Refused(objection);
    }
    SessionSeals seals = null;
    if (signatures.hasKey()) {
      SignedRequest signed = signatures.signed(request, limit);
      if (signed == null) {
        return new Verdict.Refused(SignatureRule.WRONG);
      }
      seals = signed.seals();
    }
    return rules.judge(request, seals);
  }

  /**
   * Notes in the audit log what is about to become of a request.
   *
   * @param refusal why it is not run; null if it is
   * @return why it may not be run after all; null if it may
   */
  public String note(Request request, boolean signed, String refusal) {
    if (audit == null) {
      return null;
    }
    try {
      audit.note(request, signed, refusal);
      return null;
    } catch (IOException e) {
      return "this worker cannot write its audit log, and runs nothing without: " + e;
    }
  }
}
