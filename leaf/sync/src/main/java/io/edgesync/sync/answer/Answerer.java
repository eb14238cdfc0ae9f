package io.edgesync.sync.answer;

import io.edgesync.repository.RepositoryException;
import io.edgesync.repository.artifact.ArtifactStore;
import io.edgesync.sync.PeerHello;
import io.edgesync.sync.SyncClock;
import io.edgesync.sync.rights.AnsweringSessions;
import io.edgesync.sync.rights.AnsweringSessions.Verdict;
import io.edgesync.sync.rights.Authorizer;
import io.edgesync.sync.rights.SealedCards;
import io.edgesync.sync.send.Item;
import io.edgesync.sync.send.Outbox;
import io.edgesync.sync.send.SendRules;
import io.edgesync.xfer.artifact.Hash;
import io.edgesync.xfer.card.Card;
import io.edgesync.xfer.card.MessageCard;
import io.edgesync.xfer.card.PragmaCard;
import io.edgesync.xfer.card.ProtocolException;
import io.edgesync.xfer.card.StarvedException;
import io.edgesync.xfer.round.CardSource;
import io.edgesync.xfer.round.Principal;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Answers the rounds of one repository, whatever transport brought them: the same rights and the same words everywhere. Thread-safe.
 * Source: {@code src/xfer.c, page_xfer()}.
 */
public final class Answerer {

  /** How many of those that are not asked for any more are named in a reply. */
  private static final int REFUSALS_SAID = 10;

  private final Served served;
  private final ArtifactStore store;
  private final Admission admission;
  private final AnswerLimits standard;
  private final @Nullable String selfNode;
  private final SyncClock clock;
  private final AnswerListener listener;
  private final RecentRounds rounds = new RecentRounds();
  private final RecentLogins logins;
  private final RefusedNames refused;

  /** @param selfNode this node's name in its greeting to our own peers; null where the daemon's identity plays no part */
  public Answerer(Served served, Admission admission, AnswerLimits limits, @Nullable String selfNode,
      SyncClock clock, AnswerListener listener) {
    this.served = served;
    this.store = served.artifacts();
    this.admission = admission;
    this.standard = limits;
    this.selfNode = selfNode;
    this.clock = clock;
    this.listener = listener;
    this.logins = new RecentLogins(clock);
    this.refused = new RefusedNames(clock);
  }

  /** One where nobody has a login of his own but by a login card. */
  public Answerer(Served served, Authorizer authorizer, AnswerLimits limits, @Nullable String selfNode,
      SyncClock clock, AnswerListener listener) {
    this(served, Admission.of(authorizer), limits, selfNode, clock, listener);
  }

  /** One that answers for artifacts and nothing else. */
  public Answerer(ArtifactStore store, Authorizer authorizer, AnswerLimits limits, @Nullable String selfNode,
      SyncClock clock, AnswerListener listener) {
    this(Served.of(store), authorizer, limits, selfNode, clock, listener);
  }

  /**
   * Reads the request to its end, or to its first fatal card, and stores what it brought. What the asker did wrong is in the answer. A request
   * that cannot be read at all throws, one for which there is no memory now, and one that the repository failed at: that is no word for the asker.
   *
   * @throws RepositoryException     where the repository cannot be read or written; {@code Busy} is no fault of anybody's
   * @throws DuplicateRoundException when the same round is being answered at this moment
   * @throws IOException             when the request's cards could not be read
   */
  public Answer answer(Asked asked) throws DuplicateRoundException, IOException, InterruptedException {
    Verdict verdict = verdict(asked);
    Principal asker = asker(asked.round().asker(), verdict);
    RecentRounds.Key key = RecentRounds.key(asker, asked.round().id());
    boolean isRepeated = rounds.begin(key);
    boolean isApplied = false;
    try {
      Answer answer = applied(new RequestState(asked, asker, verdict, isRepeated));
      isApplied = true;
      return answer;
    } finally {
      if (isApplied) {
        rounds.applied(key);
      } else {
        rounds.failed(key);
      }
    }
  }

  private void askNoMoreFor(RequestState state) {
    state.wanted.removeAll(state.refusedBefore.keySet());
    state.requested.addAll(state.refusedBefore.keySet());
    // In the last round of a session, not in each of perhaps a thousand.
    int said = state.wanted.isEmpty() ? 0 : REFUSALS_SAID;
    for (Map.Entry<Hash, String> each : state.refusedBefore.entrySet()) {
      Hash name = each.getKey();
      if (said < REFUSALS_SAID && !state.refused.containsKey(name) && !store.lookup(name).isHeld()) {
        state.said.notice(new MessageCard(each.getValue()));
        said++;
      }
    }
    if (state.peer == null) {
      refused.add(state.askerName(), state.refused);
    }
  }

  private @Nullable Verdict verdict(Asked asked) {
    AnsweringSessions sessions = admission.sessions();
    return sessions == null || asked.proof() == null
        ? null
        : sessions.check(asked.proof(), store.projectCode(), asked.round().id(),
            asked.login() == null ? null : asked.login().user());
  }

  private static Principal asker(Principal came, @Nullable Verdict verdict) {
    return verdict instanceof Verdict.Proven(String node, var isNew, var seal)
        ? new Principal.Node(node, came instanceof Principal.Mesh by ? by : null)
        : came;
  }

  private Answer applied(RequestState state) throws IOException, InterruptedException {
    AuditLines audit = new AuditLines(admission.audit(), store.projectCode(), state);
    boolean isAnswered = false;
    try {
      Answer answer = answered(state, audit);
      isAnswered = true;
      return answer;
    } catch (RepositoryException.OutOfBudget e) {
      // The asker did nothing wrong, and neither did the repository: it is to come again.
      throw new StarvedException("round", e);
    } finally {
      audit.write(isAnswered);
    }
  }

  private Answer answered(RequestState state, AuditLines audit) throws IOException, InterruptedException {
    Asked asked = state.asked;
    AnswerLimits limits = standard.as(served.settings());
    long deadlineNanos = clock.nanoTime() + limits.downloadTime().toNanos();
    RequestReader reader = new RequestReader(served, admission, logins, limits, state);
    List<Item> items = new ArrayList<>();
    List<Hash> stored = List.of();
    boolean isFinished = false;
    try {
      reader.begin();
      if (served.links() != null && asked.base() != null && state.rights.read()) {
        served.links().servedAs(asked.base());
      }
      readCards(asked.cards(), reader, state, audit);
      if (state.peer == null && state.pushes) {
        state.refusedBefore = refused.reasons(state.askerName());
      }
      stored = reader.finish();
      isFinished = true;
      RepositoryException.OutOfBudget outOfMemory = reader.outOfMemory();
      if (outOfMemory != null) {
        // The rest is stored; the asker is told to come again.
        throw outOfMemory;
      }
      new SetAnswer(served.names(), state).say(stored);
      askNoMoreFor(state);
      items.addAll(state.said.items());
      if (!state.isBare) {
        items.addAll(new ReplyTail(store, state, limits, clock).items());
      }
    } finally {
      if (!isFinished) {
        reader.abandon();
      }
      if (!stored.isEmpty()) {
        listener.stored(asked, stored);
      }
      String away = state.turnedAway();
      if (away != null) {
        listener.turnedAway(away);
      }
    }
    PeerHello peer = state.peer;
    if (peer != null && !state.isBare) {
      PeerHello hello = PeerHello.of(selfNode, limits.artifactBytesMax(), PeerHello.STORED, PeerHello.INFLATED,
          PeerHello.RECONCILE, PeerHello.PARTS);
      hello = peer.has(PeerHello.INFLATED) ? hello.with(PeerHello.INFLATES) : hello;
      hello = admission.sessions() == null ? hello : hello.with(PeerHello.SEALS);
      items.addFirst(new Item.One((heedsProofs() ? hello.with(PeerHello.PROOF) : hello).card()));
    }
    return new Answer(new Outbox(store, items, rules(state, limits, deadlineNanos), clock), state.isClone, stored,
        state.denial, seal(state));
  }

  private static Principal.@Nullable BodyProver seal(RequestState state) {
    return state.wantsSeal && state.verdict instanceof Verdict.Proven proven ? proven.seal() : null;
  }

  private void readCards(CardSource source, RequestReader reader, RequestState state, AuditLines audit)
      throws IOException, InterruptedException {
    // A node that wants the seal says so first, and gets it though its login be refused.
    boolean isFirst = state.verdict instanceof Verdict.Proven;
    try (CardSource.Cards cards = source.open()) {
      while (isFirst || !state.isStopped()) {
        Card card = cards.next();
        if (card == null) {
          return;
        }
        try (Card open = card) {
          state.wantsSeal |= isFirst && open instanceof PragmaCard pragma && AnsweringSessions.wantsSeal(pragma);
          isFirst = false;
          if (state.isStopped()) {
            return;
          }
          audit.read(open);
          reader.read(open);
        }
      }
    } catch (ProtocolException e) {
      // URL-encoded, as these texts always are.
      state.fatal(e.reason().replace(' ', '+'));
    }
  }

  private boolean heedsProofs() {
    return admission.sessions() != null && admission.authorizer().heedsProofs();
  }

  private static SendRules rules(RequestState state, AnswerLimits limits, long deadlineNanos) {
    PeerHello peer = state.peer;
    long hardMax = state.asked.round().replyBytesMax() - (state.wantsSeal ? SealedCards.BYTES : 0);
    long bytesMax = Math.min(peer == null ? limits.downloadBytesMax() : limits.peerBytesMax(), hardMax);
    boolean wantsWhole = peer != null && peer.has(PeerHello.WHOLE);
    return new SendRules(bytesMax, hardMax, deadlineNanos, peer != null && peer.has(PeerHello.STORED), !wantsWhole,
        peer != null && peer.has(PeerHello.STORED) && peer.has(PeerHello.INFLATED),
        state.wantsPrivate, state.knowsPrivateIgots(), state.knowsSha3(),
        peer == null ? Long.MAX_VALUE : peer.artifactBytesMax(),
        limits.artifactBytesMax(), wantsWhole ? 0 : limits.deltaBytesMax(),
        peer != null, true);
  }
}
