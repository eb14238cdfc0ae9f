package io.edgesync.mesh.monitor;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoField;
import java.util.Locale;

/** Times and durations as Go writes them, which those who read monitoring parse. */
public final class Shown {
  private static final DateTimeFormatter RFC_3339 = new DateTimeFormatterBuilder()
      .appendPattern("uuuu-MM-dd'T'HH:mm:ss").appendFraction(ChronoField.NANO_OF_SECOND, 0, 9, true).appendLiteral('Z')
      .toFormatter(Locale.ROOT).withZone(ZoneOffset.UTC);

  private Shown() {}

  static String time(Instant instant) {
    return RFC_3339.format(instant);
  }

  /** {@code 2d3h4m5s}: whole seconds, from the largest unit on that there is. */
  static String uptime(Duration duration) {
    long seconds = Math.max(0, duration.toSeconds());
    long days = seconds / 86_400;
    var text = new StringBuilder();
    if (days >= 365) {
      text.append(days / 365).append('y');
    }
    if (days > 0) {
      text.append(days % 365).append('d');
    }
    if (seconds >= 3600) {
      text.append(seconds / 3600 % 24).append('h');
    }
    if (seconds >= 60) {
      text.append(seconds / 60 % 60).append('m');
    }
    return text.append(seconds % 60).append('s').toString();
  }

  /** {@code 426µs}, {@code 104.257ms}, {@code 1m2.5s}, {@code 0s}. */
  public static String duration(Duration duration) {
    long nanos = duration.toNanos();
    if (nanos == 0) {
      return "0s";
    }
    if (nanos < 1_000) {
      return nanos + "ns";
    }
    if (nanos < 1_000_000) {
      return decimal(nanos, 1_000) + "µs";
    }
    if (nanos < 1_000_000_000) {
      return decimal(nanos, 1_000_000) + "ms";
    }
    long minutes = nanos / 60_000_000_000L;
    String rest = decimal(nanos % 60_000_000_000L, 1_000_000_000) + "s";
    return minutes == 0 ? rest : minutes < 60 ? minutes + "m" + rest : minutes / 60 + "h" + minutes % 60 + "m" + rest;
  }

  /** {@code 2}, {@code 1.5}. */
  public static String seconds(Duration duration) {
    return BigDecimal.valueOf(duration.toNanos(), 9).stripTrailingZeros().toPlainString();
  }

  private static String decimal(long nanos, long unit) {
    String fraction = String.format(Locale.ROOT, "%09d", nanos % unit * (1_000_000_000 / unit)).replaceAll("0+$", "");
    return nanos / unit + (fraction.isEmpty() ? "" : "." + fraction);
  }
}
