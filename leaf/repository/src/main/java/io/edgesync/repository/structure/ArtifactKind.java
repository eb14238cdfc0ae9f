package io.edgesync.repository.structure;

/** The kinds of structural artifacts, with the cards that each may and must have (Fossil {@code manifestCardTypes}). */
enum ArtifactKind {
  MANIFEST("check-in", "BCDFNPQRTUZ", "DZ"), CLUSTER("cluster", "MZ", "MZ"), CONTROL("control", "DTUZ", "DTUZ"), WIKI(
      "wiki", "CDLNPUWZ", "DLUWZ"), TICKET("ticket", "DJKUZ", "DJKUZ"), ATTACHMENT("attachment", "ACDNUZ",
          "ADZ"), TECHNOTE("technote", "CDENPTUWZ", "DEWZ"), FORUM("forum post", "DGHINPUWZ", "DUWZ");

  final String text;
  private final int allowed;
  private final int required;

  ArtifactKind(String text, String allowed, String required) {
    this.text = text;
    this.allowed = mask(allowed);
    this.required = mask(required);
  }

  /** The set of cards as one bit for each letter. */
  static int mask(String letters) {
    int mask = 0;
    for (int i = 0; i < letters.length(); i++) {
      mask |= bit(letters.charAt(i));
    }
    return mask;
  }

  static int bit(int letter) {
    return 1 << (letter - 'A');
  }

  void check(int seen) throws MalformedArtifactException {
    if ((seen & ~allowed) != 0) {
      throw new MalformedArtifactException(letter(seen & ~allowed) + "-card in " + text);
    }
    if ((required & ~seen) != 0) {
      throw new MalformedArtifactException(letter(required & ~seen) + "-card missing in " + text);
    }
  }

  private static char letter(int mask) {
    return (char) ('A' + Integer.numberOfTrailingZeros(mask));
  }
}
