package io.edgesync.sync.gossip;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgesync.sync.gossip.GossipEffect.Announce;
import io.edgesync.sync.gossip.GossipEffect.EndSession;
import io.edgesync.sync.gossip.GossipEffect.StartSession;
import io.edgesync.sync.gossip.GossipEffect.WakeAt;
import io.edgesync.xfer.artifact.Hash;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class GossipTest {

  private static final Hash A = new Hash("a".repeat(64));
  private static final Hash B = new Hash("b".repeat(64));
  private static final String OURS = "1".repeat(32);
  private static final String GROWN = "4".repeat(32);
  private static final String THEIRS = "2".repeat(32);
  private static final GossipEvent.End ANSWERED = new GossipEvent.End.Answered();
  private static final GossipEvent.End FAILED = new GossipEvent.End.Failed();

  private Gossip gossip = new Gossip("SELF", OURS, GossipLimits.DEFAULT, () -> 1, "LINKED"::equals, new Random(1));
  private long nowNanos;
  /** With whom a session began, and whether the last one compares everything. */
  private final Map<String, Boolean> started = new HashMap<>();

  @Test
  void whatIsCommittedHereIsAnnouncedEverywhere() {
    assertThat(on(new GossipEvent.Stored(List.of(A), null, GROWN))).containsExactly(new Announce(List.of(A), null));
  }

  @Test
  void whatCameByADomainIsAnnouncedToTheOthers() {
    assertThat(on(new GossipEvent.Stored(List.of(A), "hub", GROWN))).containsExactly(new Announce(List.of(A), "hub"));
  }

  @Test
  void newsThatFollowSoonGoTogether() {
    on(new GossipEvent.Stored(List.of(hash(1)), null, GROWN));

    assertThat(on(new GossipEvent.Stored(List.of(A), null, GROWN))).hasOnlyElementsOfType(WakeAt.class);
    assertThat(on(new GossipEvent.Stored(List.of(B), null, GROWN))).hasOnlyElementsOfType(WakeAt.class);
    pass(Duration.ofMillis(20));
    assertThat(on(new GossipEvent.Tick())).containsExactly(new Announce(List.of(A, B), null));
  }

  @Test
  void aHistoryIsNoNews() {
    List<Hash> many = new ArrayList<>();
    for (int i = 0; i <= GossipLimits.DEFAULT.announcedMax(); i++) {
      many.add(hash(i));
    }
    assertThat(on(new GossipEvent.Stored(many, "hub", GROWN))).isEmpty();
  }

  @Test
  void anAnnouncementStartsASessionWithItsNode() {
    assertThat(on(announced("N1", A))).contains(new StartSession("N1", List.of(A), false));
  }

  @Test
  void ourOwnAnnouncementIsNotAnswered() {
    assertThat(on(announced("SELF", A))).isEmpty();
    assertThat(on(beacon("SELF", THEIRS))).isEmpty();
  }

  @Test
  void thereIsOneSessionWithANodeAtATimeAndWhatCameMeanwhileGoesIntoTheNext() {
    on(announced("N1", A));

    assertThat(sessions(on(announced("N1", B)))).isEmpty();
    assertThat(on(ended("N1", ANSWERED, 1, OURS))).contains(new StartSession("N1", List.of(B), false));
  }

  @Test
  void whatIsAnnouncedIsFetchedBesideAComparisonThatLasts() {
    assertThat(on(beacon("N1", THEIRS))).contains(new StartSession("N1", List.of(), false));
    pass(Duration.ofMillis(500));
    assertThat(on(announced("N1", A))).as("the comparison may bring it")
        .doesNotContain(new StartSession("N1", List.of(A), true))
        .contains(new WakeAt(Duration.ofSeconds(2).toNanos()));
    pass(Duration.ofMillis(1500));
    assertThat(on(new GossipEvent.Tick())).contains(new StartSession("N1", List.of(A), true));
    assertThat(sessions(on(announced("N1", B)))).as("one of each kind").isEmpty();
    assertThat(on(ended("N1", false, ANSWERED, 1, GROWN))).contains(new StartSession("N1", List.of(B), true));

    on(ended("N1", true, ANSWERED, 900, "5".repeat(32)));
    assertThat(on(new GossipEvent.ViaDown("hub"))).contains(new EndSession("N1", false))
        .doesNotContain(new EndSession("N1", true));
  }

  @Test
  void whatFailsBesideAComparisonIsAskedForAfterAPause() {
    on(beacon("N1", THEIRS));
    pass(Duration.ofSeconds(2));
    on(announced("N1", A));
    assertThat(sessions(on(ended("N1", false, FAILED, 0, OURS)))).isEmpty();
    assertThat(sessions(on(beacon("N1", "3".repeat(32))))).as("it compares as it is").isEmpty();

    pass(Duration.ofMillis(1300));
    assertThat(on(new GossipEvent.Tick())).contains(new StartSession("N1", List.of(A), true));
  }

  @Test
  void whatIsAnnouncedComesAloneUntilTheComparisonThatWasBrokenOffIsDone() {
    on(beacon("N1", THEIRS));
    on(ended("N1", true, FAILED, 900, "3".repeat(32)));
    pass(Duration.ofMillis(100));
    on(announced("N1", A));
    pass(Duration.ofMillis(1300));
    assertThat(on(new GossipEvent.Tick())).contains(new StartSession("N1", List.of(A), true));
    on(ended("N1", false, ANSWERED, 1, "4".repeat(32)));
    pass(Duration.ofSeconds(2));
    on(new GossipEvent.Tick());
    assertThat(compares("N1")).as("the rest").isTrue();

    on(ended("N1", true, ANSWERED, 10, THEIRS));
    assertThat(on(announced("N1", B))).contains(new StartSession("N1", List.of(B), false));
  }

  @Test
  void whatIsToldBesidePublicArtifactsIsAskedForHoweverManyHearIt() {
    for (int i = 0; i < 20; i++) {
      on(beacon("N" + i, OURS));
    }
    on(new GossipEvent.Beside("N1", "uv 1", "hub"));
    on(beacon("N1", OURS));
    pass(Duration.ofSeconds(30));
    assertThat(sessions(on(new GossipEvent.Tick()))).as("once, whatever the beacons say").containsExactly("N1");

    on(new GossipEvent.Beside("N2", "uv 1", "hub"));
    on(ended("N1", true, FAILED, 0, OURS));
    pass(Duration.ofSeconds(30));
    List<String> again = sessions(on(new GossipEvent.Tick()));
    assertThat(again).as("one of those who have the same").hasSize(1).isSubsetOf("N1", "N2");
    on(ended(again.getFirst(), true, ANSWERED, 0, OURS));
    pass(Duration.ofSeconds(30));
    assertThat(sessions(on(new GossipEvent.Tick()))).as("they had the same").isEmpty();
    on(new GossipEvent.Beside(again.getFirst(), "uv 1", "hub"));
    pass(Duration.ofSeconds(30));
    assertThat(sessions(on(new GossipEvent.Tick()))).as("that is what it would give").isEmpty();
    on(new GossipEvent.Beside(again.getFirst(), "uv 2", "hub"));
    pass(Duration.ofSeconds(30));
    assertThat(sessions(on(new GossipEvent.Tick()))).containsExactly(again.getFirst());
  }

  /** Whoever says the digest of a node that is known and offers a name at the same time holds off comparisons with strangers alone. */
  @Test
  void strangersDoNotHoldOffAComparisonWithANodeAtTheEndOfALink() {
    gossip = new Gossip("SELF", OURS, GossipLimits.DEFAULT, () -> 1, "LINKED"::equals, new Random(1));
    for (int i = 0; i < 3; i++) {
      on(new GossipEvent.Beacon("X" + i, THEIRS, "link"));
      on(new GossipEvent.Announced("X" + i, List.of(hash(i)), "link"));
    }
    on(new GossipEvent.Beacon("LINKED", THEIRS, "link"));
    pass(Duration.ofSeconds(1));
    on(new GossipEvent.Tick());
    assertThat(compares("LINKED")).isTrue();
  }

  @Test
  void aPauseThatAComparisonCameToStandsWhenNamesHaveComeBesideIt() {
    on(beacon("N1", THEIRS));
    pass(Duration.ofSeconds(2));
    on(announced("N1", A));
    on(ended("N1", true, new GossipEvent.End.Refused(Duration.ofSeconds(60)), 0, OURS));

    assertThat(sessions(on(ended("N1", false, ANSWERED, 1, GROWN)))).isEmpty();
    pass(Duration.ofSeconds(59));
    assertThat(sessions(on(new GossipEvent.Tick()))).isEmpty();
    pass(Duration.ofSeconds(62));
    assertThat(sessions(on(new GossipEvent.Tick()))).containsExactly("N1");
  }

  @Test
  void whatTwoNodesAnnounceIsAskedOfOneAndOfTheOtherWhenThatFailsOrTakesLong() {
    on(announced("N1", A));
    assertThat(sessions(on(announced("N2", A)))).isEmpty();
    assertThat(on(ended("N1", FAILED, 0, OURS))).contains(new StartSession("N2", List.of(A), false));

    assertThat(sessions(on(announced("N3", A)))).isEmpty();
    pass(Duration.ofSeconds(6));
    assertThat(sessions(on(new GossipEvent.Tick()))).hasSize(1);
  }

  @Test
  void aSessionThatGoesOnIsWaitedForAndAnotherNodeIsAskedWhenNothingComes() {
    on(announced("N1", A));
    on(announced("N2", A));
    assertThat(startedWhileGoingOn("N1", 50, Duration.ZERO)).isEmpty();

    pass(Duration.ofSeconds(4));
    assertThat(sessions(on(new GossipEvent.Tick()))).isEmpty();
    pass(Duration.ofSeconds(1));
    assertThat(sessions(on(new GossipEvent.Tick()))).containsExactly("N2");
  }

  @Test
  void whoTricklesKeepsANameForAMinuteBesideTheTimeForWhichWeHoldItUp() {
    on(announced("N1", A));
    on(announced("N2", A));
    assertThat(startedWhileGoingOn("N1", 59, Duration.ZERO)).isEmpty();
    assertThat(startedWhileGoingOn("N1", 2, Duration.ZERO)).containsExactly("N2");

    on(announced("N3", B));
    on(announced("N4", B));
    assertThat(startedWhileGoingOn("N3", 99, Duration.ofSeconds(40))).isEmpty();
    assertThat(startedWhileGoingOn("N3", 2, Duration.ofSeconds(40))).containsExactly("N4");
  }

  @Test
  void aComparisonThatGoesOnIsWaitedForAsLong() {
    assertThat(sessions(on(beacon("N1", THEIRS)))).containsExactly("N1");
    on(beacon("N2", THEIRS));
    assertThat(startedWhileGoingOn("N1", 59, Duration.ZERO)).isEmpty();
    assertThat(startedWhileGoingOn("N1", 2, Duration.ZERO)).containsExactly("N2");
  }

  @Test
  void whatANodeBringsIsNotFetchedByAComparisonWithAnotherOneThatHasTheSame() {
    on(announced("N1", A));
    on(beacon("N1", THEIRS));
    on(beacon("N2", THEIRS));
    assertThat(startedWhileGoingOn("N1", 50, Duration.ZERO)).isEmpty();
    assertThat(sessions(on(beacon("N3", "3".repeat(32))))).as("who has something else").containsExactly("N3");

    assertThat(sessions(on(ended("N1", ANSWERED, 1, THEIRS)))).isEmpty();
  }

  @Test
  void whatANodeBringsIsComparedWithAnotherOneWhenItTakesLongOrWasNotAll() {
    on(announced("N1", A));
    on(beacon("N1", THEIRS));
    on(beacon("N2", THEIRS));
    pass(Duration.ofSeconds(5));
    assertThat(sessions(on(new GossipEvent.Tick()))).containsExactly("N2");
    on(ended("N2", FAILED, 0, OURS));

    on(ended("N1", ANSWERED, 1, GROWN));
    pass(Duration.ofSeconds(5));
    assertThat(sessions(on(new GossipEvent.Tick()))).hasSize(1);
  }

  private List<String> startedWhileGoingOn(String node, int seconds, Duration heldUp) {
    List<String> started = new ArrayList<>();
    for (int second = 0; second < seconds; second++) {
      pass(Duration.ofSeconds(1));
      started.addAll(sessions(on(new GossipEvent.Progressed(node, compares(node), heldUp))));
    }
    return started;
  }

  @Test
  void whoWasTurnedAwayIsGivenWhatItLacksAtOnce() {
    on(beacon("LINKED", OURS));
    on(beacon("N1", OURS));
    on(new GossipEvent.Stored(List.of(A), null, GROWN));
    assertThat(sessions(on(new GossipEvent.TurnedAway("N1")))).as("anybody may ask under any name").isEmpty();

    assertThat(sessions(on(new GossipEvent.TurnedAway("LINKED")))).containsExactly("LINKED");

    on(ended("LINKED", ANSWERED, 0, GROWN));
    for (int i = 0; i < 100; i++) {
      pass(Duration.ofSeconds(1));
      assertThat(sessions(on(new GossipEvent.TurnedAway("LINKED")))).as("it has all").isEmpty();
    }
    assertThat(sessions(on(new GossipEvent.Stored(List.of(hash(1)), "hub", "5".repeat(32)))))
        .as("it was there when that came").isEmpty();
    assertThat(sessions(on(new GossipEvent.Stored(List.of(B), null, "6".repeat(32))))).containsExactly("LINKED");
  }

  @Test
  void whoWasTurnedAwayIsLeftAloneForAWhileWhereItDoesNotAnswer() {
    on(beacon("LINKED", OURS));
    on(new GossipEvent.Stored(List.of(A), null, GROWN));
    int sessions = 0;
    for (int second = 0; second < 600; second++) {
      if (!sessions(on(new GossipEvent.TurnedAway("LINKED"))).isEmpty()) {
        sessions++;
        on(ended("LINKED", FAILED, 0, GROWN));
      }
      pass(Duration.ofSeconds(1));
    }

    assertThat(sessions).isBetween(5, 12);
  }

  @Test
  void whatArrivedIsNotAskedForAgain() {
    on(announced("N1", A));
    on(announced("N2", A));
    on(new GossipEvent.Stored(List.of(A), null, GROWN));

    assertThat(sessions(on(ended("N1", ANSWERED, 1, GROWN)))).isEmpty();
  }

  @Test
  void aDifferingBeaconComparesAndAnEqualOneDoesNot() {
    assertThat(on(beacon("N1", OURS))).isEmpty();
    assertThat(on(beacon("N1", THEIRS))).containsExactly(new StartSession("N1", List.of(), false));
  }

  @Test
  void whoDoesNotComeForWhatHeLacksIsGivenIt() {
    on(beacon("N1", OURS));
    pass(Duration.ofMinutes(5));
    on(new GossipEvent.Stored(List.of(A), null, GROWN));
    assertThat(sessions(on(beacon("N1", OURS)))).as("he may be about to").isEmpty();

    pass(Duration.ofSeconds(16));

    assertThat(sessions(on(beacon("N1", OURS)))).containsExactly("N1");
    on(ended("N1", ANSWERED, 0, GROWN));
    pass(Duration.ofMinutes(5));
    assertThat(sessions(on(beacon("N1", OURS)))).as("he would not have it").isEmpty();
  }

  @Test
  void whoLacksMoreThanWasComparedAndDoesNotComeIsGivenIt() {
    on(beacon("N1", THEIRS));
    on(ended("N1", ANSWERED, 0, OURS));
    pass(Duration.ofMinutes(5));
    assertThat(sessions(on(beacon("N1", THEIRS)))).as("he would not have what he lacks").isEmpty();
    on(new GossipEvent.Stored(List.of(A), null, GROWN));
    assertThat(sessions(on(beacon("N1", THEIRS)))).as("he may be about to come").isEmpty();

    pass(Duration.ofSeconds(16));

    assertThat(sessions(on(beacon("N1", THEIRS)))).containsExactly("N1");
    on(new GossipEvent.Stored(List.of(B), null, "5".repeat(32)));
    on(ended("N1", ANSWERED, 0, "5".repeat(32)));
    pass(Duration.ofSeconds(16));
    assertThat(sessions(on(beacon("N1", THEIRS)))).as("what came during the session").containsExactly("N1");
    on(ended("N1", ANSWERED, 0, "5".repeat(32)));
    pass(Duration.ofMinutes(5));
    assertThat(sessions(on(beacon("N1", THEIRS)))).as("he would not have it").isEmpty();
  }

  @Test
  void whoHasWhatWeOnceHadHasNothingForUs() {
    on(new GossipEvent.Stored(List.of(A), null, GROWN));

    assertThat(sessions(on(beacon("N1", OURS)))).isEmpty();
    on(new GossipEvent.Changed(THEIRS));
    assertThat(sessions(on(beacon("N1", OURS)))).as("names may be missing from ours now").containsExactly("N1");
  }

  @Test
  void whoGaveAllThatWeWantedIsAskedAgainWhenWeMayWantOther() {
    on(beacon("N1", THEIRS));
    on(ended("N1", ANSWERED, 0, OURS));
    pass(Duration.ofMinutes(5));
    assertThat(sessions(on(beacon("N1", THEIRS)))).isEmpty();

    assertThat(sessions(on(new GossipEvent.Changed(OURS)))).as("without another beacon").containsExactly("N1");
  }

  @Test
  void whatChangesDuringAComparisonIsComparedAgainAfterIt() {
    for (GossipEvent change : List.of(new GossipEvent.Changed(OURS), new GossipEvent.RightsChanged("N1"))) {
      gossip = new Gossip("SELF", OURS, GossipLimits.DEFAULT, () -> 1, "LINKED"::equals, new Random(1));
      assertThat(sessions(on(beacon("N1", THEIRS)))).as("%s", change).containsExactly("N1");
      on(change);

      on(ended("N1", ANSWERED, 0, OURS));
      pass(Duration.ofSeconds(5));
      assertThat(sessions(on(new GossipEvent.Tick()))).as("%s", change).containsExactly("N1");

      on(ended("N1", ANSWERED, 0, OURS));
      pass(Duration.ofMinutes(5));
      assertThat(sessions(on(beacon("N1", THEIRS)))).as("once only: %s", change).isEmpty();
    }
  }

  @Test
  void oneOfThoseWhoHaveTheSameIsAskedAndAnotherOneWhenItFails() {
    on(beacon("N1", THEIRS));
    assertThat(sessions(on(beacon("N2", THEIRS)))).isEmpty();

    pass(Duration.ofSeconds(1));
    assertThat(sessions(on(ended("N1", FAILED, 0, OURS)))).containsExactly("N2");
  }

  @Test
  void whoDeniesIsLeftAloneLongerAndLongerUntilOtherRightsAreInForceThere() {
    on(beacon("N1", THEIRS));
    for (int i = 0; i < 12; i++) {
      on(ended("N1", new GossipEvent.End.Denied(), 0, OURS));
      assertThat(sessions(on(new GossipEvent.Tick()))).isEmpty();
      pass(Duration.ofMinutes(20));
      assertThat(sessions(on(new GossipEvent.Tick()))).containsExactly("N1");
    }
    on(ended("N1", new GossipEvent.End.Denied(), 0, OURS));

    pass(Duration.ofMinutes(10));
    assertThat(sessions(on(beacon("N1", "3".repeat(32))))).isEmpty();
    assertThat(sessions(on(announced("N1", A)))).isEmpty();
    assertThat(sessions(on(new GossipEvent.RightsChanged("N2")))).isEmpty();
    assertThat(sessions(on(new GossipEvent.RightsChanged("N1")))).containsExactly("N1");
  }

  @Test
  void aPairThatGotNowhereStaysQuietUntilItsDigestChanges() {
    on(beacon("N1", THEIRS));
    on(ended("N1", ANSWERED, 0, OURS));

    for (int i = 0; i < 100; i++) {
      pass(Duration.ofMinutes(1));
      assertThat(on(beacon("N1", THEIRS))).isEmpty();
    }
    assertThat(sessions(on(beacon("N1", "3".repeat(32))))).containsExactly("N1");
  }

  @Test
  void manyNodesWithASetThatBringsNothingAreTriedAtAPaceThatSlowsDown() {
    int sessions = 0;
    for (int second = 0; second < 3600; second++) {
      pass(Duration.ofSeconds(1));
      for (String node : sessions(on(beacon("N" + second % 100, THEIRS)))) {
        sessions++;
        assertThat(sessions(on(ended(node, ANSWERED, 0, OURS)))).isEmpty();
      }
    }
    assertThat(sessions).isBetween(5, 20);
  }

  @Test
  void aNodeThatDoesNotAnswerIsLeftAloneForAGrowingWhile() {
    on(announced("N1", A));
    long first = wake(on(ended("N1", FAILED, 0, OURS)));

    assertThat(first).isBetween(Duration.ofSeconds(1).toNanos(), Duration.ofMillis(1250).toNanos());
    pass(Duration.ofMillis(900));
    assertThat(on(new GossipEvent.Tick())).hasOnlyElementsOfType(WakeAt.class);
    pass(Duration.ofMillis(400));
    assertThat(on(new GossipEvent.Tick())).contains(new StartSession("N1", List.of(A), false));
    long again = wake(on(ended("N1", FAILED, 0, OURS)));
    assertThat(again - nowNanos).isBetween(Duration.ofSeconds(2).toNanos(), Duration.ofMillis(2500).toNanos());
  }

  @Test
  void aNodeThatRefusesIsLeftAloneForAsLongAsItSaysAndUpToTwiceAsLong() {
    on(announced("N1", A));

    long again = wake(on(ended("N1", new GossipEvent.End.Refused(Duration.ofSeconds(10)), 0, OURS)));

    assertThat(again).isBetween(Duration.ofSeconds(10).toNanos(), Duration.ofSeconds(20).toNanos());
    pass(Duration.ofSeconds(20));
    assertThat(on(new GossipEvent.Tick())).contains(new StartSession("N1", List.of(A), false));
  }

  @Test
  void aNodeThatRefusesAndDoesNotSayForHowLongIsLeftAloneForAGrowingWhile() {
    on(beacon("N1", THEIRS));
    int sessions = 0;
    for (long until = nowNanos + Duration.ofHours(1).toNanos(); nowNanos < until; sessions++) {
      nowNanos = wake(on(ended("N1", new GossipEvent.End.Refused(Duration.ZERO), 0, OURS)));
      assertThat(sessions(on(new GossipEvent.Tick()))).containsExactly("N1");
    }

    assertThat(sessions).isBetween(25, 45);
  }

  @Test
  void aSessionEndsWithItsLinkAndTheNodeIsAskedAgainWhenItIsHeardAgain() {
    on(announced("N1", A));

    assertThat(on(new GossipEvent.ViaDown("hub"))).contains(new EndSession("N1", false));
    assertThat(sessions(on(ended("N1", FAILED, 0, OURS)))).isEmpty();
    pass(Duration.ofMinutes(10));
    assertThat(sessions(on(new GossipEvent.Tick()))).as("out of reach").isEmpty();
    assertThat(on(beacon("N1", THEIRS))).contains(new StartSession("N1", List.of(A), false));
  }

  @Test
  void inACrowdOneWaitsAndASetMustBeHeardOfTwice() {
    on(new GossipEvent.Audience("hub", 1000));

    assertThat(on(announced("N1", A))).hasOnlyElementsOfType(WakeAt.class);
    assertThat(sessions(on(beacon("N2", THEIRS)))).isEmpty();
    pass(Duration.ofSeconds(2));
    assertThat(sessions(on(new GossipEvent.Tick()))).containsExactly("N1");
    assertThat(on(beacon("N3", THEIRS))).hasAtLeastOneElementOfType(WakeAt.class);
    pass(Duration.ofSeconds(2));
    assertThat(sessions(on(new GossipEvent.Tick()))).hasSize(1).isSubsetOf("N2", "N3");
  }

  @Test
  void inACrowdAPlanThatNobodyFollowsAnyMoreIsMadeAnew() {
    on(new GossipEvent.Audience("hub", 1000));
    on(beacon("N1", THEIRS));
    pass(Duration.ofSeconds(2));
    long due = wake(on(beacon("N1", THEIRS)));
    on(new GossipEvent.Stored(List.of(A), "hub", GROWN));

    nowNanos = due + Duration.ofSeconds(1).toNanos();
    List<GossipEffect> heardAgain = on(beacon("N2", THEIRS));

    assertThat(sessions(heardAgain)).as("all who hear it would begin now").isEmpty();
    assertThat(wake(heardAgain)).isGreaterThan(nowNanos);
    pass(Duration.ofSeconds(2));
    assertThat(sessions(on(new GossipEvent.Tick()))).containsExactly("N2");
  }

  @Test
  void inACrowdSetsThatWereForgottenForTheSakeOfOthersAreNotComparedAtOnce() {
    gossip = new Gossip("SELF", OURS, GossipLimits.DEFAULT.withNodesMax(50), () -> 1, "LINKED"::equals, new Random(1));
    on(new GossipEvent.Audience("hub", 1000));
    for (int i = 0; i < 100; i++) {
      on(beacon("N" + Math.min(i, 49), String.format("%032x", i)));
    }

    assertThat(sessions(on(new GossipEvent.Tick()))).isEmpty();
    assertThat(sessions(on(new GossipEvent.CompareAll()))).as("but when an operator asks for it").hasSize(1);
  }

  @Test
  void tooManyNamesBecomeOneComparison() {
    gossip = new Gossip("SELF", OURS, GossipLimits.DEFAULT.withWantsMax(1), () -> 1, "LINKED"::equals, new Random(1));

    assertThat(on(announced("N1", A, B))).contains(new StartSession("N1", List.of(), false));
  }

  @Test
  void projectsShareTheRoomForNames() {
    AtomicInteger projects = new AtomicInteger(1);
    gossip = new Gossip("SELF", OURS, GossipLimits.DEFAULT, projects::get, "LINKED"::equals, new Random(1));
    Hash[] many = IntStream.range(0, 300).mapToObj(GossipTest::hash).toArray(Hash[]::new);

    assertThat(on(announced("N1", many))).contains(new StartSession("N1", List.of(many), false));

    projects.set(100);
    Hash[] more = IntStream.range(300, 600).mapToObj(GossipTest::hash).toArray(Hash[]::new);

    assertThat(on(announced("N2", more))).contains(new StartSession("N2", List.of(), false));
  }

  /** Whoever is remembered is compared with when an operator asks for it. */
  @Test
  void projectsShareTheRoomForNodes() {
    AtomicInteger projects = new AtomicInteger(1);
    gossip = new Gossip("SELF", OURS, GossipLimits.DEFAULT.withSessionsMax(10_000), projects::get, "LINKED"::equals,
        new Random(1));
    on(beacon("LINKED", OURS));
    for (int i = 0; i < 1000; i++) {
      on(beacon("X" + i, OURS));
    }
    projects.set(1000);
    on(beacon("LATE", OURS));

    Set<String> remembered = new HashSet<>(sessions(on(new GossipEvent.CompareAll())));
    for (int i = 0; i < 2000; i++) {
      pass(Duration.ofSeconds(1));
      remembered.addAll(sessions(on(new GossipEvent.Tick())));
    }
    assertThat(remembered).hasSize(100).contains("LINKED", "LATE");
  }

  @Test
  void whoHasAnotherSetAtEachBeaconAndNothingForUsIsComparedWithSlowly() {
    int comparisons = 0;
    for (int second = 0; second < 300; second++) {
      if (!sessions(on(beacon("LINKED", String.format("%032x", 16 + second)))).isEmpty()
          || !sessions(on(new GossipEvent.Tick())).isEmpty()) {
        comparisons++;
        on(ended("LINKED", ANSWERED, 0, OURS));
      }
      pass(Duration.ofSeconds(1));
    }
    assertThat(comparisons).isBetween(12, 18);
    assertThat(sessions(on(new GossipEvent.Beside("LINKED", "uv 1", "link")))).as("public artifacts alone rest")
        .containsExactly("LINKED");
    on(ended("LINKED", ANSWERED, 0, OURS));
    assertThat(sessions(on(beacon("LINKED", "7".repeat(32))))).isEmpty();
    assertThat(sessions(on(announced("LINKED", A)))).as("what it announces is fetched at once")
        .containsExactly("LINKED");
    on(ended("LINKED", ANSWERED, 1, GROWN));
    pass(Duration.ofSeconds(1));
    on(new GossipEvent.Tick());
    assertThat(compares("LINKED")).as("it has something for us").isTrue();
    for (int i = 0; i < 10; i++) {
      on(new GossipEvent.SessionEnded("LINKED", true, ANSWERED, 0, 1, GROWN));
      pass(Duration.ofSeconds(1));
      assertThat(sessions(on(beacon("LINKED", String.format("%032x", 1000 + i))))).as("we have something for it")
          .containsExactly("LINKED");
    }
  }

  @Test
  void amongManyStrangersWhoIsKnownIsHeededAtOnceAndAStrangerAMomentLater() {
    on(announced("KNOWN", hash(0)));
    on(ended("KNOWN", ANSWERED, 1, OURS));
    for (int i = 0; i < 300; i++) {
      on(new GossipEvent.Beacon("X" + i, String.format("%032x", 16 + i), "link " + i));
    }

    List<GossipEffect> effects = on(new GossipEvent.Announced("STRANGER", List.of(A), "link"));
    assertThat(effects).hasSize(1).hasOnlyElementsOfType(WakeAt.class);
    assertThat(wake(effects)).isBetween(nowNanos + 1, nowNanos + Duration.ofSeconds(1).toNanos());
    assertThat(on(new GossipEvent.Announced("KNOWN", List.of(B), "link")))
        .contains(new StartSession("KNOWN", List.of(B), false))
        .as("who is decided about, so is the other").contains(new StartSession("STRANGER", List.of(A), false));

    assertThat(sessions(on(new GossipEvent.Announced("LATE", List.of(hash(1)), "link")))).isEmpty();
    for (GossipEvent other : List.of(new GossipEvent.Gone("X1"), new GossipEvent.TurnedAway("X2"),
        new GossipEvent.RightsChanged("X3"), new GossipEvent.Tick())) {
      assertThat(on(other)).as("%s", other).singleElement().isInstanceOfSatisfying(WakeAt.class,
          wake -> assertThat(wake.nanos()).isGreaterThan(nowNanos));
    }
    pass(Duration.ofSeconds(1));
    assertThat(on(new GossipEvent.Tick())).contains(new StartSession("LATE", List.of(hash(1)), false));
  }

  @Test
  void inventedNodesTakeHalfOfThePlacesAtMostAndWhoLastsGivesItsPlaceToWhoWaits() {
    gossip = new Gossip("SELF", OURS, GossipLimits.DEFAULT.withSessionsMax(4), () -> 1, "LINKED"::equals,
        new Random(1));
    on(announced("KNOWN", hash(0)));
    on(ended("KNOWN", ANSWERED, 1, OURS));

    List<String> started = new ArrayList<>();
    for (int i = 1; i < 8; i++) {
      started.addAll(sessions(on(announced("X" + i, hash(i)))));
    }
    assertThat(started).containsExactly("X1", "X2");
    assertThat(sessions(on(announced("KNOWN", A)))).containsExactly("KNOWN");
    pass(Duration.ofSeconds(31));
    assertThat(on(new GossipEvent.Tick())).contains(new EndSession("X1", false));
  }

  @Test
  void strangersWhoWaitForAPlaceBreakOffNobodyWhoIsKnown() {
    gossip = new Gossip("SELF", OURS, GossipLimits.DEFAULT.withSessionsMax(4), () -> 1, "LINKED"::equals,
        new Random(1));
    on(beacon("LINKED", THEIRS));
    assertThat(compares("LINKED")).isTrue();
    for (int i = 1; i < 8; i++) {
      on(announced("X" + i, hash(i)));
    }

    pass(Duration.ofSeconds(31));
    assertThat(on(new GossipEvent.Tick())).contains(new EndSession("X1", false))
        .doesNotContain(new EndSession("LINKED", true));
    pass(Duration.ofSeconds(1));
    assertThat(on(ended("X1", false, FAILED, 0, OURS))).doesNotContain(new EndSession("LINKED", true));
  }

  @Test
  void whoIsLinkedIsComparedWithThoughStrangersHaveASetEach() {
    gossip = new Gossip("SELF", OURS, GossipLimits.DEFAULT, () -> 1, "LINKED"::equals, new Random(1));
    for (int round = 0; round < 2; round++) {
      for (int i = 0; i < 500; i++) {
        on(beacon("X" + i, String.format("%032x", 16 + i)));
      }
      on(beacon("LINKED", THEIRS));
      pass(Duration.ofSeconds(2));
    }

    List<String> compared = new ArrayList<>();
    for (int tenth = 0; tenth < 100 && !compared.contains("LINKED"); tenth++) {
      pass(Duration.ofMillis(100));
      List<String> begun = sessions(on(new GossipEvent.Tick()));
      compared.addAll(begun);
      begun.forEach(node -> on(ended(node, FAILED, 0, OURS)));
    }
    assertThat(compared).contains("LINKED");
  }

  @Test
  void thePauseThatOneOfTwoSessionsMetHoldsForBoth() {
    for (boolean comparesFirst : new boolean[]{true, false}) {
      gossip = new Gossip("SELF", OURS, GossipLimits.DEFAULT, () -> 1, "LINKED"::equals, new Random(1));
      GossipEvent.End refused = new GossipEvent.End.Refused(Duration.ofSeconds(60));
      on(beacon("LINKED", THEIRS));
      pass(Duration.ofSeconds(3));
      assertThat(on(announced("LINKED", A))).contains(new StartSession("LINKED", List.of(A), true));
      on(ended("LINKED", comparesFirst, refused, 0, OURS));
      on(ended("LINKED", !comparesFirst, comparesFirst ? FAILED : ANSWERED, 0, OURS));
      for (int second = 0; second < 59; second++) {
        pass(Duration.ofSeconds(1));
        assertThat(sessions(on(beacon("LINKED", String.format("%032x", 100 + second))))).as("%s", comparesFirst)
            .isEmpty();
      }
    }
  }

  @Test
  void aSessionEndsWithTheLinkOfItsNodeThoughTheDomainHasOthers() {
    on(beacon("LINKED", THEIRS));
    assertThat(compares("LINKED")).isTrue();
    assertThat(on(new GossipEvent.LinkDown("OTHER", "hub"))).doesNotContain(new EndSession("LINKED", true));
    assertThat(on(new GossipEvent.LinkDown("LINKED", "another"))).as("it is heard otherwise")
        .doesNotContain(new EndSession("LINKED", true));
    assertThat(on(new GossipEvent.LinkDown("LINKED", "hub"))).contains(new EndSession("LINKED", true));

    assertThat(sessions(on(ended("LINKED", FAILED, 0, OURS)))).isEmpty();
    pass(Duration.ofSeconds(5));
    assertThat(sessions(on(new GossipEvent.Tick()))).as("out of reach").isEmpty();
    assertThat(sessions(on(beacon("LINKED", THEIRS)))).containsExactly("LINKED");
  }

  @Test
  void inventedNodesPushOutNobodyAtTheOtherEndOfALink() {
    gossip = new Gossip("SELF", OURS, GossipLimits.DEFAULT.withNodesMax(50), () -> 1, "LINKED"::equals, new Random(1));
    for (String node : List.of("LINKED", "OTHER")) {
      on(announced(node, A));
      on(ended(node, FAILED, 0, OURS));
    }
    for (int i = 0; i < 100; i++) {
      on(beacon("X" + i, OURS));
    }

    on(announced("LINKED", B));
    on(announced("OTHER", B));
    pass(Duration.ofMillis(500));
    assertThat(sessions(on(new GossipEvent.Tick()))).as("whose failure is forgotten").containsExactly("OTHER");
  }

  @Test
  void inventedNodesAndNamesPushOutNobodyWhoAnswers() {
    gossip = new Gossip("SELF", OURS, GossipLimits.DEFAULT.withNodesMax(50).withWantsMax(1000), () -> 1,
        "LINKED"::equals,
        new Random(1));
    on(announced("KNOWN", A));
    on(ended("KNOWN", ANSWERED, 1, OURS));

    for (int i = 0; i < 5000; i++) {
      on(announced("X" + i, hash(2 * i), hash(2 * i + 1)));
    }

    assertThat(sessions(on(announced("KNOWN", B)))).isEmpty();
    pass(Duration.ofSeconds(10));
    assertThat(sessions(on(new GossipEvent.Tick()))).contains("KNOWN");
  }

  private static GossipEvent announced(String node, Hash... names) {
    return new GossipEvent.Announced(node, List.of(names), "hub");
  }

  private static GossipEvent beacon(String node, String digest) {
    return new GossipEvent.Beacon(node, digest, "hub");
  }

  /** The session with that node that began last. */
  private GossipEvent ended(String node, GossipEvent.End end, int received, String ours) {
    return ended(node, compares(node), end, received, ours);
  }

  private static GossipEvent ended(String node, boolean compares, GossipEvent.End end, int received, String ours) {
    return new GossipEvent.SessionEnded(node, compares, end, received, 0, ours);
  }

  private boolean compares(String node) {
    return started.getOrDefault(node, false);
  }

  private static Hash hash(int number) {
    return new Hash(String.format("%064x", number));
  }

  private static List<String> sessions(List<GossipEffect> effects) {
    return effects.stream().filter(StartSession.class::isInstance).map(each -> ((StartSession) each).node()).toList();
  }

  private static long wake(List<GossipEffect> effects) {
    return effects.stream().filter(WakeAt.class::isInstance).mapToLong(each -> ((WakeAt) each).nanos()).findFirst()
        .orElseThrow();
  }

  private void pass(Duration time) {
    nowNanos += time.toNanos();
  }

  private List<GossipEffect> on(GossipEvent event) {
    List<GossipEffect> effects = gossip.on(event, nowNanos);
    for (GossipEffect effect : effects) {
      if (effect instanceof StartSession(String node, List<Hash> wanted, boolean alone)) {
        started.put(node, wanted.isEmpty());
      }
    }
    return effects;
  }
}
