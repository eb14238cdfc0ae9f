package io.edgesync.sync;

/** A peer's words, fit for one line of a terminal or a log: without control characters and of bounded length. */
public final class PeerText {
  /** Messages kept of one session. */
  public static final int MESSAGES_MAX = 100;
  private static final int CHARACTERS_MAX = 1000;

  private PeerText() {}

  /** Why a peer refuses; there is always something to be read. */
  public static String refusal(String words) {
    String clean = clean(words);
    return clean.isEmpty() ? "an error without a text" : clean;
  }

  public static String clean(String words) {
    String clean = words.replaceAll("\\p{Cntrl}+", " ").strip();
    return clean.length() > CHARACTERS_MAX ? clean.substring(0, CHARACTERS_MAX) + "…" : clean;
  }
}
