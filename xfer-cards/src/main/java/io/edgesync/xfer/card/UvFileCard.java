package io.edgesync.xfer.card;

import io.edgesync.xfer.content.Content;

/**
 * An unversioned file: {@code uvfile NAME MTIME HASH SIZE FLAGS}, then SIZE bytes unless FLAGS has 1 or 4.
 *
 * @param hash  an artifact name, or {@code -} for a deleted file
 * @param size  bytes of the file, which is not the size of {@code content} where the payload is left out
 * @param flags 1 deleted, 4 payload left out
 */
public record UvFileCard(String name, long mtimeSeconds, String hash, long size, int flags,
    Content content) implements Card {

  private static final int DELETED = 1;
  private static final int LEFT_OUT = 4;

  /** Whether SIZE bytes follow a line with these values. */
  public static boolean hasPayload(long size, int flags) {
    return size > 0 && (flags & (DELETED | LEFT_OUT)) == 0;
  }

  @Override
  public void close() {
    content.close();
  }
}
