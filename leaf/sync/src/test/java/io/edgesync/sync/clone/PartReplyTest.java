package io.edgesync.sync.clone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.edgesync.repository.RepositoryOptions;
import io.edgesync.repository.artifact.ArtifactStore.StoredArtifact;
import io.edgesync.repository.artifact.NameRange;
import io.edgesync.repository.clone.CloneFile;
import io.edgesync.xfer.artifact.Hash;
import io.edgesync.xfer.artifact.HashAlgorithm;
import io.edgesync.xfer.artifact.JdkArtifactHasher;
import io.edgesync.xfer.card.CFileCard;
import io.edgesync.xfer.content.Content;
import io.edgesync.xfer.envelope.StoredForm;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PartReplyTest {

  @TempDir
  Path directory;

  private static final class Shelf implements PartReply.Shelf {
    private final List<Hash> names = new ArrayList<>();
    private boolean isFull;

    @Override
    public boolean wantsMore() {
      return !isFull;
    }

    @Override
    public boolean put(List<StoredArtifact> artifacts, NameRange given) {
      for (StoredArtifact artifact : artifacts) {
        names.add(artifact.name());
        artifact.content().close();
      }
      return wantsMore();
    }
  }

  private static CFileCard card(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    try (JdkArtifactHasher hasher = new JdkArtifactHasher()) {
      return new CFileCard(hasher.hash(HashAlgorithm.SHA3_256, bytes), null, bytes.length,
          Content.of(StoredForm.compress(bytes)));
    }
  }

  /** Somebody else has given the rest meanwhile: reading on would be for nothing, however little it is. */
  @Test
  void aReplyOfWhichNothingMoreIsWantedEndsWithItsNextArtifact() throws Exception {
    Shelf shelf = new Shelf();
    try (CloneFile file = CloneFile.openOrCreate(directory.resolve("a.fossil"), RepositoryOptions.standard());
        PartReply reply = new PartReply(file, NameRange.ALL, 1000, shelf)) {
      List<CFileCard> cards = new ArrayList<>(List.of(card("one"), card("two"), card("three")));
      cards.sort((one, other) -> one.name().hex().compareTo(other.name().hex()));
      reply.accept(cards.get(0));
      reply.accept(cards.get(1));

      shelf.isFull = true;
      assertThatThrownBy(() -> reply.accept(cards.get(2))).isInstanceOf(PartReply.NoMoreException.class);
      reply.finish();

      assertThat(shelf.names).as("what had come by then").containsExactly(cards.get(0).name(), cards.get(1).name());
    }
  }
}
