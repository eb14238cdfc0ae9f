package io.edgesync.xfer.card;

import io.edgesync.xfer.artifact.Hash;
import io.edgesync.xfer.content.Content;
import org.jspecify.annotations.Nullable;

/**
 * An artifact in stored form: {@code cfile HASH USIZE CSIZE} or {@code cfile HASH SOURCE USIZE CSIZE}, then CSIZE bytes,
 * then a newline unless the last byte was one.
 *
 * @param deltaSource   where present, what is inside the compressed bytes is a delta on this artifact
 * @param expandedBytes size of the whole artifact after any delta; only a hint, senders get it wrong
 * @param content       the sender's {@code blob.content}: 4 bytes big-endian size, then a zlib stream
 */
public record CFileCard(Hash name, @Nullable Hash deltaSource, long expandedBytes, Content content) implements Card {

  @Override
  public void close() {
    content.close();
  }
}
