package io.edgesync.mesh.config;

import java.util.HexFormat;
import java.util.Locale;

/**
 * Reads the values that are neither map nor array: strings in either quotes or none, blocks in parentheses, numbers with their suffixes,
 * booleans, and references to variables. What begins like a number and is none is a string, as {@code 2s} and {@code 127.0.0.1:4222}.
 */
final class Scalars {
  private static final String SUFFIXES = "kmgtpe";

  /** What a reference stands for. */
  interface Lookup {
    Value of(String variable) throws ConfigException;
  }

  private final Cursor in;

  Scalars(Cursor in) {
    this.in = in;
  }

  Value read(Position at, Lookup variables) throws ConfigException {
    char c = in.peek();
    return switch (c) {
      case '"' -> doubleQuoted(at);
      case '\'' -> singleQuoted(at);
      case '(' -> lines(at);
      case '-' -> number(at, variables);
      case '.' -> throw wrong("Floats must start with a digit");
      default -> isDigit(c) ? number(at, variables) : bare(in.offset(), at, variables);
    };
  }

  /** The same value at another place. */
  static Value movedTo(Position at, Value value) {
    return switch (value) {
      case Value.Text(String text, Position _) -> new Value.Text(text, at);
      case Value.Whole(long number, Position _) -> new Value.Whole(number, at);
      case Value.Real(double number, Position _) -> new Value.Real(number, at);
      case Value.Flag(boolean isSet, Position _) -> new Value.Flag(isSet, at);
      case Value.Items(var items, Position _) -> new Value.Items(items, at);
      case Value.Block(var fields, var names, Position _) -> new Value.Block(fields, names, at);
    };
  }

  private Value singleQuoted(Position at) throws ConfigException {
    in.next();
    int start = in.offset();
    while (in.peek() != '\'') {
      if (in.isAtEnd()) {
        throw wrong("Unexpected EOF.");
      }
      in.next();
    }
    String text = in.since(start);
    in.next();
    return new Value.Text(text, at);
  }

  private Value doubleQuoted(Position at) throws ConfigException {
    in.next();
    var text = new StringBuilder();
    while (in.peek() != '"') {
      if (in.isAtEnd()) {
        throw wrong("Unexpected EOF.");
      }
      character(text);
    }
    in.next();
    return new Value.Text(text.toString(), at);
  }

  /** The next character of a text in which escapes stand; true when it was one. */
  private boolean character(StringBuilder text) throws ConfigException {
    char c = in.next();
    if (c != '\\') {
      text.append(c);
      return false;
    }
    char escaped = in.next();
    switch (escaped) {
      case 'x' -> {
        String digits = "" + in.next() + in.next();
        if (!digits.matches("[0-9a-fA-F]{2}")) {
          throw wrong("Expected two hexadecimal digits after '\\x'");
        }
        text.append((char) HexFormat.fromHexDigits(digits));
      }
      case 't' -> text.append('\t');
      case 'n' -> text.append('\n');
      case 'r' -> text.append('\r');
      case '"', '\\' -> text.append(escaped);
      default -> throw wrong("Invalid escape character '" + escaped
          + "'. Only the following escape characters are allowed: \\xHH, \\t, \\n, \\r, \\\", \\\\.");
    }
    return true;
  }

  /** {@code (} up to a {@code )} that has a line for itself; all between is the text. */
  private Value lines(Position at) throws ConfigException {
    in.next();
    int start = in.offset();
    while (!in.isAtEnd()) {
      boolean begins = in.next() == '\n';
      if (begins && in.peek() == ')' && (Cursor.isLineEnd(in.peek(1)) || in.peek(1) == Cursor.END)) {
        String text = in.since(start);
        in.next();
        return new Value.Text(text, at);
      }
    }
    throw wrong("Unexpected EOF processing block.");
  }

  private Value number(Position at, Lookup variables) throws ConfigException {
    int start = in.offset();
    boolean negative = in.peek() == '-';
    if (negative) {
      in.next();
      if (!isDigit(in.peek())) {
        throw wrong("Expected a digit but got '" + in.peek() + "'.");
      }
    }
    skipDigits();
    if (in.peek() == '.') {
      return fraction(start, negative, at, variables);
    }
    String digits = in.since(start);
    int suffix = in.offset();
    if (SUFFIXES.indexOf(Character.toLowerCase(in.peek())) >= 0 && !endsHere()) {
      in.next();
      while ("bBiI".indexOf(in.peek()) >= 0 && !endsHere()) {
        in.next();
      }
    }
    if (!endsHere()) {
      return bare(start, at, variables);
    }
    return new Value.Whole(scaled(digits, in.since(suffix).toLowerCase(Locale.ROOT), in.since(start)), at);
  }

  private Value fraction(int start, boolean negative, Position at, Lookup variables) throws ConfigException {
    in.next();
    if (!isDigit(in.peek())) {
      throw wrong("Floats must have a digit after the '.', but got '" + in.peek() + "' instead.");
    }
    skipDigits();
    if (!endsHere() && !negative) {
      return bare(start, at, variables);
    }
    return new Value.Real(Double.parseDouble(in.since(start)), at);
  }

  private long scaled(String digits, String suffix, String shown) throws ConfigException {
    try {
      long number = Long.parseLong(digits);
      if (suffix.isEmpty()) {
        return number;
      }
      int power = 1 + SUFFIXES.indexOf(suffix.charAt(0));
      long step = switch (suffix.substring(1)) {
        case "" -> 1000;
        case "b", "i", "ib" -> 1024;
        default -> throw wrong("expected integer, but got '" + shown + "'");
      };
      for (int i = 0; i < power; i++) {
        number = Math.multiplyExact(number, step);
      }
      return number;
    } catch (NumberFormatException | ArithmeticException e) {
      throw wrong("integer '" + shown + "' is out of the range");
    }
  }

  private Value bare(int start, Position at, Lookup variables) throws ConfigException {
    in.back(start);
    var text = new StringBuilder();
    boolean escaped = false;
    while (!endsHere()) {
      escaped |= character(text);
    }
    if (escaped || text.isEmpty()) {
      return new Value.Text(text.toString(), at);
    }
    if (text.charAt(0) == '$') {
      return variables.of(text.substring(1));
    }
    return switch (text.toString().toLowerCase(Locale.ROOT)) {
      case "true", "yes", "on" -> new Value.Flag(true, at);
      case "false", "no", "off" -> new Value.Flag(false, at);
      default -> new Value.Text(text.toString(), at);
    };
  }

  private boolean endsHere() {
    char c = in.peek();
    return in.isAtEnd() || Cursor.isSpace(c) || c == ',' || c == ';' || c == ']' || c == '}';
  }

  private void skipDigits() {
    while (isDigit(in.peek())) {
      in.next();
    }
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  private ConfigException wrong(String text) {
    return new ConfigException(in.position(), text);
  }
}
