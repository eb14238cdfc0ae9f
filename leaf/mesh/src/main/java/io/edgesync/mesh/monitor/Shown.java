package io.edgesync.mesh.monitor;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoField;
import java.util.Locale;

/** Times as Go and {@code nats-server} write them, which those who read monitoring parse. */
final class Shown {
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
}
