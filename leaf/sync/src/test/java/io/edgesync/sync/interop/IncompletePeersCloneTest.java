package io.edgesync.sync.interop;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgesync.sync.clone.CloneOutcome;
import io.edgesync.sync.send.BlockedPragma;
import io.edgesync.sync.session.Blocked;
import io.edgesync.sync.testing.StockRepository;
import io.edgesync.xfer.artifact.Hash;
import io.edgesync.xfer.card.CFileCard;
import io.edgesync.xfer.card.Card;
import io.edgesync.xfer.card.CommentCard;
import io.edgesync.xfer.card.FileCard;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Clones from several of our own answering sides of which one keeps something back. */
@Timeout(120)
class IncompletePeersCloneTest extends ClonesFromPeers {

  /** Until the pull brings it there is no trunk, and none is to be made up. */
  @Test
  void whatAPeerKeepsBackIsPulledAndNothingIsMadeUp() throws Exception {
    Hash root = root();

    CloneOutcome outcome = cloned(List.of(new Altered(peer("a"), card -> card instanceof CFileCard file
        && file.name().equals(root) ? nothing(card) : card)));

    assertThat(outcome.missing()).isEmpty();
    assertSameAsStock();
  }

  @Test
  void whatNobodyGivesIsToldAndNothingIsMadeUp() throws Exception {
    Hash root = root();

    CloneOutcome outcome = cloned(List.of(new Altered(peer("a"), card -> switch (card) {
      case CFileCard file when file.name().equals(root) -> nothing(card);
      case FileCard file when file.name().equals(root) -> nothing(card);
      default -> card;
    })));

    assertThat(outcome.missing()).containsExactly(root);
    assertThat(stock.names()).containsAll(StockRepository.names(fossil, directory.resolve("ours.fossil")));
  }

  /** As where the part came from somebody who lacks it: the pull asks who holds it. */
  @Test
  void whatIsTooLargeForItsHolderIsNamedWhereThePullAloneMetIt() throws Exception {
    Hash root = root();

    CloneOutcome outcome = cloned(List.of(new Altered(peer("a"), card -> switch (card) {
      case CFileCard file when file.name().equals(root) -> nothing(card);
      case FileCard file when file.name().equals(root) -> {
        card.close();
        yield new BlockedPragma(root, 2000, 1000).card();
      }
      default -> card;
    })));

    assertThat(outcome.blocked()).extracting(Blocked::name).containsExactly(root);
  }

  private static Hash root() throws Exception {
    return new Hash(stock.sql("SELECT uuid FROM blob WHERE rid IN (SELECT pid FROM plink)"
        + " AND rid NOT IN (SELECT cid FROM plink)").getFirst());
  }

  private static Card nothing(Card card) {
    card.close();
    return new CommentCard("nothing");
  }
}
