package io.edgesync.mesh.config;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Values as what an option takes; each of these fails where the value is of another kind or out of its range. */
final class Read {
  private static final Pattern GO_DURATION = Pattern
      .compile("([+-]?)((?:[0-9]+(?:\\.[0-9]*)?(?:ns|us|µs|ms|s|m|h))+|0)");
  private static final Pattern GO_PART = Pattern.compile("([0-9]+(?:\\.[0-9]*)?)(ns|us|µs|ms|s|m|h)");

  private Read() {}

  static String text(Value value) throws ConfigException {
    if (value instanceof Value.Text(String text, Position _)) {
      return text;
    }
    throw expected(value, "a string");
  }

  static boolean flag(Value value) throws ConfigException {
    if (value instanceof Value.Flag(boolean isSet, Position _)) {
      return isSet;
    }
    throw expected(value, "true or false");
  }

  static long whole(Value value) throws ConfigException {
    if (value instanceof Value.Whole(long number, Position _)) {
      return number;
    }
    throw expected(value, "a number");
  }

  static int whole(Value value, long from, long to) throws ConfigException {
    long number = whole(value);
    if (number < from || number > to) {
      throw new ConfigException(value.at(), number + " is not between " + from + " and " + to);
    }
    return (int) number;
  }

  /** A port; -1 for any that is free. */
  static int port(Value value) throws ConfigException {
    return whole(value, -1, 65_535);
  }

  static Value.Block block(Value value) throws ConfigException {
    if (value instanceof Value.Block block) {
      return block;
    }
    throw expected(value, "a map");
  }

  static List<Value> items(Value value) throws ConfigException {
    if (value instanceof Value.Items(var items, Position _)) {
      return items;
    }
    throw expected(value, "an array");
  }

  /** One string, or an array of them. */
  static List<String> texts(Value value) throws ConfigException {
    if (value instanceof Value.Text(String text, Position _)) {
      return List.of(text);
    }
    List<String> texts = new ArrayList<>();
    for (Value item : items(value)) {
      texts.add(text(item));
    }
    return texts;
  }

  /** {@code "2s"}, {@code "1m30s"}; a number counts seconds, with a warning, as {@code nats-server} has it. */
  static Duration duration(String option, Value value, Problems problems) throws ConfigException {
    if (value instanceof Value.Whole(long seconds, Position at)) {
      problems.warn(at, "invalid use of field \"" + option + "\": " + option + " should be converted to a duration");
      return Duration.ofSeconds(seconds);
    }
    return duration(option, value);
  }

  /** {@code "2s"} and the like, and no number. */
  static Duration duration(String option, Value value) throws ConfigException {
    String text = text(value);
    Matcher whole = GO_DURATION.matcher(text);
    if (!whole.matches()) {
      throw new ConfigException(value.at(), "error parsing " + option + ": time: invalid duration \"" + text + "\"");
    }
    BigDecimal nanos = BigDecimal.ZERO;
    Matcher part = GO_PART.matcher(text);
    while (part.find()) {
      nanos = nanos.add(new BigDecimal(part.group(1)).multiply(BigDecimal.valueOf(nanosOf(part.group(2)))));
    }
    try {
      long total = nanos.toBigInteger().longValueExact();
      return Duration.ofNanos(whole.group(1).equals("-") ? -total : total);
    } catch (ArithmeticException e) {
      throw new ConfigException(value.at(), "error parsing " + option + ": time: invalid duration \"" + text + "\"");
    }
  }

  private static long nanosOf(String unit) {
    return switch (unit) {
      case "ns" -> 1;
      case "us", "µs" -> 1_000;
      case "ms" -> 1_000_000;
      case "s" -> 1_000_000_000;
      case "m" -> 60_000_000_000L;
      default -> 3_600_000_000_000L;
    };
  }

  /** Seconds as a number, with a fraction or without, or a duration in words. */
  static Duration timeout(String option, Value value) throws ConfigException {
    return switch (value) {
      case Value.Whole(long seconds, Position _) -> Duration.ofSeconds(seconds);
      case Value.Real(double seconds, Position _) -> Duration.ofNanos((long) (seconds * 1e9));
      case Value.Text _,Value.Flag _,Value.Items _,Value.Block _ -> duration(option, value);
    };
  }

  static ConfigException expected(Value value, String what) {
    return new ConfigException(value.at(), "expected " + what + ", found " + value.kind());
  }
}
