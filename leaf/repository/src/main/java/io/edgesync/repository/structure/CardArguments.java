package io.edgesync.repository.structure;

import io.edgesync.xfer.artifact.Hash;

/**
 * Arguments that a card must have, read in their order. What is missing or malformed refuses the artifact, and the message names the card
 * that it was given.
 */
record CardArguments(CardScanner scanner) {

  /** The next argument as the name of an artifact. */
  Hash hash(String card) throws MalformedArtifactException {
    if (!scanner.next()) {
      throw new MalformedArtifactException("missing hash on " + card);
    }
    Hash hash = scanner.hash(0);
    if (hash == null) {
      throw new MalformedArtifactException("invalid hash on " + card);
    }
    return hash;
  }

  /** The next argument, unescaped. */
  String text(String card) throws MalformedArtifactException {
    if (!scanner.next()) {
      throw new MalformedArtifactException("missing argument on " + card);
    }
    return scanner.decoded();
  }

  /** The next argument as it stands: {@code count} hexadecimal digits, upper-case ones among them. */
  String digits(String card, int count) throws MalformedArtifactException {
    if (!scanner.next()
        || scanner.length() != count
        || !CardScanner.isHex(scanner.text, scanner.start, scanner.stop)) {
      throw new MalformedArtifactException("malformed hexadecimal digits on " + card);
    }
    return scanner.raw();
  }

  /** The next argument as a Julian day. */
  double date(String card) throws MalformedArtifactException {
    double date = scanner.next() ? JulianDay.parse(scanner.text, scanner.start, scanner.stop) : Double.NaN;
    if (!(date > 0)) {
      throw new MalformedArtifactException("cannot parse date on " + card);
    }
    return date;
  }

  /** Steps to the size of the text that follows the card's line. */
  void requireSize(String card) throws MalformedArtifactException {
    if (!scanner.next()) {
      throw new MalformedArtifactException("missing size on " + card);
    }
    if (!scanner.atLineEnd()) {
      throw new MalformedArtifactException("no content after " + card);
    }
  }

  /** The text below the card's line, as many bytes as {@link #requireSize} found, and a line feed; the scanner then stands behind both. */
  String sizedText(String card) throws MalformedArtifactException {
    long size = 0;
    for (int i = scanner.start; i < scanner.stop; i++) {
      int digit = scanner.text[i] - '0';
      if (digit < 0 || digit > 9) {
        break;
      }
      size = size * 10 + digit;
      if (size > scanner.end) {
        throw new MalformedArtifactException("size overflow on " + card);
      }
    }
    if (scanner.position + size + 1 >= scanner.end) {
      throw new MalformedArtifactException("not enough content after " + card);
    }
    int after = scanner.position + (int) size;
    if (scanner.text[after] != '\n') {
      throw new MalformedArtifactException(card + " content not terminated with a line feed");
    }
    String text = TextBytes.decode(scanner.text, scanner.position, endOfText(after));
    scanner.position = after + 1;
    return text;
  }

  /** Fossil takes the text for a string of C, which a NUL ends. */
  private int endOfText(int end) {
    int nul = scanner.position;
    while (nul < end && scanner.text[nul] != 0) {
      nul++;
    }
    return nul;
  }
}
