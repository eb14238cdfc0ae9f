package io.edgesync.sync.send;

import io.edgesync.xfer.card.CFileCard;
import io.edgesync.xfer.card.Card;
import io.edgesync.xfer.card.ConfigCard;
import io.edgesync.xfer.card.FileCard;
import io.edgesync.xfer.card.GimmeCard;
import io.edgesync.xfer.card.IgotCard;
import io.edgesync.xfer.card.UvFileCard;

/** How many bytes cards take in the uncompressed text of a body, near enough for limits and statistics. */
public final class CardBytes {

  /** A line with its numbers and word, without names. */
  private static final int LINE = 24;

  private CardBytes() {}

  public static long of(Card card) {
    return switch (card) {
      case FileCard file -> 2L * LINE + 2L * file.name().hex().length() + file.content().size();
      case CFileCard file -> 2L * LINE + 2L * file.name().hex().length() + file.content().size();
      case IgotCard igot -> 8L + igot.name().hex().length();
      case GimmeCard gimme -> 7L + gimme.name().hex().length();
      case ConfigCard config -> LINE + (long) config.content().size();
      case UvFileCard file -> 4L * LINE + file.content().size();
      default -> 4L * LINE;
    };
  }
}
