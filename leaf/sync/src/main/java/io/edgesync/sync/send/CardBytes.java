package io.edgesync.sync.send;

import io.edgesync.xfer.card.*;

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
      case LoginCard login -> 6L * LINE;
      case PullCard pull -> 4L * LINE;
      case PushCard push -> 4L * LINE;
      case MessageCard(String text) -> LINE + (long) text.length();
      case ErrorCard(String text) -> LINE + (long) text.length();
      case UnknownCard(String line) -> line.length();
      case OversizeCard oversize -> 4L * LINE + oversize.payloadBytes();
      case CloneCard clone -> LINE;
      case CloneSeqnoCard seqno -> LINE;
      case PrivateCard mark -> LINE;
      case UvIgotCard uv -> 4L * LINE;
      case UvGimmeCard uv -> 2L * LINE;
      case CookieCard cookie -> 4L * LINE;
      case ReqconfigCard reqconfig -> LINE;
      case PragmaCard pragma -> 4L * LINE;
      case CommentCard comment -> 2L * LINE;
    };
  }
}
