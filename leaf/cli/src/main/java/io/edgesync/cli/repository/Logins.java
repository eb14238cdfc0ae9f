package io.edgesync.cli.repository;

import io.edgesync.cli.console.Terminal;
import io.edgesync.cli.console.WrongUsage;
import java.nio.file.Path;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** Login names and passwords that nobody gave. */
public final class Logins {

  /** No letters that look like another one. */
  private static final String LETTERS = "abcdefghijkmnpqrstuvwxyz23456789";
  private static final int LENGTH = 16;

  private Logins() {}

  /** The name of the account that runs this command, as {@code fossil} takes it: {@code FOSSIL_USER}, {@code USER}, {@code LOGNAME}. */
  public static String ofWhoRunsThis(Terminal terminal) {
    for (String variable : new String[]{"FOSSIL_USER", "USER", "LOGNAME", "USERNAME"}) {
      String name = terminal.environment(variable);
      if (name != null && !name.isBlank()) {
        return name;
      }
    }
    return "root";
  }

  /**
   * The login that was given, or that of who runs this.
   *
   * @throws WrongUsage when nothing was given as one
   */
  public static String orOfWhoRunsThis(@Nullable String given, String option, Terminal terminal) {
    if (given == null) {
      return ofWhoRunsThis(terminal);
    }
    if (given.isBlank() || given.chars().anyMatch(Character::isISOControl)) {
      throw new WrongUsage(option + ": a login has at least one letter, and none that moves the cursor");
    }
    return given;
  }

  /** What to say of a {@link #madeUp} password that could not be shown. */
  public static String lost(String login, Path repository) {
    return ", and the password of " + login + " that was made up is lost: set one with `fossil user password " + login
        + " -R " + repository + "`";
  }

  /** A password of 80 random bits. */
  public static String madeUp(RandomGenerator random) {
    StringBuilder password = new StringBuilder(LENGTH);
    for (int i = 0; i < LENGTH; i++) {
      password.append(LETTERS.charAt(random.nextInt(LETTERS.length())));
    }
    return password.toString();
  }
}
