package io.edgesync.agent.peer;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgesync.agent.state.PeerRecord;
import io.edgesync.agent.status.BlockedArtifact;
import io.edgesync.agent.status.PeerState;
import io.edgesync.agent.status.SessionState;
import io.edgesync.agent.status.Standing;
import io.edgesync.xfer.artifact.Hash;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What becomes of peers in the status, in any order of what is heard of them. */
class PeerBookTest {

  private static final String OURS = "0".repeat(32);
  private static final String THEIRS = "1".repeat(32);
  private static final Hash LACKING = new Hash("a".repeat(40));

  private Instant now = Instant.parse("2026-11-22T10:00:00Z");
  private int projects = 1;
  private final PeerBook book = new PeerBook(() -> now, () -> projects, () -> OURS, "linked"::equals);

  private static PeerRecord kept(String peer, SessionState.Outcome outcome, String when) {
    return new PeerRecord(peer, new SessionState(outcome, Instant.parse(when), 1, 0, 0, 0, 0, ""), null, 0, 0);
  }

  private List<Standing> standings(PeerRecord... kept) {
    return book.states(List.of(kept), _ -> false).peers().stream().map(PeerState::standing).toList();
  }

  @Test
  void whatTheLastSessionCameToCountsUntilSomethingShowsOtherwise() {
    book.heard("a", "d");
    assertThat(standings()).containsExactly(Standing.NEVER);
    book.beacon("a", THEIRS, "d");
    assertThat(standings(kept("a", SessionState.Outcome.OK, "2026-11-22T09:00:00Z")))
        .containsExactly(Standing.DIFFERENT);
    book.announced("a", List.of(LACKING));
    assertThat(standings(kept("a", SessionState.Outcome.OK, "2026-11-22T09:00:00Z"))).containsExactly(Standing.BEHIND);
    book.denied("a", "push", "not authorized to write");
    assertThat(standings(kept("a", SessionState.Outcome.OK, "2026-11-22T09:00:00Z"))).containsExactly(Standing.DENIED);
    book.beacon("a", OURS, "d");
    assertThat(standings(kept("a", SessionState.Outcome.FAILED, "2026-11-22T09:00:00Z")))
        .as("equal since a failure").containsExactly(Standing.IN_SYNC);
    assertThat(standings(kept("a", SessionState.Outcome.FAILED, "2026-11-22T11:00:00Z")))
        .as("failed since they were equal").containsExactly(Standing.FAILED);
    assertThat(standings(kept("a", SessionState.Outcome.DENIED, "2026-11-22T09:00:00Z")))
        .as("a refusal is told whatever the sets are").containsExactly(Standing.DENIED);
    book.gone("a");
    assertThat(standings(kept("a", SessionState.Outcome.DENIED, "2026-11-22T09:00:00Z")))
        .containsExactly(Standing.GONE);
  }

  @Test
  void wherePeersAreEqualNothingIsBlockedOrLacking() {
    List<String> free = new ArrayList<>();
    book.onUnblocked(free::addAll);
    book.beacon("a", THEIRS, "d");
    book.announced("a", List.of(LACKING));
    book.blocked("a", new BlockedArtifact(LACKING.hex(), "too large"));
    assertThat(free).isEmpty();

    book.beacon("a", OURS, "d");
    book.announced("a", List.of(LACKING));
    book.beacon("a", OURS, "d");

    assertThat(free).containsExactly(LACKING.hex());
    assertThat(book.states(List.of(), _ -> false).peers()).singleElement().satisfies(peer -> {
      assertThat(peer.standing()).isEqualTo(Standing.IN_SYNC);
      assertThat(peer.behind()).isZero();
      assertThat(peer.blocked()).isEmpty();
    });
  }

  @Test
  void whatOnePeerSaysCannotCrossIsStillAskedOfOthers() {
    book.beacon("a", THEIRS, "d");
    book.beacon("b", THEIRS, "d");

    book.blocked("a", new BlockedArtifact(LACKING.hex(), "too large, says a"));

    assertThat(book.isBlocked("a", LACKING)).isTrue();
    assertThat(book.isBlocked("b", LACKING)).isFalse();
    assertThat(book.isBlocked("never heard", LACKING)).isFalse();
  }

  @Test
  void whoeverAnsweredIsNotPushedOutByNames() {
    book.beacon("honest", OURS, "d");
    book.proven("honest");
    for (int i = 0; i < 25_000; i++) {
      book.beacon("fake" + i, THEIRS, "d");
      if (i % 2 == 0) {
        book.gone("fake" + i);
      }
    }
    book.beacon("late", OURS, "d");

    List<String> shown = new ArrayList<>();
    book.states(List.of(kept("honest", SessionState.Outcome.OK, "2026-11-22T09:00:00Z")), _ -> false).peers().stream()
        .filter(peer -> peer.standing() == Standing.IN_SYNC).map(PeerState::peer).forEach(shown::add);
    assertThat(shown).containsExactlyInAnyOrder("honest", "late");
  }

  @Test
  void whoeverAnsweredIsShownBeforeMereNamesAndTheRestIsCounted() {
    book.beacon("different", THEIRS, "d");
    book.beacon("granted", THEIRS, "d");
    for (int i = 0; i < 10_500; i++) {
      book.beacon("fake" + i, OURS, "d");
    }
    book.beacon("late", THEIRS, "d");
    book.proven("late");

    PeerBook.Shown shown = book.states(List.of(kept("different", SessionState.Outcome.OK, "2026-11-22T09:00:00Z")),
        "granted"::equals);

    assertThat(shown.peers().stream().map(PeerState::peer).limit(3)).contains("different", "late");
    assertThat(shown.peers()).hasSize(1000);
    assertThat(shown.more()).isGreaterThan(9000);
  }

  @Test
  void ofManyProjectsEachRemembersItsPartOfTheNodes() {
    for (int i = 0; i < 1000; i++) {
      book.beacon("fake" + i, THEIRS, "d");
    }
    assertThat(standings()).hasSize(1000);
    projects = 100;
    book.beacon("late", OURS, "d");

    PeerBook.Shown shown = book.states(List.of(), _ -> false);
    assertThat(shown.peers().size() + shown.more()).isEqualTo(500);
    assertThat(shown.peers()).as("the status of all projects has bounds").hasSize(100);
    assertThat(shown.peers()).extracting(PeerState::peer).contains("late");
  }

  @Test
  void whoIsAtTheOtherEndOfALinkIsNotPushedOutByNames() {
    book.beacon("linked", THEIRS, "d");
    for (int i = 0; i < 10_500; i++) {
      book.beacon("fake" + i, THEIRS, "d");
    }

    assertThat(book.states(List.of(), _ -> false).peers().getFirst().peer()).isEqualTo("linked");
  }

  @Test
  void manyThatAnsweredDoNotPushEachOtherOutForNames() {
    for (int i = 0; i < 200; i++) {
      book.beacon("honest" + i, OURS, "d");
      book.proven("honest" + i);
    }
    for (int i = 0; i < 10_500; i++) {
      book.beacon("fake" + i, THEIRS, "d");
    }

    assertThat(book.states(List.of(), _ -> false).peers().stream().map(PeerState::peer).limit(200))
        .allMatch(peer -> peer.startsWith("honest"));
  }

  @Test
  void whatStrangersSayThatTheyHaveIsKeptWithinABoundAndCostsOthersNothing() {
    book.beacon("linked", THEIRS, "d");
    book.announced("linked", names(0, 9000));
    for (int i = 1; i <= 100; i++) {
      book.beacon("stranger" + i, THEIRS, "d");
      book.announced("stranger" + i, names(i * 1000, 1000));
    }

    List<PeerState> peers = book.states(List.of(), _ -> false).peers();

    assertThat(peers.getFirst().behind()).as("of the linked one").isEqualTo(9000);
    assertThat(peers.stream().mapToLong(PeerState::behind).sum())
        .isBetween(19_000L, 20_000L);
  }

  @Test
  void ofManyProjectsEachRemembersItsPartOfTheNamesAndThatThereAreMore() {
    projects = 100;
    book.beacon("linked", THEIRS, "d");
    book.announced("linked", names(0, 1000));
    book.announced("linked", names(1000, 1));

    PeerRecord kept = kept("linked", SessionState.Outcome.OK, "2026-11-22T09:00:00Z");
    assertThat(book.states(List.of(kept), _ -> false).peers().getFirst().behind()).isZero();
    assertThat(standings(kept)).containsExactly(Standing.BEHIND);

    book.compared("linked", List.of());

    assertThat(standings(kept)).containsExactly(Standing.DIFFERENT);
  }

  @Test
  void whatOneThatIsGoneSaidThatItHasIsForgotten() {
    book.beacon("a", THEIRS, "d");
    book.announced("a", List.of(LACKING));
    book.gone("a");

    assertThat(book.states(List.of(), _ -> false).peers().getFirst().behind()).isZero();
  }

  private static List<Hash> names(int from, int count) {
    return IntStream.range(from, from + count).mapToObj(i -> new Hash(String.format(Locale.ROOT, "%040x", i))).toList();
  }
}
