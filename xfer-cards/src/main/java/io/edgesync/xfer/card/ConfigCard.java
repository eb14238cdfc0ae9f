package io.edgesync.xfer.card;

import io.edgesync.xfer.content.Content;

/**
 * One configuration row: {@code config /config SIZE}, newline, SIZE bytes, newline.
 *
 * @param content modification time, key, then column and value pairs, as SQL literals
 */
public record ConfigCard(String area, Content content) implements Card {

  @Override
  public void close() {
    content.close();
  }
}
