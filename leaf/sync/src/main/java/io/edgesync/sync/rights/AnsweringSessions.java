package io.edgesync.sync.rights;

import io.edgesync.sync.SyncClock;
import io.edgesync.xfer.artifact.ProjectCode;
import io.edgesync.xfer.card.PragmaCard;
import io.edgesync.xfer.envelope.BodyProof;
import io.edgesync.xfer.round.Principal;
import io.edgesync.xfer.round.RoundId;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import javax.crypto.SecretKey;
import org.jspecify.annotations.Nullable;

/**
 * The sessions that other nodes have with this one, as {@link SessionCards} has them. A node signs once; after that an HMAC vouches for each body, for
 * its project, its round and its place in the session, so that nothing of it can be changed, brought again, or brought to somebody else. In memory
 * only: who is not known any more is told so and begins anew. Thread-safe.
 */
public final class AnsweringSessions {

  /** Begun by anybody, under any name: those begun longest ago go first. */
  private static final int PENDING_MAX = 1024;
  private static final int SESSIONS_MAX = 4096;
  /** Of one proven node. */
  private static final int SESSIONS_PER_NODE_MAX = 4;
  private static final long PENDING_NANOS_MAX = Duration.ofMinutes(1).toNanos();
  private static final long SESSION_NANOS_MAX = Duration.ofHours(24).toNanos();
  private static final int NONCE_BYTES = 16;

  /** What a proof says. */
  public sealed interface Verdict {

    /**
     * @param isNew it was proven by a signature just now
     * @param seal  vouches for the reply
     */
    record Proven(String node, boolean isNew, Principal.BodyProver seal) implements Verdict {}

    /** The session is not known here, or not any more. */
    record Unknown(String session) implements Verdict {
      public PragmaCard card() {
        return SessionCards.unknown(session);
      }
    }

    record Refused(String why) implements Verdict {}
  }

  private record Session(Agreement agreement, Agreement.Keys keys, CountWindow counts, long sinceNanos) {}

  private final NodeKeys keys;
  private final SyncClock clock;
  private final int pendingMax;
  private final SecureRandom random = new SecureRandom();
  private final Map<String, Session> pending = new LinkedHashMap<>();
  /** Those used last come last. */
  private final Map<String, Session> proven = new LinkedHashMap<>(16, 0.75f, true);
  private final Map<String, Deque<String>> byNode = new HashMap<>();

  public AnsweringSessions(NodeKeys keys, SyncClock clock) {
    this(keys, clock, PENDING_MAX);
  }

  /** @param pendingMax sessions that are begun */
  AnsweringSessions(NodeKeys keys, SyncClock clock, int pendingMax) {
    this.keys = keys;
    this.clock = clock;
    this.pendingMax = pendingMax;
  }

  /**
   * Begins a session.
   *
   * @param asker who wants it, as it says
   * @return the challenge; null for what is no such wish
   */
  public @Nullable PragmaCard open(String asker, PragmaCard card) {
    SessionCards.Open open = SessionCards.open(card);
    if (open == null || asker.equals(keys.own())) {
      return null;
    }
    Ephemeral ours = Ephemeral.generate();
    Agreement agreement = new Agreement(asker, keys.own(), made(), open, made(), SessionCards.text(ours.point()));
    Agreement.Keys made;
    try {
      made = agreement.keys(ours, open.point());
    } catch (GeneralSecurityException noPoint) {
      return null;
    }
    String signature = SessionCards.text(keys.sign(agreement.byResponder()));
    synchronized (this) {
      pending.put(agreement.session(), new Session(agreement, made, new CountWindow(), clock.nanoTime()));
      if (pending.size() > pendingMax) {
        pending.remove(pending.keySet().iterator().next());
      }
    }
    return new SessionCards.Challenge(agreement.session(), agreement.responderNonce(), agreement.responderPoint(),
        signature).card();
  }

  private String made() {
    byte[] bytes = new byte[NONCE_BYTES];
    random.nextBytes(bytes);
    return SessionCards.text(bytes);
  }

  /**
   * Judges what vouches for a body; each proof counts once.
   *
   * @param user of the login that came in front of the proof, proven or not; null without one
   */
  public Verdict check(BodyProof claim, ProjectCode project, RoundId round, @Nullable String user) {
    SessionCards.Proof proof = SessionCards.proof(claim.arguments());
    if (proof == null) {
      return new Verdict.Refused("malformed proof");
    }
    boolean isNew;
    Session session;
    synchronized (this) {
      session = young(proven.get(proof.session()), SESSION_NANOS_MAX);
      isNew = session == null;
      if (isNew) {
        session = young(pending.get(proof.session()), PENDING_NANOS_MAX);
      }
    }
    if (session == null) {
      return new Verdict.Unknown(proof.session());
    }
    byte[] mac = Agreement.mac(session.keys().toResponder(), project, round, proof.count(), user, claim.digest());
    if (!MessageDigest.isEqual(mac, SessionCards.bytes(proof.mac()))) {
      return new Verdict.Refused("the proof is of another body");
    }
    String node = session.agreement().asker();
    if (isNew && (proof.signature() == null
        || !keys.verifies(node, session.agreement().byAsker(), SessionCards.bytes(proof.signature())))) {
      return new Verdict.Refused("not signed by " + node);
    }
    SecretKey toAsker = session.keys().toAsker();
    synchronized (this) {
      if (isNew) {
        keep(session);
      }
      return session.counts().take(proof.count())
          ? new Verdict.Proven(node, isNew,
              digest -> SessionCards.seal(Agreement.mac(toAsker, project, round, proof.count(), user, digest)))
          : new Verdict.Refused("the body came before");
    }
  }

  /** Whether somebody asks that the reply be proven to come from here: {@link Verdict.Proven#seal} does that. */
  public static boolean wantsSeal(PragmaCard card) {
    return card.equals(SessionCards.SEAL_WANTED);
  }

  private @Nullable Session young(@Nullable Session session, long nanosMax) {
    return session == null || clock.nanoTime() - session.sinceNanos() > nanosMax ? null : session;
  }

  private void keep(Session session) {
    String name = session.agreement().session();
    pending.remove(name);
    if (proven.putIfAbsent(name, session) != null) {
      return;
    }
    Deque<String> its = byNode.computeIfAbsent(session.agreement().asker(), _ -> new ArrayDeque<>());
    its.addLast(name);
    if (its.size() > SESSIONS_PER_NODE_MAX) {
      proven.remove(its.removeFirst());
    }
    if (proven.size() > SESSIONS_MAX) {
      String eldest = proven.keySet().iterator().next();
      Session gone = proven.remove(eldest);
      if (gone != null) {
        forget(gone);
      }
    }
  }

  private void forget(Session gone) {
    Deque<String> its = byNode.get(gone.agreement().asker());
    if (its != null && its.remove(gone.agreement().session()) && its.isEmpty()) {
      byNode.remove(gone.agreement().asker());
    }
  }

  /** How many are kept, begun ones too. */
  synchronized int size() {
    return pending.size() + proven.size();
  }
}
