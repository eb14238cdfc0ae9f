package io.edgesync.sync.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgesync.sync.testing.Peer;
import io.edgesync.xfer.artifact.Hash;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Sessions in which both sides name all that they hold. */
class VerilyTest {

  private final Peer here = Peer.named(1);
  private final Peer there = Peer.named(2);

  @Test
  void oneOfOursIsToldAgainOfWhatItHasNotAskedForYet() throws Exception {
    here.holding(3 * there.answerLimits.gimmesMax(), 1);
    here.store.clearUnsent(here.store.unsent());

    SyncOutcome outcome = here.session(there.transport(), SyncRequest.of(Direction.PUSH, null).verily());

    assertThat(outcome.isSuccess()).isTrue();
    assertThat(there.names()).isEqualTo(here.names());
    assertThat(outcome.traffic().rounds()).isEqualTo(4);
  }

  @Test
  void eachSideGetsWhatItLacks() throws Exception {
    here.holding(40, 1);
    there.holding(30, 2);

    SyncOutcome outcome = here.session(there.transport(), SyncRequest.of(Direction.SYNC, null).verily());

    assertThat(outcome.isSuccess()).isTrue();
    assertThat(here.names()).isEqualTo(there.names()).hasSize(70);
  }

  @Test
  void aListThatIsLongGoesInParts() {
    here.holding(25, 1);
    Catalogue catalogue = new Catalogue(here.store, 10);
    List<Hash> all = new ArrayList<>();
    List<Integer> sizes = new ArrayList<>();

    assertThat(catalogue.hasMore()).isFalse();
    do {
      catalogue.advance();
      all.addAll(catalogue.names());
      sizes.add(catalogue.names().size());
    } while (catalogue.hasMore());
    catalogue.advance();

    assertThat(sizes).containsExactly(10, 10, 5);
    assertThat(all).doesNotHaveDuplicates().hasSameElementsAs(here.names());
    assertThat(catalogue.names()).isEmpty();
  }
}
