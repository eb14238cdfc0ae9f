package io.edgesync.sync.session;

import io.edgesync.sync.PeerHello;
import io.edgesync.sync.PeerText;
import io.edgesync.sync.reconcile.Asking;
import io.edgesync.xfer.artifact.Hash;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Decides a session's rounds. After each reply the first line that holds decides:
 *
 * <ol>
 * <li>the peer refused only the pushing half of a sync: the pulling half goes on, and the session ends as denied;
 * <li>the peer refused, or its reply was wrong: the session ends;
 * <li>the reply brought artifacts, be it that another session was quicker, or names not known before, and something is lacking still: another round;
 * <li>the peer asked for artifacts, and not for those that the last round was to carry and of which it could carry none: another round, which
 * carries them;
 * <li>what we hold is not all named yet, where all of it is to be: another round;
 * <li>with one of our own peers: there is more to be said about ranges of names: another round, and one to make sure where the sets
 * should be equal and are not;
 * <li>otherwise the session is complete.
 * </ol>
 *
 * The first round may have said nothing of what is held here, and the reply not shown that the peer knows it: then another round says it. While a large
 * reply is being stored, a round may give what it asked for; what the two replies say is decided upon together.
 *
 * <p>A session that never ends in spite of these is given up after {@link SessionLimits#roundsMax()} rounds. Source: {@code src/xfer.c,
 * client_sync()}, whose phantoms for offered names are {@link Wants} here. Pure: no clock, no store, no network.
 */
final class SessionMachine {

  /** Fossil's first batch, and the smallest. */
  private static final int GIMMES_MIN = 200;
  /** The third request of a pull asks for clusters, when anything is lacking still. */
  private static final int CLUSTER_ROUND = 3;
  /** Rounds of mere talk about ranges; what is true needs fewer than ten. */
  private static final int IDLE_ROUNDS_MAX = 24;
  /** Rounds in a row in which nothing became available on either side: the longest chain of deltas that may come one by one. */
  private static final int FRUITLESS_ROUNDS_MAX = 200;

  private final SyncRequest request;
  private final SessionLimits limits;
  private final Wants wants;
  private final List<String> messages = new ArrayList<>();
  private int round;
  private int gimmesMax;
  private boolean pushes;
  /** The peer compares sets by ranges, and has begun to. */
  private boolean reconciles;
  private boolean comparedAnew;
  private int idleRounds;
  private int fruitlessRounds;
  private @Nullable String pushDenial;
  private @Nullable String cookie;
  private @Nullable PeerHello peer;

  SessionMachine(SyncRequest request, SessionLimits limits) {
    this.request = request;
    this.limits = limits;
    this.wants = new Wants(limits.wantsMax());
    this.gimmesMax = Math.min(GIMMES_MIN, limits.gimmesMax());
    this.pushes = request.direction().pushes();
  }

  /** How many phantoms the next event should name at most. */
  int phantomsMax() {
    return gimmesMax * 2 + wants.givenUp();
  }

  /** Names that may be asked for next, phantoms aside. */
  List<Hash> wantedNext() {
    return wants.offered(limits.gimmesMax());
  }

  List<Blocked> blocked() {
    return wants.blocked();
  }

  List<Hash> unavailable() {
    return wants.unavailable();
  }

  List<String> messages() {
    return messages;
  }

  @Nullable
  PeerHello peer() {
    return peer;
  }

  /** Artifacts that this side found it cannot send. */
  void blockedHere(List<Blocked> artifacts) {
    wants.block(artifacts);
  }

  List<SessionEffect> on(SessionEvent event) {
    return switch (event) {
      case SessionEvent.Started(List<Hash> phantoms) -> {
        wants.offer(request.wanted());
        yield ask(request.toOurs() ? List.of() : phantoms, List.of());
      }
      case SessionEvent.Heard(List<Hash> asked) -> giveMeanwhile(asked);
      case SessionEvent.Replied replied -> replied(replied);
      case SessionEvent.Broken(String text, Exception cause) -> finish(new SyncOutcome.Result.Failed(text, cause));
    };
  }

  /** What the peer lacks does not depend on what it has just given, and is a round in which nothing else happens. */
  private List<SessionEffect> giveMeanwhile(List<Hash> asked) {
    if (asked.isEmpty() || !pushes || peer == null || round >= limits.roundsMax()) {
      return List.of();
    }
    round++;
    return List.of(new SessionEffect.Ask(
        new RoundPlan(round, false, true, List.of(), asked, cookie, true, false, false, false, false)));
  }

  private List<SessionEffect> replied(SessionEvent.Replied replied) {
    ReplyFacts facts = replied.facts();
    List<Hash> phantoms = replied.phantoms();
    // Who is asked for single artifacts compares nothing.
    boolean wasHasty = round == 1 && request.beginsWithoutLists() && request.wanted().isEmpty()
        && replied.agreement() == Asking.State.UNKNOWN && !replied.knowsOurs();
    reconciles = replied.agreement() != Asking.State.UNKNOWN;
    facts.messages().stream().limit(PeerText.MESSAGES_MAX - messages.size()).forEach(messages::add);
    cookie = facts.cookie() != null ? facts.cookie() : cookie;
    peer = facts.hello() != null ? facts.hello() : peer;
    if (facts.pushDenial() != null) {
      pushes = false;
      pushDenial = facts.pushDenial();
    }
    wants.received(facts.stored());
    wants.received(facts.storedPrivately());
    int overtaken = wants.received(facts.heldBefore());
    wants.block(facts.blocked());
    wants.unavailable(facts.unavailable());
    int offeredNow = request.direction().pulls() ? wants.offer(facts.offered()) : 0;
    Set<Hash> namedAgain = new HashSet<>(facts.offered());
    wants.settle(namedAgain);
    if (facts.denial() != null && pushes && request.direction().pulls()
        && (facts.denial().contains("not authorized to write") || facts.denial().contains("push denied"))) {
      // What a server says to somebody who may only pull when files come with the request; the pull is still worth making.
      pushes = false;
      pushDenial = facts.denial();
      return ask(phantoms, List.of());
    }
    if (facts.denial() != null) {
      String before = pushDenial == null ? "" : pushDenial + "; ";
      return finish(new SyncOutcome.Result.Denied(before + facts.denial()));
    }
    if (facts.violation() != null) {
      return finish(new SyncOutcome.Result.Failed(facts.violation(), null));
    }
    int received = facts.received() + facts.dangling();
    if (received > 0) {
      gimmesMax = (int) Math.min(Math.max(2L * received, GIMMES_MIN), limits.gimmesMax());
    }
    String complaint = complaint(facts.received() > 0 || replied.gave() || overtaken > 0);
    if (complaint != null) {
      return finish(new SyncOutcome.Result.Failed(complaint, null));
    }
    boolean comes = received > 0 || offeredNow > 0 || !facts.heldBefore().isEmpty();
    boolean lacks = request.direction().pulls() && comes && wants.any(phantoms);
    List<Hash> files = pushes ? Stream.concat(facts.asked().stream(), replied.given().stream()).toList() : List.of();
    boolean talks = replied.agreement() == Asking.State.TALKING || (wasHasty && (pushes || request.toOurs()));
    if (talks && received == 0 && files.isEmpty() && ++idleRounds > IDLE_ROUNDS_MAX) {
      return finish(new SyncOutcome.Result.Failed(
          "ranges: expected to learn of something within " + IDLE_ROUNDS_MAX + " rounds, the peer only talks", null));
    }
    if (!lacks && files.isEmpty() && !talks && !(pushes && replied.namesMore())) {
      if (mayCompareAnew(replied.agreement())) {
        comparedAnew = true;
        return ask(phantoms, List.of(), true);
      }
      return finish(pushDenial == null
          ? new SyncOutcome.Result.Completed()
          : new SyncOutcome.Result.Denied(pushDenial));
    }
    if (round >= limits.roundsMax()) {
      return finish(new SyncOutcome.Result.Failed(
          "sync: expected an end within " + limits.roundsMax() + " rounds, the peer still has something to say", null));
    }
    return ask(phantoms, files);
  }

  /** What a peer does that would never end; null where it behaves. */
  private @Nullable String complaint(boolean hasFruit) {
    fruitlessRounds = hasFruit ? 0 : fruitlessRounds + 1;
    if (fruitlessRounds > FRUITLESS_ROUNDS_MAX || wants.givenUp() > limits.wantsMax()) {
      return "sync: expected artifacts, the peer names " + wants.givenUp()
          + " of them and more each round, or asks for what is not here, and gives none";
    }
    return null;
  }

  /** Sets that both sides made equal and that are not: ids may have met, which with other ids they do not do again. */
  private boolean mayCompareAnew(Asking.State agreement) {
    return agreement == Asking.State.DIFFERENT && !comparedAnew && pushes && request.direction().pulls()
        && wants.givenUp() == 0;
  }

  private List<SessionEffect> ask(List<Hash> phantoms, List<Hash> files) {
    return ask(phantoms, files, false);
  }

  private List<SessionEffect> ask(List<Hash> phantoms, List<Hash> files, boolean anew) {
    round++;
    boolean offers = !reconciles && !(round == 1 && request.beginsWithoutLists());
    List<Hash> gimmes = request.direction().pulls() ? wants.next(phantoms, gimmesMax) : List.of();
    return List.of(new SessionEffect.Ask(new RoundPlan(round, request.direction().pulls(), pushes, gimmes, files,
        cookie, peer != null, round == CLUSTER_ROUND && !gimmes.isEmpty() && !reconciles,
        round == CLUSTER_ROUND && !files.isEmpty() && !reconciles, offers, anew)));
  }

  private static List<SessionEffect> finish(SyncOutcome.Result result) {
    return List.of(new SessionEffect.Finish(result));
  }
}
