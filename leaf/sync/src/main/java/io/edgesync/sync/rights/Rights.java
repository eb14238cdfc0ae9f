package io.edgesync.sync.rights;

/**
 * Fossil capability letters in force for one round, {@code u} and {@code v} already expanded. Source: {@code src/login.c,
 * login_set_capabilities()}.
 *
 * @param letters for example {@code gio}
 */
public record Rights(String letters) {

  public static final Rights NONE = new Rights("");

  /** Both sets of letters: a login adds to what {@code nobody} has. */
  public Rights plus(Rights other) {
    return new Rights(letters + other.letters);
  }

  /** May pull: {@code o}, or what implies it. */
  public boolean read() {
    return any("oias");
  }

  /** May push: {@code i}, or what implies it. */
  public boolean write() {
    return any("ias");
  }

  /** May clone: {@code g}, or what implies it. */
  public boolean copy() {
    return any("gas");
  }

  /** May sync private artifacts: only {@code x} itself. */
  public boolean syncPrivate() {
    return any("x");
  }

  public boolean admin() {
    return any("as");
  }

  private boolean any(String wanted) {
    return wanted.chars().anyMatch(letter -> letters.indexOf(letter) >= 0);
  }
}
