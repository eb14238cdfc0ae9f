package io.edgesync.cli.repository;

import io.edgesync.cli.console.WrongUsage;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;

/** A date as it is written in an option: {@code 2024-03-01}, {@code 2024-03-01T11:30}, with seconds or a zone; UTC without one. */
public final class DateOption {

  private DateOption() {}

  /**
   * The first moment of the day, minute or second, or the last.
   *
   * @throws WrongUsage for text that is no date
   */
  public static Instant parse(String option, String text, boolean last) {
    String date = text.strip().replace(' ', 'T');
    try {
      if (date.length() == 10) {
        LocalDate day = LocalDate.parse(date);
        return last
            ? day.plusDays(1).atStartOfDay(ZoneOffset.UTC).toInstant().minusMillis(1)
            : day.atStartOfDay(ZoneOffset.UTC).toInstant();
      }
      boolean hasZone = date.matches(".*T.*(Z|z|[+-][0-9:]+)");
      Instant moment = hasZone
          ? OffsetDateTime.parse(date).toInstant()
          : LocalDateTime.parse(date).toInstant(ZoneOffset.UTC);
      if (!last || date.indexOf('.') >= 0) {
        return moment;
      }
      return date.matches(".*T[0-9]{2}:[0-9]{2}([^:0-9].*)?") ? moment.plusMillis(59_999) : moment.plusMillis(999);
    } catch (DateTimeException e) {
      throw new WrongUsage(option + " " + text + ": expected a date as 2024-03-01 or 2024-03-01T11:30, in UTC");
    }
  }
}
