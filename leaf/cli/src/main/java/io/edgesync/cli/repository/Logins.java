package io.edgesync.cli.repository;

import io.edgesync.cli.console.Terminal;
import java.util.random.RandomGenerator;

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

  /** A password of 80 random bits. */
  public static String madeUp(RandomGenerator random) {
    StringBuilder password = new StringBuilder(LENGTH);
    for (int i = 0; i < LENGTH; i++) {
      password.append(LETTERS.charAt(random.nextInt(LETTERS.length())));
    }
    return password.toString();
  }
}
