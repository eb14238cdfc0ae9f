package io.edgesync.mesh.broker;

/**
 * How the lines of a client begin. {@code nats-server} judges a line byte by byte: what cannot become an operation is refused as soon
 * as it shows, not when its line ends, and what an operation ignores is not kept until then.
 *
 * <p>Source: the states of nats-server's {@code server/parser.go}.
 */
final class Operations {
  /** More bytes must come before anything can be said. */
  static final int INCOMPLETE = -1;
  /** No operation begins so. */
  static final int UNKNOWN = -2;
  /** Whatever follows on this line is passed over. */
  static final int IGNORES_THE_REST = -3;

  private static final String[] NAMES = {"PING", "PONG", "+OK", "PUB", "HPUB", "SUB", "UNSUB", "-ERR", "CONNECT",
      "INFO"};
  private static final int FIRST_WITH_ARGUMENTS = 3;
  /** From here on no blank is needed between operation and arguments. */
  private static final int FIRST_WITH_JSON = 8;
  private static final int NONE = -1;

  private Operations() {}

  /**
   * Looks at the beginning of a line whose end is not there yet.
   *
   * @return where its arguments begin, which is {@code to} where only blanks follow so far; or one of the negative constants
   */
  static int argumentsFrom(byte[] bytes, int from, int to) {
    int operation = find(bytes, from, to);
    if (operation == NONE) {
      return isPrefix(bytes, from, to) ? INCOMPLETE : UNKNOWN;
    }
    if (operation < FIRST_WITH_ARGUMENTS) {
      return IGNORES_THE_REST;
    }
    int behind = from + NAMES[operation].length();
    int at = behind;
    while (at < to && ControlLine.isBlank(bytes[at])) {
      at++;
    }
    if (at == behind && (at == to || operation < FIRST_WITH_JSON)) {
      return at == to ? INCOMPLETE : UNKNOWN;
    }
    return at;
  }

  /**
   * Makes a line that begins with an operation as short as it can be: moves the operation up to its arguments, with one blank between,
   * or to the end of what has come where it ignores that.
   *
   * @param arguments what {@link #argumentsFrom} said
   * @return where the line begins now
   */
  static int shorten(byte[] bytes, int from, int to, int arguments) {
    int length = NAMES[find(bytes, from, to)].length();
    int keptFrom = arguments == IGNORES_THE_REST ? to : arguments - 1;
    if (keptFrom < from + length) {
      return from;
    }
    System.arraycopy(bytes, from, bytes, keptFrom - length, length);
    return keptFrom - length;
  }

  private static int find(byte[] bytes, int from, int to) {
    for (int i = 0; i < NAMES.length; i++) {
      if (begins(bytes, from, to, NAMES[i])) {
        return i;
      }
    }
    return NONE;
  }

  private static boolean isPrefix(byte[] bytes, int from, int to) {
    for (String name : NAMES) {
      if (to - from < name.length() && begins(bytes, from, to, name.substring(0, to - from))) {
        return true;
      }
    }
    return false;
  }

  /** Whether the line begins with these upper-case letters, in any case. */
  static boolean begins(byte[] bytes, int from, int end, String operation) {
    if (end - from < operation.length()) {
      return false;
    }
    for (int i = 0; i < operation.length(); i++) {
      int letter = bytes[from + i];
      if (letter >= 'a' && letter <= 'z') {
        letter -= 32;
      }
      if (letter != operation.charAt(i)) {
        return false;
      }
    }
    return true;
  }
}
