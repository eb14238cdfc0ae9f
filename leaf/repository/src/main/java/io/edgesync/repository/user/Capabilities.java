package io.edgesync.repository.user;

/**
 * The capability letters in force for somebody, {@code u} and {@code v} expanded already. Some letters bring others with them: an
 * administrator may do nearly everything, who writes may read ({@link #implied}). Source: {@code src/login.c, login_set_capabilities()}, and
 * the table of {@code src/xfer.c} for what a sync request may do.
 *
 * @param letters as in {@code user.cap}; unknown ones are kept
 */
public record Capabilities(String letters) {

  public static final Capabilities NONE = new Capabilities("");

  /** All that an administrator may, in this order; not {@code x} and {@code y}, which nobody has by another letter. */
  private static final String ADMINISTRATOR = "abcefghjklmnpqrtwz234567ACD";

  /** Whether it is one of the letters themselves; see {@link #may}. */
  public boolean has(char letter) {
    return letters.indexOf(letter) >= 0;
  }

  /** May pull. */
  public boolean read() {
    return has('o') || write();
  }

  /** May push. */
  public boolean write() {
    return has('i') || admin();
  }

  /** May clone. */
  public boolean clone_() {
    return has('g') || admin();
  }

  /** May sync private artifacts: only {@code x}, setup does not imply it. */
  public boolean syncPrivate() {
    return has('x');
  }

  /** May write unversioned files: only {@code y}, setup does not imply it. */
  public boolean writeUnversioned() {
    return has('y');
  }

  /** May change configuration by sync. */
  public boolean admin() {
    return has('a') || has('s');
  }

  /** Whether the letter is there, or another one that brings it. */
  public boolean may(char letter) {
    return implied().has(letter);
  }

  /** The letters, followed by those that they bring with them. */
  public Capabilities implied() {
    Capabilities all = this;
    for (int i = 0; i < all.letters.length(); i++) {
      all = all.and(new Capabilities(broughtBy(all.letters.charAt(i))));
    }
    return all;
  }

  private static String broughtBy(char letter) {
    return switch (letter) {
      case 's' -> "a";
      case 'a' -> ADMINISTRATOR + "io";
      case 'i' -> "o";
      case 'k' -> "jm";
      case 'w' -> "rnc";
      case '6' -> "5";
      case '5' -> "4";
      case '4' -> "3";
      case '3' -> "2";
      default -> "";
    };
  }

  /** The letters of both. */
  public Capabilities and(Capabilities other) {
    StringBuilder both = new StringBuilder(letters);
    for (int i = 0; i < other.letters.length(); i++) {
      if (both.indexOf(other.letters.substring(i, i + 1)) < 0) {
        both.append(other.letters.charAt(i));
      }
    }
    return new Capabilities(both.toString());
  }
}
