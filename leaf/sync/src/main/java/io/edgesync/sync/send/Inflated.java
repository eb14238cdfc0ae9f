package io.edgesync.sync.send;

import io.edgesync.repository.artifact.ArtifactStore.StoredArtifact;
import io.edgesync.repository.artifact.ArtifactWriter;
import io.edgesync.sync.PeerHello;
import io.edgesync.xfer.card.FileCard;
import io.edgesync.xfer.content.Content;
import io.edgesync.xfer.delta.Delta;
import io.edgesync.xfer.delta.DeltaException;
import io.edgesync.xfer.envelope.StoredForm;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Small artifacts between our own peers: many texts of a hundred bytes, each compressed for itself, are half as large again as the same in a body
 * that is compressed as a whole. So they travel as {@code file} cards, with what is stored inflated; a delta is stored again as it is.
 */
public final class Inflated {

  /** From here on what is stored is as small as the body would make it, and compressing it again costs time. */
  private static final int STORED_BYTES_MAX = 2048;
  private static final int INFLATED_BYTES_MAX = 32 << 10;

  private Inflated() {}

  static boolean suits(StoredArtifact artifact) throws IOException {
    Content framed = artifact.content();
    return framed.size() <= STORED_BYTES_MAX
        && StoredForm.announcedBytes(framed.array(), framed.offset(), framed.size()) <= INFLATED_BYTES_MAX;
  }

  /** Takes the artifact's content over. */
  static FileCard card(StoredArtifact artifact) throws IOException {
    try (Content framed = artifact.content()) {
      return new FileCard(artifact.name(), artifact.deltaSource(),
          Content.of(StoredForm.expand(framed.toArray(), INFLATED_BYTES_MAX)));
    }
  }

  /** Stores what a {@code file} card brings: a delta of one who inflates as it was stored there, everything else as Fossil does. */
  public static void store(FileCard file, boolean isPrivate, @Nullable PeerHello peer, ArtifactWriter writer) {
    Content content = file.content();
    if (file.deltaSource() != null && peer != null && peer.has(PeerHello.INFLATES)
        && content.size() <= INFLATED_BYTES_MAX) {
      byte[] delta = content.toArray();
      try {
        int expandedBytes = Delta.targetBytes(delta);
        writer.stored(file.name(), file.deltaSource(), expandedBytes, Content.of(StoredForm.compress(delta)),
            isPrivate);
        return;
      } catch (DeltaException e) {
        // The writer says what is wrong with it.
      }
    }
    writer.file(file.name(), file.deltaSource(), content, isPrivate);
  }
}
