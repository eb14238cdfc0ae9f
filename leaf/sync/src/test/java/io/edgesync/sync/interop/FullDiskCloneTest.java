package io.edgesync.sync.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.edgesync.repository.RepositoryException;
import io.edgesync.sync.clone.CloneException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Clones from several of our own answering sides into a file that takes nothing. */
@Timeout(120)
class FullDiskCloneTest extends ClonesFromPeers {

  @Test
  void aFailureOfOurOwnFileEndsTheCloneAndIsNobodysFault() {
    Path part = directory.resolve("ours.fossil.part");
    AtomicInteger cards = new AtomicInteger();

    assertThatThrownBy(() -> cloned(List.of(new Altered(peer("a"), card -> {
      if (cards.getAndIncrement() == 0) {
        fossil.ok(directory, "sql", "--no-repository", part.toString(),
            "CREATE TRIGGER full BEFORE INSERT ON blob BEGIN SELECT RAISE(ABORT, 'no room at all'); END");
      }
      return card;
    }), peer("b")))).isInstanceOf(CloneException.class).hasCauseInstanceOf(RepositoryException.class)
        .hasMessageContaining("no room at all").hasMessageNotContaining("nobody is left");

    assertThat(lost).isEmpty();
  }
}
