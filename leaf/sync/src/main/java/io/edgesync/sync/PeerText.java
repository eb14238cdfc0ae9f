package io.edgesync.sync;

/** A peer's words, fit for one line of a terminal or a log: without control characters and of bounded length. */
public final class PeerText {
  /** Messages kept of one session. */
  public static final int MESSAGES_MAX = 100;
  private static final int CHARACTERS_MAX = 1000;

  private PeerText() {}

  public static String clean(String words) {
    String clean = words.replaceAll("\\p{Cntrl}+", " ").strip();
    return clean.length() > CHARACTERS_MAX ? clean.substring(0, CHARACTERS_MAX) + "…" : clean;
  }
}
