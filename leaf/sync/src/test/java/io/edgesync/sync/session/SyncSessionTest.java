package io.edgesync.sync.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgesync.repository.artifact.ArtifactStore.Presence;
import io.edgesync.repository.artifact.ArtifactWriter;
import io.edgesync.repository.artifact.Provenance;
import io.edgesync.sync.SyncClock;
import io.edgesync.sync.memory.LoopTransport;
import io.edgesync.sync.session.SyncOutcome.Result;
import io.edgesync.sync.testing.Peer;
import io.edgesync.xfer.delta.Delta;
import io.edgesync.xfer.artifact.Hash;
import io.edgesync.xfer.card.Card;
import io.edgesync.xfer.card.CFileCard;
import io.edgesync.xfer.card.CardLimits;
import io.edgesync.xfer.card.CommentCard;
import io.edgesync.xfer.card.ErrorCard;
import io.edgesync.xfer.card.FileCard;
import io.edgesync.xfer.card.IgotCard;
import io.edgesync.xfer.card.UnknownCard;
import io.edgesync.xfer.content.Content;
import io.edgesync.xfer.envelope.BodyForm;
import io.edgesync.xfer.login.PasswordLogin;
import io.edgesync.xfer.round.CardSink;
import io.edgesync.xfer.round.CardSource;
import io.edgesync.xfer.round.ForwardingTransport;
import io.edgesync.xfer.round.Round;
import io.edgesync.xfer.round.Transport;
import io.edgesync.xfer.round.TransportException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiFunction;
import org.junit.jupiter.api.Test;

class SyncSessionTest {

  private final Peer here = Peer.named(1);
  private final Peer there = Peer.named(2);

  @Test
  void aPullBringsEverythingThatThePeerHolds() throws Exception {
    there.holding(2000, 1);

    SyncOutcome outcome = here.pull(there);

    assertThat(outcome.result()).isInstanceOf(Result.Completed.class);
    assertThat(outcome.traffic().received()).isEqualTo(2000);
    assertThat(here.names()).isEqualTo(there.names());
    assertThat(there.budget.availableBytes()).isEqualTo(there.budget.totalBytes());
  }

  @Test
  void aSecondSyncMovesNothing() throws Exception {
    there.holding(300, 1);
    here.holding(300, 2);
    here.sync(there);

    SyncOutcome second = here.sync(there);

    assertThat(here.names()).hasSize(600).isEqualTo(there.names());
    assertThat(second.traffic().received() + second.traffic().sent()).isZero();
    assertThat(second.traffic().rounds()).isEqualTo(1);
  }

  @Test
  void aPushSendsWhatIsUnsentInItsFirstRound() throws Exception {
    here.holding(20, 1);

    SyncOutcome outcome = here.push(there);

    assertThat(outcome.isSuccess()).isTrue();
    assertThat(outcome.traffic().rounds()).isEqualTo(1);
    assertThat(outcome.traffic().sent()).isEqualTo(20);
    assertThat(there.names()).isEqualTo(here.names());
    assertThat(here.store.unsent()).isEmpty();
  }

  @Test
  void aPushLargerThanOneRequestIsFinishedByGimmes() throws Exception {
    here.holding(900, 1);
    here.limits = SessionLimits.DEFAULT.withRequestBytesMax(50_000).withReplyBytesMax(50_000);

    SyncOutcome outcome = here.push(there);

    assertThat(outcome.isSuccess()).isTrue();
    assertThat(outcome.traffic().rounds()).isGreaterThan(5);
    assertThat(there.names()).isEqualTo(here.names());
  }

  @Test
  void aSmallChangeTravelsAsADelta() throws Exception {
    byte[] before = new byte[20_000];
    new Random(1).nextBytes(before);
    byte[] after = before.clone();
    after[10_000]++;
    Hash old = there.store.commit(before);
    here.pull(there);
    Hash changed = there.store.commit(after);
    there.store.deltaParent(changed, old);

    // A stock peer does not take stored form.
    SyncOutcome outcome = new StockLike(there).pulledBy(here);

    assertThat(here.names()).contains(changed);
    assertThat(outcome.traffic().bytesReceived()).isLessThan(2_000);
  }

  @Test
  void aDeltaWaitsForItsSourceAndAsksForIt() throws Exception {
    byte[] source = "the quick brown fox jumps over the lazy dog, again and again and again".getBytes(
        StandardCharsets.UTF_8);
    byte[] target = ("x" + new String(source, StandardCharsets.UTF_8)).getBytes(StandardCharsets.UTF_8);
    Hash sourceName = there.store.commit(source);
    Hash targetName = there.store.commit(target);
    byte[] delta = Delta.create(source, target);
    try (ArtifactWriter writer = here.store.receive(Provenance.local("x"))) {
      writer.file(targetName, sourceName, Content.of(delta), false);
      assertThat(writer.finish().dangling()).isEqualTo(1);
    }
    assertThat(here.store.lookup(targetName).presence()).isEqualTo(Presence.DANGLING);

    here.pull(there);

    assertThat(here.store.lookup(targetName).presence()).isEqualTo(Presence.HELD);
    assertThat(here.names()).isEqualTo(there.names());
  }

  @Test
  void aDanglingArtifactIsNeitherOfferedNorServed() throws Exception {
    Hash target = there.store.commit("whole".getBytes(StandardCharsets.UTF_8));
    try (ArtifactWriter writer = here.store.receive(Provenance.local("x"))) {
      writer.file(target, new Hash("1".repeat(40)), Content.of(new byte[]{1, 2, 3}), false);
      writer.finish();
    }
    Peer third = Peer.named(3);

    SyncOutcome outcome = third.session(here.transport(), SyncRequest.directed(List.of(target), null));

    assertThat(outcome.traffic().received()).isZero();
    assertThat(third.names()).isEmpty();
    assertThat(here.store.unclustered()).isEmpty();
  }

  @Test
  void whatAnotherSessionBringsAMomentBeforeEndsNoSession() throws Exception {
    for (SyncRequest request : List.of(SyncRequest.of(Direction.PULL, null),
        SyncRequest.of(Direction.PULL, null).toOneOfOurs())) {
      Peer from = Peer.named(2).holding(2_000, 5);
      Peer raced = Peer.named(4);
      raced.limits = raced.limits.withGimmesMax(100);
      SyncOutcome outcome = overtaken(raced, from, request, (name, others) -> List.of(name));

      assertThat(outcome.summary()).isEqualTo("completed");
      assertThat(outcome.traffic().rounds()).isGreaterThan(3);
      assertThat(raced.names()).isEqualTo(from.names());
    }
  }

  @Test
  void whatAnotherSessionHasBroughtIsNotAskedForAgain() throws Exception {
    Peer from = Peer.named(2).holding(2_000, 5);
    Peer raced = Peer.named(4);
    SyncOutcome outcome = overtaken(raced, from, SyncRequest.of(Direction.PULL, null), (name, others) -> others);

    assertThat(outcome.summary()).isEqualTo("completed");
    assertThat(outcome.traffic().rounds()).isLessThan(6);
    assertThat(raced.names()).isEqualTo(from.names());
  }

  /** A session of which another one brings, in the third round, what {@code brings} makes of the name that comes and of all names there. */
  private static SyncOutcome overtaken(Peer raced, Peer from, SyncRequest request,
      BiFunction<Hash, List<Hash>, List<Hash>> brings) throws InterruptedException {
    from.answerLimits = from.answerLimits.withPeerBytesMax(200_000);
    List<Hash> all = List.copyOf(from.names());
    AtomicInteger rounds = new AtomicInteger();
    Transport racing = new ForwardingTransport(from.transport()) {
      @Override
      public void exchange(Round round, CardSource asked, CardSink reply)
          throws TransportException, InterruptedException {
        boolean isRaced = rounds.incrementAndGet() == 3;
        transport.exchange(round, asked, card -> {
          if (isRaced && card instanceof CFileCard file) {
            brings.apply(file.name(), all).forEach(name -> store(raced, from, name));
          } else if (isRaced && card instanceof FileCard file) {
            brings.apply(file.name(), all).forEach(name -> store(raced, from, name));
          }
          reply.accept(card);
        });
      }
    };
    return raced.session(racing, request);
  }

  private static void store(Peer here, Peer from, Hash name) {
    if (here.store.lookup(name).isHeld()) {
      return;
    }
    try (Content content = from.store.load(name).orElseThrow();
        ArtifactWriter writer = here.store.receive(Provenance.local("another session"))) {
      writer.file(name, null, Content.of(content.array()), false);
      writer.finish();
    }
  }

  @Test
  void whateverComesIsToldOfBeforeAnybodyCanSeeIt() throws Exception {
    there.holding(300, 1);
    Set<Hash> coming = new TreeSet<>();
    SyncListener listener = new SyncListener() {
      @Override
      public void coming(Hash name) {
        assertThat(here.store.lookup(name).isHeld()).isFalse();
        coming.add(name);
      }
    };

    SyncOutcome outcome = new SyncSession(here.store, there.transport(), SyncRequest.of(Direction.PULL, null),
        here.limits, SyncClock.SYSTEM, new Random(1), listener).run();

    assertThat(outcome.summary()).isEqualTo("completed");
    assertThat(coming).isEqualTo(there.names());
  }

  @Test
  void whatIsWantedAloneComesAlone() throws Exception {
    there.holding(250, 1);
    there.store.makeClusters();
    Hash cluster = there.store.unclustered().getFirst();
    SyncRequest request = SyncRequest.directed(List.of(cluster), "NODE1").toOneOfOurs();

    SyncOutcome outcome = here.session(there.transport(), request.withWantedAlone());

    assertThat(outcome.summary()).isEqualTo("completed");
    assertThat(here.names()).containsExactly(cluster);
    Peer other = Peer.named(3);
    other.session(there.transport(), request);
    assertThat(other.names()).isEqualTo(there.names());
  }

  @Test
  void aClusterBringsWhatItNames() throws Exception {
    there.holding(250, 1);
    there.store.makeClusters();

    SyncOutcome outcome = here.pull(there);

    assertThat(outcome.isSuccess()).isTrue();
    assertThat(here.names()).hasSize(251).isEqualTo(there.names());
  }

  @Test
  void privateArtifactsStayWhereTheyAre() throws Exception {
    Hash secret = there.store.commitPrivate("secret".getBytes(StandardCharsets.UTF_8));
    there.holding(3, 1);

    here.pull(there);
    SyncOutcome asked = here.session(there.transport(), SyncRequest.directed(List.of(secret), null));

    assertThat(here.store.lookup(secret).isHeld()).isFalse();
    assertThat(here.names()).hasSize(3);
    assertThat(asked.traffic().received()).isZero();
  }

  @Test
  void aDirectedPullTakesOneRoundAndBringsOnlyWhatWasAnnounced() throws Exception {
    there.holding(100, 1);
    List<Hash> announced = there.names().stream().limit(2).toList();

    for (Hash name : announced) {
      // The second peer is known to be one of ours, as it is where somebody has announced something.
      SyncRequest request = SyncRequest.directed(List.of(name), "NODE1");
      SyncOutcome outcome = here.session(there.transport(),
          name.equals(announced.getLast()) ? request.toOneOfOurs() : request);

      assertThat(outcome.isSuccess()).isTrue();
      assertThat(outcome.traffic().rounds()).isEqualTo(1);
    }
    assertThat(here.names()).containsExactlyElementsOf(announced);
  }

  @Test
  void withoutTheRightToReadNothingComesAndThatIsNoSuccess() throws Exception {
    there.holding(3, 1);
    there.nobody = "";

    SyncOutcome outcome = here.pull(there);

    assertThat(outcome.result()).isEqualTo(new Result.Denied("not authorized to read"));
    assertThat(here.names()).isEmpty();
  }

  @Test
  void aLoginGivesItsRights() throws Exception {
    there.holding(3, 1);
    there.nobody = "";

    SyncOutcome right = here.session(there.transport(), SyncRequest.of(Direction.PULL, Peer.ALICE));
    SyncOutcome wrong = here.session(there.transport(),
        SyncRequest.of(Direction.PULL, new PasswordLogin("alice", "lion")));

    assertThat(right.isSuccess()).isTrue();
    assertThat(here.names()).hasSize(3);
    assertThat(wrong.result()).isEqualTo(new Result.Denied("login failed"));
  }

  @Test
  void whatWentWithALoginThatFailedIsNotCountedAsSent() throws Exception {
    here.holding(3, 1);
    there.nobody = "";

    SyncOutcome wrong = here.session(there.transport(),
        SyncRequest.of(Direction.SYNC, new PasswordLogin("alice", "lion")));

    assertThat(wrong.result()).isEqualTo(new Result.Denied("login failed"));
    assertThat(wrong.traffic().sent()).isZero();
    assertThat(wrong.traffic().bytesSent()).isPositive();
    assertThat(there.names()).isEmpty();
    assertThat(here.session(there.transport(), SyncRequest.of(Direction.SYNC, Peer.ALICE)).traffic().sent())
        .isEqualTo(3);
  }

  @Test
  void aSyncThatMayOnlyPullPullsAndSaysSo() throws Exception {
    there.holding(3, 1);
    here.holding(3, 2);
    there.nobody = "o";

    SyncOutcome withFiles = here.sync(there);
    here.store.clearUnsent(here.store.unsent());
    SyncOutcome withoutFiles = here.sync(there);

    assertThat(withFiles.result()).isEqualTo(new Result.Denied("not authorized to write"));
    assertThat(withoutFiles.result()).isEqualTo(new Result.Denied("pull only - not authorized to push"));
    assertThat(here.names()).hasSize(6);
    assertThat(there.names()).hasSize(3);
  }

  @Test
  void contentThatIsNotWhatItsNameSaysFailsTheSession() throws Exception {
    Hash name = new Hash("a".repeat(64));

    SyncOutcome outcome = here.session(saying(new IgotCard(name, false), new FileCard(name, null, bytes("wrong"))),
        SyncRequest.of(Direction.PULL, null));

    assertThat(outcome.result()).isInstanceOfSatisfying(Result.Failed.class,
        failed -> assertThat(failed.text()).contains(name.hex()));
    assertThat(here.names()).isEmpty();
  }

  @Test
  void anErrorIsNeverASuccess() throws Exception {
    SyncOutcome outcome = here.session(saying(new ErrorCard("out of coffee")), SyncRequest.of(Direction.SYNC, null));

    assertThat(outcome.result()).isEqualTo(new Result.Denied("out of coffee"));
  }

  @Test
  void blankLinesAreIgnoredAndOtherUnknownOnesAreNot() throws Exception {
    SyncOutcome blank = here.session(saying(new UnknownCard(""), new CommentCard("")),
        SyncRequest.of(Direction.PULL, null));
    SyncOutcome html = here.session(saying(new UnknownCard("<html>")), SyncRequest.of(Direction.PULL, null));

    assertThat(blank.isSuccess()).isTrue();
    assertThat(html.result()).isInstanceOf(Result.Failed.class);
  }

  @Test
  void aPeerThatOffersWhatItNeverGivesDoesNotHoldUsForEver() throws Exception {
    Hash name = new Hash("b".repeat(40));

    SyncOutcome outcome = here.session(saying(new IgotCard(name, false)), SyncRequest.of(Direction.PULL, null));

    assertThat(outcome.traffic().rounds()).isLessThan(5);
    assertThat(here.store.phantoms(10, true)).isEmpty();
  }

  @Test
  void anEmptyFileForANameThatIsNotEmptyMeansUnavailable() throws Exception {
    Hash name = new Hash("b".repeat(40));

    SyncOutcome outcome = here.session(saying(new FileCard(name, null, Content.empty())),
        SyncRequest.directed(List.of(name), null));

    assertThat(outcome.isSuccess()).isTrue();
    assertThat(outcome.unavailable()).containsExactly(name);
  }

  @Test
  void anArtifactAboveTheLimitIsRefusedByNameOnBothSides() throws Exception {
    Peer small = Peer.taking(4, 10_000);
    Hash big = there.store.commit(new byte[20_000]);
    there.holding(5, 1);

    SyncOutcome pulled = small.pull(there);
    SyncOutcome pushed = there.push(small);

    assertThat(small.names()).hasSize(5).doesNotContain(big);
    assertThat(pulled.blocked()).singleElement().satisfies(blocked -> {
      assertThat(blocked.name()).isEqualTo(big);
      assertThat(blocked.reason()).contains("20000").contains("10000");
    });
    assertThat(pushed.blocked()).extracting(Blocked::name).containsExactly(big);
  }

  @Test
  void aBrokenExchangeIsAFailureThatKeepsWhatCame() throws Exception {
    Hash name = there.store.commit("kept".getBytes(StandardCharsets.UTF_8));
    LoopTransport broken = new LoopTransport("loop", (round, request) -> {
      throw new TransportException.NoAnswer("gone", null);
    }, CardLimits.DEFAULT, here.budget, BodyForm.ZLIB);

    SyncOutcome outcome = here.session(broken, SyncRequest.directed(List.of(name), null));

    assertThat(outcome.result()).isInstanceOf(Result.Failed.class);
    assertThat(outcome.isSuccess()).isFalse();
  }

  @Test
  void aRequestThatNeverLeftDoesNotCount() throws Exception {
    here.holding(3, 1);
    LoopTransport closed = new LoopTransport("loop", (round, request) -> {
      throw new TransportException.NotSent("Connection refused", null);
    }, CardLimits.DEFAULT, here.budget, BodyForm.ZLIB);

    SyncOutcome outcome = here.session(closed, SyncRequest.of(Direction.SYNC, null));

    assertThat(outcome.summary()).isEqualTo("failed: Connection refused");
    assertThat(outcome.traffic()).isEqualTo(Traffic.NONE);
  }

  private LoopTransport saying(Card... cards) {
    return new LoopTransport("loop", (round, request) -> CardSource.of(cards), CardLimits.DEFAULT, here.budget,
        BodyForm.ZLIB);
  }

  private static Content bytes(String text) {
    return Content.of(text.getBytes(StandardCharsets.UTF_8));
  }

  /** Hides from both sides that the other is one of ours. */
  private record StockLike(Peer peer) {

    SyncOutcome pulledBy(Peer asker) throws InterruptedException {
      LoopTransport plain = peer.transport();
      return asker.session(new io.edgesync.xfer.round.Transport() {
        @Override
        public void exchange(io.edgesync.xfer.round.Round round, CardSource request,
            io.edgesync.xfer.round.CardSink reply) throws TransportException, InterruptedException {
          plain.exchange(round, without(request), reply);
        }

        @Override
        public String peerName() {
          return "stock";
        }

        @Override
        public void close() {}
      }, SyncRequest.of(Direction.PULL, null));
    }

    private static CardSource without(CardSource request) {
      return () -> {
        CardSource.Cards cards = request.open();
        return new CardSource.Cards() {
          @Override
          public Card next() throws java.io.IOException, InterruptedException {
            Card card = cards.next();
            return card instanceof io.edgesync.xfer.card.PragmaCard pragma && pragma.name().startsWith("edgesync")
                ? next()
                : card;
          }

          @Override
          public void close() {
            cards.close();
          }
        };
      };
    }
  }

  @Test
  void whoLacksMoreNamesThanItRemembersGoesOnUntilItHasAll() throws InterruptedException {
    SyncRequest pull = SyncRequest.of(Direction.PULL, null);
    for (SyncRequest request : List.of(pull, pull.toOneOfOurs(), pull.tryingRanges(), pull.verily())) {
      Peer few = Peer.named(1).holding(300, 1);
      few.limits = new SessionLimits(250_000, 16_000_000, 64 << 20, 4 << 20, 70, 10_000, Duration.ofMinutes(5), 20_000);
      Peer many = Peer.named(2).holding(300, 1).holding(1_000, 3);

      assertThat(few.session(many.transport(), request).summary()).as(request.naming().toString())
          .isEqualTo("completed");
      assertThat(few.names()).as(request.naming().toString()).isEqualTo(many.names());
    }
  }
}
