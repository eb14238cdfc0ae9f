package io.edgesync.repository.rebuild;

import org.jspecify.annotations.Nullable;

/**
 * Where the F-cards and the Z-card of a manifest's text are, found without reading the lines between. Only for texts that are not
 * clear-signed; whether the text is a manifest at all is the parser's to say.
 *
 * @param filesFrom  offset of the first F-card
 * @param filesTo    offset behind the last F-card's line feed
 * @param checksumAt offset of the Z-card
 */
record ManifestText(byte[] text, int filesFrom, int filesTo, int checksumAt) {

  private static final int CHECKSUM_CARD_BYTES = 35;

  /**
   * Finds them in the first {@code length} bytes of {@code text}.
   *
   * @return {@code null} where the text has no F-cards, no Z-card at its end, or another shape altogether
   */
  static @Nullable ManifestText find(byte[] text, int length) {
    int checksumAt = length - CHECKSUM_CARD_BYTES;
    if (checksumAt < 1 || text[checksumAt] != 'Z' || text[checksumAt + 1] != ' ' || text[checksumAt - 1] != '\n') {
      return null;
    }
    int from = 0;
    while (from < checksumAt && text[from] >= 'A' && text[from] < 'F') {
      from = endOfLine(text, from);
    }
    if (from >= checksumAt || !isFileCard(text, from)) {
      return null;
    }
    int to = checksumAt;
    while (to > from) {
      int start = startOfLine(text, to - 1);
      if (isFileCard(text, start)) {
        return new ManifestText(text, from, to, checksumAt);
      }
      to = start;
    }
    return null;
  }

  /** Behind the line feed of the line that {@code at} is in. */
  static int endOfLine(byte[] text, int at) {
    int i = at;
    while (text[i] != '\n') {
      i++;
    }
    return i + 1;
  }

  /** Start of the line whose line feed is at {@code lineFeed}. */
  static int startOfLine(byte[] text, int lineFeed) {
    int i = lineFeed;
    while (i > 0 && text[i - 1] != '\n') {
      i--;
    }
    return i;
  }

  int lines() {
    int lines = 0;
    for (int i = filesFrom; i < filesTo; i++) {
      if (text[i] == '\n') {
        lines++;
      }
    }
    return lines;
  }

  private static boolean isFileCard(byte[] text, int at) {
    return text[at] == 'F' && text[at + 1] == ' ';
  }
}
