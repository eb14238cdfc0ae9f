package io.edgesync.sync.rights;

import io.edgesync.sync.BoundedMap;
import io.edgesync.sync.PeerHello;
import io.edgesync.sync.SyncClock;
import io.edgesync.xfer.card.Card;
import io.edgesync.xfer.card.PragmaCard;
import io.edgesync.xfer.round.CardSource;
import io.edgesync.xfer.round.Deadline;
import io.edgesync.xfer.round.Principal;
import io.edgesync.xfer.round.Round;
import io.edgesync.xfer.round.RoundId;
import io.edgesync.xfer.round.Transport;
import io.edgesync.xfer.round.TransportException;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The sessions that this node has with others, one each, begun when a round needs one and kept until the other does not know it any more.
 * Thread-safe; of several rounds that need the same one, one begins it.
 */
public final class AskingSessions {

  private static final Logger log = LoggerFactory.getLogger(AskingSessions.class);
  private static final int SESSIONS_MAX = 4096;
  private static final int NONCE_BYTES = 16;
  private static final long REPLY_BYTES_MAX = 64 << 10;
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  /** After one who says that it takes proofs, and then does not, we ask as nobody for so long. */
  private static final long WITHOUT_NANOS = Duration.ofMinutes(1).toNanos();

  private final NodeKeys keys;
  private final PragmaCard hello;
  private final SyncClock clock;
  private final SecureRandom random = new SecureRandom();
  private final Map<String, AskingSession> sessions = BoundedMap.byUse(SESSIONS_MAX);
  private final Map<String, Long> withoutSince = BoundedMap.byUse(SESSIONS_MAX);
  private final Map<String, CompletableFuture<@Nullable AskingSession>> opening = new ConcurrentHashMap<>();

  public AskingSessions(NodeKeys keys, SyncClock clock) {
    this.keys = keys;
    this.clock = clock;
    this.hello = PeerHello.of(keys.own(), Long.MAX_VALUE).card();
  }

  /**
   * The session with a node, begun by a round of its own where there is none.
   *
   * @param wish the round that needs it
   * @return null where the node does not prove who it is, or wants no session
   */
  @Nullable
  AskingSession with(String node, Round wish, Transport transport) throws TransportException, InterruptedException {
    CompletableFuture<@Nullable AskingSession> mine = new CompletableFuture<>();
    CompletableFuture<@Nullable AskingSession> others;
    synchronized (this) {
      AskingSession known = sessions.get(node);
      Long since = withoutSince.get(node);
      if (known != null || (since != null && clock.nanoTime() - since < WITHOUT_NANOS)) {
        return known;
      }
      others = opening.putIfAbsent(node, mine);
    }
    if (others != null) {
      return begunByAnother(node, others);
    }
    AskingSession begun = null;
    boolean isAnswered = false;
    try {
      begun = begin(node, wish, transport);
      isAnswered = true;
      return begun;
    } finally {
      synchronized (this) {
        if (begun != null) {
          sessions.put(node, begun);
        } else if (isAnswered) {
          withoutSince.put(node, clock.nanoTime());
        }
        opening.remove(node);
      }
      if (isAnswered) {
        mine.complete(begun);
      } else {
        mine.completeExceptionally(new IllegalStateException("the node did not answer"));
      }
    }
  }

  private static @Nullable AskingSession begunByAnother(String node,
      CompletableFuture<@Nullable AskingSession> others) throws TransportException, InterruptedException {
    try {
      return others.get();
    } catch (ExecutionException e) {
      throw new TransportException.NotSent(node + ": no session could be begun", e);
    }
  }

  private @Nullable AskingSession begin(String node, Round wish, Transport transport)
      throws TransportException, InterruptedException {
    Ephemeral ours = Ephemeral.generate();
    SessionCards.Open open = new SessionCards.Open(SessionCards.text(made()), SessionCards.text(ours.point()));
    AtomicReference<SessionCards.@Nullable Challenge> heard = new AtomicReference<>();
    AtomicBoolean seals = new AtomicBoolean();
    long now = clock.nanoTime();
    Duration left = wish.deadline().remaining(now);
    Round round = new Round(new RoundId("s" + SessionCards.text(made())), wish.project(), Principal.NOBODY,
        Deadline.after(left.compareTo(PATIENCE) < 0 ? left : PATIENCE, now), wish.trace(), REPLY_BYTES_MAX);
    transport.exchange(round, CardSource.of(hello, open.card()), card -> {
      try (Card reply = card) {
        if (reply instanceof PragmaCard pragma) {
          SessionCards.Challenge challenge = SessionCards.challenge(pragma);
          heard.compareAndSet(null, challenge);
          PeerHello.parse(pragma).ifPresent(its -> seals.set(its.has(PeerHello.SEALS)));
        }
      }
    });
    SessionCards.Challenge challenge = heard.get();
    return challenge == null ? null : agreed(node, ours, open, challenge, seals.get());
  }

  private @Nullable AskingSession agreed(String node, Ephemeral ours, SessionCards.Open open,
      SessionCards.Challenge challenge, boolean seals) {
    Agreement agreement = new Agreement(keys.own(), node, challenge.session(), open, challenge.nonce(),
        challenge.point());
    if (!keys.verifies(node, agreement.byResponder(), SessionCards.bytes(challenge.signature()))) {
      log.warn("node not proven, asking it as nobody peer={} reason=\"its challenge is not signed by its key\"", node);
      return null;
    }
    try {
      return new AskingSession(challenge.session(), agreement.keys(ours, challenge.point()),
          SessionCards.text(keys.sign(agreement.byAsker())), seals);
    } catch (GeneralSecurityException noPoint) {
      log.warn("node not proven, asking it as nobody peer={} reason=\"{}\"", node, noPoint.getMessage());
      return null;
    }
  }

  private byte[] made() {
    byte[] bytes = new byte[NONCE_BYTES];
    random.nextBytes(bytes);
    return bytes;
  }

  /** The responder does not know it: the next round begins another one. */
  synchronized void forget(String node, AskingSession session) {
    sessions.remove(node, session);
  }
}
