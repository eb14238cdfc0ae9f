package io.edgesync.sync.rights;

import io.edgesync.xfer.artifact.ProjectCode;
import io.edgesync.xfer.card.PragmaCard;
import io.edgesync.xfer.envelope.BodyProof;
import io.edgesync.xfer.login.LoginSigner;
import io.edgesync.xfer.round.Principal;
import io.edgesync.xfer.round.RoundId;
import java.util.concurrent.atomic.AtomicLong;
import javax.crypto.SecretKey;
import org.jspecify.annotations.Nullable;

/** A session of this node with a responder: vouches for one body after the other. Thread-safe. */
final class AskingSession {

  private final String name;
  private final Agreement.Keys keys;
  private final boolean seals;
  private final AtomicLong count = new AtomicLong();
  /** Goes with each body until the responder has answered one; written by whoever hears the answer. */
  private volatile @Nullable String signature;

  /** @param seals whether the responder says that it seals replies */
  AskingSession(String name, Agreement.Keys keys, String signature, boolean seals) {
    this.name = name;
    this.keys = keys;
    this.seals = seals;
    this.signature = signature;
  }

  String name() {
    return name;
  }

  boolean seals() {
    return seals;
  }

  /**
   * A request of this session.
   *
   * @param login in front of the proof; null without one
   */
  Asking asking(ProjectCode project, RoundId round, @Nullable LoginSigner login) {
    return new Asking(project, round, login);
  }

  /** The responder knows the session. */
  void answered() {
    signature = null;
  }

  /** One request, made and sent, and the reply to it. */
  final class Asking {
    private final ProjectCode project;
    private final RoundId round;
    private final @Nullable LoginSigner login;
    /** Of the request as it was made last. */
    private long number;

    private Asking(ProjectCode project, RoundId round, @Nullable LoginSigner login) {
      this.project = project;
      this.round = round;
      this.login = login;
    }

    Principal prover() {
      return new Principal.ProvingNode(digest -> {
        number = count.incrementAndGet();
        String mac = SessionCards.text(mac(keys.toResponder(), digest));
        return new PragmaCard(BodyProof.PRAGMA, new SessionCards.Proof(name, number, mac, signature).arguments());
      }, login);
    }

    /** What the reply with this text ends with. */
    PragmaCard seal(byte[] digest) {
      return SessionCards.seal(mac(keys.toAsker(), digest));
    }

    private byte[] mac(SecretKey key, byte[] digest) {
      return Agreement.mac(key, project, round, number, login == null ? null : login.login(), digest);
    }
  }
}
