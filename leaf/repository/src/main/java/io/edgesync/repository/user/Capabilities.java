package io.edgesync.repository.user;

/**
 * The capability letters in force for somebody, {@code u} and {@code v} expanded already. Source: {@code src/login.c,
 * login_set_capabilities()}, and the table of {@code src/xfer.c} for what a sync request may do.
 *
 * @param letters as in {@code user.cap}; unknown ones are kept
 */
public record Capabilities(String letters) {

  public static final Capabilities NONE = new Capabilities("");

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

  /** May change configuration by sync. */
  public boolean admin() {
    return has('a') || has('s');
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
