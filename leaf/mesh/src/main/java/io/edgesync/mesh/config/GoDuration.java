package io.edgesync.mesh.config;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.Locale;

/** Durations as Go writes them. */
public final class GoDuration {
  private GoDuration() {}

  /** {@code 426µs}, {@code 104.257ms}, {@code 1m2.5s}, {@code 0s}. */
  public static String of(Duration duration) {
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
