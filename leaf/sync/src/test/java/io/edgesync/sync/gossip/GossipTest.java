package io.edgesync.sync.gossip;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgesync.sync.PeerHello;
import io.edgesync.sync.gossip.GossipEffect.Announce;
import io.edgesync.sync.gossip.GossipEffect.StartSession;
import io.edgesync.sync.gossip.GossipEffect.WakeAt;
import io.edgesync.xfer.artifact.Hash;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class GossipTest {

  private static final Hash A = new Hash("a".repeat(64));
  private static final Hash B = new Hash("b".repeat(64));
  private static final String OURS = "1".repeat(32);
  private static final String THEIRS = "2".repeat(32);

  private final Gossip gossip = new Gossip("SELF", GossipLimits.DEFAULT, new Random(1));

  @Test
  void whatIsCommittedHereIsAnnouncedEverywhere() {
    assertThat(on(new GossipEvent.Stored(List.of(A), null))).containsExactly(new Announce(List.of(A), null));
  }

  @Test
  void whatCameOverALinkIsAnnouncedOnTheOthers() {
    assertThat(on(new GossipEvent.Stored(List.of(A), "link1"))).containsExactly(new Announce(List.of(A), "link1"));
  }

  @Test
  void anAnnouncementStartsASessionWithItsNode() {
    assertThat(on(new GossipEvent.Announced("N1", List.of(A), "link1")))
        .containsExactly(new StartSession("N1", List.of(A)));
  }

  @Test
  void ourOwnAnnouncementIsNotAnswered() {
    assertThat(on(new GossipEvent.Announced("SELF", List.of(A), null))).isEmpty();
    assertThat(on(new GossipEvent.Beacon("SELF", THEIRS, OURS))).isEmpty();
  }

  @Test
  void thereIsOneSessionWithANodeAtATimeAndWhatCameMeanwhileGoesIntoTheNext() {
    on(new GossipEvent.Announced("N1", List.of(A), null));

    assertThat(on(new GossipEvent.Announced("N1", List.of(B), null))).isEmpty();
    assertThat(on(new GossipEvent.SessionEnded("N1", true, 1, OURS)))
        .containsExactly(new StartSession("N1", List.of(B)));
  }

  @Test
  void whatTwoNodesAnnounceIsAskedOfOneAndOfTheOtherWhenThatFails() {
    on(new GossipEvent.Announced("N1", List.of(A), null));
    assertThat(on(new GossipEvent.Announced("N2", List.of(A), null))).isEmpty();

    assertThat(on(new GossipEvent.SessionEnded("N1", false, 0, OURS))).contains(new StartSession("N2", List.of(A)));
  }

  @Test
  void whatArrivedIsNotAskedForAgain() {
    on(new GossipEvent.Announced("N1", List.of(A), null));
    on(new GossipEvent.Announced("N2", List.of(A), null));
    on(new GossipEvent.Stored(List.of(A), null));

    assertThat(on(new GossipEvent.SessionEnded("N1", true, 1, OURS))).isEmpty();
  }

  @Test
  void aDifferingBeaconComparesAndAnEqualOneDoesNot() {
    assertThat(on(new GossipEvent.Beacon("N1", OURS, OURS))).isEmpty();
    assertThat(on(new GossipEvent.Beacon("N1", THEIRS, OURS))).containsExactly(new StartSession("N1", List.of()));
  }

  @Test
  void aPairThatGotNowhereStaysQuietUntilOneSideChanges() {
    on(new GossipEvent.Beacon("N1", THEIRS, OURS));
    on(new GossipEvent.SessionEnded("N1", true, 0, OURS));

    assertThat(on(new GossipEvent.Beacon("N1", THEIRS, OURS))).isEmpty();
    assertThat(on(new GossipEvent.Beacon("N1", "3".repeat(32), OURS))).hasSize(1);
  }

  @Test
  void aNodeThatDoesNotAnswerIsLeftAloneForAGrowingWhile() {
    on(new GossipEvent.Announced("N1", List.of(A), null));
    List<GossipEffect> failed = on(new GossipEvent.SessionEnded("N1", false, 0, OURS));

    assertThat(failed).singleElement().isInstanceOfSatisfying(WakeAt.class,
        wake -> assertThat(wake.nanos()).isBetween(Duration.ofSeconds(1).toNanos(), Duration.ofMillis(1250).toNanos()));
    assertThat(gossip.on(new GossipEvent.Tick(), Duration.ofMillis(900).toNanos())).hasOnlyElementsOfType(WakeAt.class);
    assertThat(gossip.on(new GossipEvent.Tick(), Duration.ofMillis(1300).toNanos()))
        .contains(new StartSession("N1", List.of(A)));
  }

  @Test
  void tooManyNamesBecomeOneComparison() {
    Gossip small = new Gossip("SELF", new GossipLimits(500, 1, 10, Duration.ofSeconds(1), Duration.ofSeconds(9)),
        new Random(1));

    assertThat(small.on(new GossipEvent.Announced("N1", List.of(A, B), null), 0))
        .containsExactly(new StartSession("N1", List.of()));
  }

  @Test
  void aMessageSaysWhoHoldsWhat() throws Exception {
    GossipMessage message = new GossipMessage(PeerHello.of("NODE1", 1000, PeerHello.STORED), List.of(A, B));

    assertThat(GossipMessage.read(message.cards())).isEqualTo(message);
  }

  private List<GossipEffect> on(GossipEvent event) {
    return gossip.on(event, 0);
  }
}
