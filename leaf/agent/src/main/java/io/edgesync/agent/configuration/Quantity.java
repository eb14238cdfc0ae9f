package io.edgesync.agent.configuration;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Durations, sizes and rates as people write them. */
public final class Quantity {

  private static final Pattern NUMBER_AND_UNIT = Pattern.compile("([0-9]{1,9})([A-Za-z]*)");

  private Quantity() {}

  /**
   * {@code 250ms}, {@code 5s}, {@code 2m}, {@code 1h}, or {@code 0}.
   *
   * @throws IllegalArgumentException that says what is accepted
   */
  public static Duration duration(String text) {
    Matcher parts = NUMBER_AND_UNIT.matcher(text);
    if (parts.matches()) {
      long number = Long.parseLong(parts.group(1));
      switch (parts.group(2)) {
        case "ms" -> {
          return Duration.ofMillis(number);
        }
        case "s" -> {
          return Duration.ofSeconds(number);
        }
        case "m" -> {
          return Duration.ofMinutes(number);
        }
        case "h" -> {
          return Duration.ofHours(number);
        }
        case "" -> {
          if (number == 0) {
            return Duration.ZERO;
          }
        }
        default -> {
          // Refused below, with what is accepted.
        }
      }
    }
    throw new IllegalArgumentException("'" + text + "' is no duration, expected for example 250ms, 5s, 2m, 1h or 0");
  }

  /**
   * {@code 1000000}, {@code 512K}, {@code 64M}, {@code 1G}, in powers of 1024.
   *
   * @throws IllegalArgumentException that says what is accepted
   */
  public static long bytes(String text) {
    Matcher parts = NUMBER_AND_UNIT.matcher(text);
    if (parts.matches()) {
      int shift = switch (parts.group(2)) {
        case "" -> 0;
        case "K" -> 10;
        case "M" -> 20;
        case "G" -> 30;
        default -> -1;
      };
      if (shift >= 0) {
        return Long.parseLong(parts.group(1)) << shift;
      }
    }
    throw new IllegalArgumentException("'" + text + "' is no size, expected for example 1000000, 512K, 64M or 1G");
  }

  /** Bytes a second: as {@link #bytes}, with {@code /s} or without. */
  public static long rate(String text) {
    return bytes(text.endsWith("/s") ? text.substring(0, text.length() - 2) : text);
  }
}
