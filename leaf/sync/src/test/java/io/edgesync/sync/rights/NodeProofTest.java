package io.edgesync.sync.rights;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgesync.sync.PeerHello;
import io.edgesync.sync.SyncClock;
import io.edgesync.sync.session.Direction;
import io.edgesync.sync.session.SyncOutcome;
import io.edgesync.sync.session.SyncRequest;
import io.edgesync.sync.testing.Peer;
import io.edgesync.xfer.card.PragmaCard;
import io.edgesync.xfer.round.Round;
import io.edgesync.xfer.round.RoundId;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A node proves its key once, and vouches for each body after that; somebody in between can do nothing with what he hears. */
class NodeProofTest {

  private static final String FAILED = "error login\\sfailed";

  private final TestKeys known = new TestKeys();
  private final Peer asker = Peer.named(2);
  private NodeKeys ours;
  private Wire hub;
  private AskingSessions sessions;

  @BeforeEach
  void aHubThatLetsUsPull() throws Exception {
    ours = known.node();
    hub = new Wire(1, known.node());
    hub.grants = Grants.ofNode(ours.own(), "o");
    hub.peer.holding(3, 5);
    sessions = new AskingSessions(ours, SyncClock.SYSTEM);
  }

  private SyncOutcome session(Direction direction) throws InterruptedException {
    return asker.session(new ProvenTransport(hub, hub.keys.own(), sessions, () -> true),
        new SyncRequest(direction, null, List.of(), ours.own()));
  }

  private String pull() throws InterruptedException {
    return session(Direction.PULL).summary();
  }

  /** A body of ours that has not arrived. */
  private Wire.Sent held() throws InterruptedException {
    hub.holds = true;
    pull();
    hub.holds = false;
    return hub.sent.getLast();
  }

  private long opened() {
    return hub.sent.stream().filter(message -> message.body().contains("pragma edgesync-open ")).count();
  }

  @Test
  void aGrantedNodePullsAndAnotherIsRefused() throws Exception {
    assertThat(pull()).isEqualTo("completed");
    assertThat(asker.names()).isEqualTo(hub.peer.names());

    sessions = new AskingSessions(known.node(), SyncClock.SYSTEM);
    assertThat(pull()).isEqualTo("denied: not authorized to read");
  }

  @Test
  void theGrantSaysWhat() throws Exception {
    assertThat(session(Direction.PUSH).summary()).isEqualTo("denied: not authorized to write");

    hub.grants = Grants.ofNode(ours.own(), "io");
    asker.store.commit("mine".getBytes(StandardCharsets.UTF_8));
    assertThat(session(Direction.PUSH).summary()).isEqualTo("completed");
    assertThat(hub.peer.names()).containsAll(asker.names());
    assertThat(hub.peer.store.lookup(asker.names().iterator().next()).isHeld()).isTrue();
  }

  @Test
  void theKeySignsOnceAndTheSessionIsKept() throws Exception {
    pull();
    pull();

    assertThat(opened()).isEqualTo(1);
    List<String> proofs = hub.sent.stream().filter(message -> message.body().startsWith("pragma edgesync-proof "))
        .map(message -> message.body().substring(0, message.body().indexOf('\n'))).toList();
    assertThat(proofs).hasSize(hub.sent.size() - 1);
    assertThat(proofs.getFirst().split(" ")).hasSize(6);
    assertThat(proofs.stream().skip(1)).isNotEmpty().allSatisfy(line -> assertThat(line.split(" ")).hasSize(5));
  }

  @Test
  void aRecordedBodyIsWorthNothing() throws Exception {
    pull();
    Wire.Sent last = hub.sent.getLast();

    assertThat(hub.answer(last)).contains(FAILED).doesNotContain("igot", "file ");
    assertThat(hub.answer(new Wire.Sent(as(last.round(), "other"), last.body()))).contains(FAILED);
  }

  @Test
  void aBodyHoldsForTheRoundThatItWasMadeFor() throws Exception {
    pull();
    Wire.Sent held = held();

    assertThat(hub.answer(new Wire.Sent(as(held.round(), "other"), held.body()))).contains(FAILED);
    assertThat(hub.answer(held)).contains(" errors 0");
  }

  private static Round as(Round round, String id) {
    return new Round(new RoundId(id), round.project(), round.asker(), round.deadline(), round.trace(),
        round.replyBytesMax());
  }

  @Test
  void aBodyBroughtToSomebodyElseIsNotHeeded() throws Exception {
    pull();
    Wire elsewhere = new Wire(3, known.node());
    elsewhere.grants = hub.grants;
    elsewhere.peer.holding(1, 9);

    assertThat(elsewhere.answer(hub.sent.getLast())).startsWith("pragma edgesync-unknown ").hasLineCount(1);
  }

  @Test
  void bodiesMayComeInAnotherOrderAndEachOnce() throws Exception {
    pull();
    List<Wire.Sent> held = List.of(held(), held(), held());

    for (int i : new int[]{2, 0, 1}) {
      assertThat(hub.answer(held.get(i))).contains(" errors 0");
    }
    for (Wire.Sent again : held) {
      assertThat(hub.answer(again)).contains(FAILED);
    }
  }

  @Test
  void whatIsFarBehindIsTooLate() {
    CountWindow counts = new CountWindow();

    assertThat(counts.take(5)).isTrue();
    assertThat(counts.take(5)).isFalse();
    assertThat(counts.take(0)).isFalse();
    assertThat(counts.take(5 + CountWindow.SIZE)).isTrue();
    assertThat(counts.take(5)).isFalse();
    assertThat(counts.take(6)).isTrue();
    assertThat(counts.take(Long.MAX_VALUE)).isTrue();
    assertThat(counts.take(6 + CountWindow.SIZE)).isFalse();
    assertThat(counts.take(Long.MAX_VALUE - 1)).isTrue();
  }

  @Test
  void aBodyThatWasCutOrChangedIsRefusedAndTheSessionGoesOn() throws Exception {
    pull();
    Wire.Sent held = held();
    String body = held.body();

    assertThat(hub.answer(new Wire.Sent(held.round(), body.substring(0, body.length() - 10)))).contains(FAILED);
    assertThat(hub.answer(new Wire.Sent(held.round(), body.replace("pull ", "push ")))).contains(FAILED);
    assertThat(hub.answer(new Wire.Sent(held.round(), body + "push x " + Peer.PROJECT + "\n"))).contains(FAILED);
    assertThat(hub.answer(new Wire.Sent(held.round(), body.replaceFirst("edgesync-proof \\S+ \\S+", "$0x"))))
        .contains(FAILED);
    assertThat(hub.answer(held)).contains(" errors 0");
    assertThat(pull()).isEqualTo("completed");
  }

  @Test
  void whoSwapsTheChallengeIsFoundOutAndAsksAsNobody() throws Exception {
    AnsweringSessions middle = new AnsweringSessions(hub.keys, SyncClock.SYSTEM);
    PragmaCard other = middle.open(ours.own(), new SessionCards.Open("A".repeat(22),
        SessionCards.text(Ephemeral.generate().point())).card());
    hub.onReply = reply -> reply.replaceAll("pragma edgesync-challenge .*",
        "pragma edgesync-challenge " + String.join(" ", other.arguments()));

    assertThat(pull()).isEqualTo("denied: not authorized to read");
    assertThat(hub.sent).noneMatch(message -> message.body().contains("edgesync-proof"));
  }

  @Test
  void whoSwapsTheAskersPointGetsNoKey() throws Exception {
    String own = SessionCards.text(Ephemeral.generate().point());
    hub.onRequest = body -> body.replaceAll("(pragma edgesync-open \\S+) \\S+", "$1 " + own);

    assertThat(pull()).isEqualTo("denied: not authorized to read");
  }

  @Test
  void whoCallsHimselfAnotherNodeCannotSignForIt() throws Exception {
    NodeKeys thief = new NodeKeys() {
      private final NodeKeys its = known.node();

      @Override
      public String own() {
        return ours.own();
      }

      @Override
      public byte[] sign(byte[] data) {
        return its.sign(data);
      }

      @Override
      public boolean verifies(String node, byte[] data, byte[] signature) {
        return its.verifies(node, data, signature);
      }
    };
    sessions = new AskingSessions(thief, SyncClock.SYSTEM);

    assertThat(pull()).isEqualTo("denied: login failed");
    assertThat(hub.audited).anyMatch(line -> line.startsWith("login ") && line.contains("not signed by " + ours.own()));
  }

  @Test
  void aResponderThatWasStartedAgainIsAskedForAnotherSession() throws Exception {
    pull();
    hub.restart();
    int before = hub.sent.size();

    assertThat(pull()).isEqualTo("completed");
    assertThat(opened()).isEqualTo(2);
    // The round that was not heeded and the opening come on top.
    assertThat(hub.sent).hasSize(before + 3);
  }

  @Test
  void aSessionEndsAfterADay() throws Exception {
    pull();
    hub.later = Duration.ofHours(25);

    assertThat(pull()).isEqualTo("completed");
    assertThat(opened()).isEqualTo(2);
  }

  @Test
  void sessionsAreBoundedForOneNodeAndInAll() throws Exception {
    AnsweringSessions many = new AnsweringSessions(hub.keys, SyncClock.SYSTEM, 10);
    PragmaCard open = new SessionCards.Open("A".repeat(22), SessionCards.text(Ephemeral.generate().point())).card();
    for (int i = 0; i < 30; i++) {
      assertThat(many.open("U" + i, open)).isNotNull();
    }
    assertThat(many.size()).isEqualTo(10);

    for (int i = 0; i < 5; i++) {
      sessions = new AskingSessions(ours, SyncClock.SYSTEM);
      pull();
    }
    Wire.Sent first = hub.sent.stream().filter(message -> message.body().startsWith("pragma edgesync-proof"))
        .findFirst().orElseThrow();
    assertThat(hub.answer(first)).startsWith("pragma edgesync-unknown");
    assertThat(hub.answer(hub.sent.getLast())).contains(FAILED);
  }

  @Test
  void hostileOpeningsAreNoOpenings() {
    AnsweringSessions hubs = new AnsweringSessions(hub.keys, SyncClock.SYSTEM);
    String point = SessionCards.text(Ephemeral.generate().point());

    assertThat(hubs.open(hub.keys.own(), new SessionCards.Open("A".repeat(22), point).card())).isNull();
    assertThat(hubs.open("U", new PragmaCard("edgesync-open", List.of("A", point)))).isNull();
    assertThat(hubs.open("U", new PragmaCard("edgesync-open", List.of("A".repeat(22), point + "A")))).isNull();
    assertThat(hubs.open("U", new SessionCards.Open("A".repeat(22), "A".repeat(43)).card())).isNull();
  }

  @Test
  void thePeerSaysThatItHeedsProofsOnlyWhereTheyAreOfUse() throws Exception {
    hub.peer.nobody = "o";
    pull();
    assertThat(hub.answer(hello())).contains("," + PeerHello.PROOF);
    hub.grants = Grants.NONE;
    assertThat(hub.answer(hello())).contains("pragma edgesync 1 ").doesNotContain(PeerHello.PROOF);
  }

  private Wire.Sent hello() {
    return new Wire.Sent(as(hub.sent.getLast().round(), "h" + hub.sent.size()),
        PeerHello.of(ours.own(), 5).card().arguments().stream().reduce("pragma edgesync", (a, b) -> a + " " + b)
            + "\n");
  }

  @Test
  void eachLoginRoundAndRefusalIsWrittenDown() throws Exception {
    pull();
    assertThat(hub.audited.get(1)).isEqualTo("login project=" + Peer.PROJECT + " link=\"" + Wire.LINK.link()
        + "\" node=" + ours.own() + " outcome=accepted");
    assertThat(hub.audited.get(2)).isEqualTo("round project=" + Peer.PROJECT + " link=\"" + Wire.LINK.link()
        + "\" who=node:" + ours.own() + " asked=pull letters=o outcome=ok");
    session(Direction.PUSH);
    assertThat(hub.audited.getLast()).startsWith("refused ").contains("asked=push")
        .endsWith("outcome=\"not authorized to write\"");
  }
}
