package io.edgesync.sync.rights;

import io.edgesync.xfer.artifact.ProjectCode;
import io.edgesync.xfer.card.PragmaCard;
import io.edgesync.xfer.envelope.BodyProof;
import io.edgesync.xfer.round.Principal;
import io.edgesync.xfer.round.RoundId;
import java.util.concurrent.atomic.AtomicLong;
import javax.crypto.SecretKey;
import org.jspecify.annotations.Nullable;

/** A session of this node with a responder: vouches for one body after the other. Thread-safe. */
final class AskingSession {

  private final String name;
  private final SecretKey key;
  private final AtomicLong count = new AtomicLong();
  /** Goes with each body until the responder has answered one; written by whoever hears the answer. */
  private volatile @Nullable String signature;

  AskingSession(String name, SecretKey key, String signature) {
    this.name = name;
    this.key = key;
    this.signature = signature;
  }

  String name() {
    return name;
  }

  Principal prover(ProjectCode project, RoundId round) {
    return new Principal.ProvingNode(digest -> {
      long next = count.incrementAndGet();
      String mac = SessionCards.text(Agreement.mac(key, project, round, next, digest));
      return new PragmaCard(BodyProof.PRAGMA, new SessionCards.Proof(name, next, mac, signature).arguments());
    });
  }

  /** The responder knows the session. */
  void answered() {
    signature = null;
  }
}
