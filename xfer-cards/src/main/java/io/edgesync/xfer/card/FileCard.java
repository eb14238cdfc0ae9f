package io.edgesync.xfer.card;

import io.edgesync.xfer.artifact.Hash;
import io.edgesync.xfer.content.Content;
import org.jspecify.annotations.Nullable;

/**
 * An artifact: {@code file HASH SIZE} or {@code file HASH SOURCE SIZE}, then SIZE bytes and no newline.
 *
 * @param deltaSource where present, content is a delta that turns this artifact into {@code name}
 * @param content     the artifact or the delta
 */
public record FileCard(Hash name, @Nullable Hash deltaSource, Content content) implements Card {

  @Override
  public void close() {
    content.close();
  }
}
