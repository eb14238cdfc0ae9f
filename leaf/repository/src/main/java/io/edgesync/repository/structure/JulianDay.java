package io.edgesync.repository.structure;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Fossil's clock: the Julian day as a double, bit for bit as SQLite's {@code julianday()} computes it: whole milliseconds
 * since noon of 24 November 4714 BC, divided by 86,400,000.
 */
public final class JulianDay {

  private static final long UNIX_EPOCH_MILLIS = 210_866_760_000_000L;
  private static final int WRITTEN_DIGITS = 16;
  /** The double nearest to 0.1, with which stock scales, written out. */
  private static final BigDecimal NEARLY_A_TENTH = new BigDecimal(
      "0.1000000000000000055511151231257827021181583404541015625");
  private static final BigDecimal ROUNDER = new BigDecimal("0.5e-16");
  private static final MathContext SCALING = new MathContext(40);
  /** Of a day in historical time: what it comes to in as many multiplications one after the other is the same in all digits that count. */
  private static final int DAY_EXPONENT = 6;
  private static final BigDecimal NEARLY_A_MILLIONTH = NEARLY_A_TENTH.pow(DAY_EXPONENT, SCALING);
  private static final double MILLION = 1e6;
  private static final double MILLIS_PER_DAY = 86_400_000.0;
  /** The first moment after 9999-12-31T23:59:59.999, SQLite's last. */
  private static final long LIMIT_MILLIS = 464_269_060_800_000L;

  /** White space around a number is SQLite's rule for every text that is read as one; \s is its isspace(). */
  private static final Pattern NUMBER = Pattern.compile("\\s*[-+]?(\\d+(\\.\\d*)?|\\.\\d+)([eE][-+]?\\d+)?\\s*");

  private static final DateTimeFormatter CARD = DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS", Locale.ROOT)
      .withZone(ZoneOffset.UTC);

  private JulianDay() {}

  public static double of(Instant instant) {
    return (instant.toEpochMilli() + UNIX_EPOCH_MILLIS) / MILLIS_PER_DAY;
  }

  /**
   * The number that stock Fossil has in {@code event}, {@code plink} and {@code backlink} for this day; {@code tagxref} has the day
   * itself. Fossil writes those times into SQL text by its own {@code %.17g} ({@code src/printf.c}), which scales by repeated
   * multiplication with the double nearest to 0.1 and then gives 16 digits, so that the number is up to two doubles too large.
   */
  public static double asWritten(double julianDay) {
    if (!(julianDay >= 1.0) || Double.isInfinite(julianDay)) {
      return julianDay;
    }
    BigDecimal scaled = new BigDecimal(julianDay);
    int exponent = 0;
    if (julianDay >= MILLION) {
      scaled = scaled.multiply(NEARLY_A_MILLIONTH, SCALING);
      exponent = DAY_EXPONENT;
    }
    while (scaled.compareTo(BigDecimal.TEN) >= 0) {
      scaled = scaled.multiply(NEARLY_A_TENTH, SCALING);
      exponent++;
    }
    return scaled.add(ROUNDER).setScale(WRITTEN_DIGITS - 1, RoundingMode.DOWN).scaleByPowerOfTen(exponent)
        .doubleValue();
  }

  /** The nearest millisecond. */
  public static Instant toInstant(double julianDay) {
    return Instant.ofEpochMilli(Math.round(julianDay * MILLIS_PER_DAY) - UNIX_EPOCH_MILLIS);
  }

  /** The form that Fossil writes into D-cards: {@code 2026-11-20T17:02:47.445}, UTC. */
  public static String card(Instant instant) {
    return CARD.format(instant);
  }

  /**
   * Reads a time as SQLite's {@code julianday(text)} does: {@code YYYY-MM-DD}, with {@code HH:MM}, {@code HH:MM:SS} or a
   * fraction after a {@code T} or blanks, with {@code Z} or {@code ±HH:MM}; a time alone, which is of 2000-01-01; a number of
   * days; or {@code now}.
   *
   * @return NaN if the text is none of these
   */
  public static double parse(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    return parse(bytes, 0, bytes.length);
  }

  static double parse(byte[] text, int from, int to) {
    return new Reader(text, from, to).read();
  }

  private static final class Reader {
    private final byte[] text;
    private final int end;
    private int at;

    Reader(byte[] text, int from, int to) {
      this.text = text;
      this.at = from;
      this.end = to;
    }

    double read() {
      int from = at;
      long millis = date();
      if (millis == INVALID) {
        at = from;
        long time = time();
        millis = time == INVALID ? INVALID : days(2000, 1, 1) + time;
      }
      if (millis != INVALID) {
        return millis >= 0 && millis < LIMIT_MILLIS ? millis / MILLIS_PER_DAY : Double.NaN;
      }
      String rest = new String(text, from, end - from, StandardCharsets.ISO_8859_1);
      if (rest.equalsIgnoreCase("now")) {
        return of(Instant.now());
      }
      return number(rest);
    }

    private static double number(String rest) {
      if (!NUMBER.matcher(rest).matches()) {
        return Double.NaN;
      }
      double days = Double.parseDouble(rest.strip());
      if (!(days >= 0.0 && days < 5373484.5)) {
        return Double.NaN;
      }
      return (long) (days * MILLIS_PER_DAY + 0.5) / MILLIS_PER_DAY;
    }

    /** Milliseconds, or {@link #INVALID}. */
    private long date() {
      boolean negative = at < end && text[at] == '-';
      if (negative) {
        at++;
      }
      int year = digits(4, 0, 9999);
      if (year < 0 || !skip('-')) {
        return INVALID;
      }
      int month = digits(2, 1, 12);
      if (month < 0 || !skip('-')) {
        return INVALID;
      }
      int day = digits(2, 1, 31);
      if (day < 0) {
        return INVALID;
      }
      while (at < end && (isSpace(text[at]) || text[at] == 'T')) {
        at++;
      }
      if (negative && year > 4713) {
        return INVALID;
      }
      long midnight = days(negative ? -year : year, month, day);
      if (at == end) {
        return midnight;
      }
      long time = time();
      return time == INVALID ? INVALID : midnight + time;
    }

    private static long days(int year, int month, int day) {
      int y = month <= 2 ? year - 1 : year;
      int m = month <= 2 ? month + 12 : month;
      int a = y / 100;
      int b = 2 - a + a / 4;
      int x1 = 36525 * (y + 4716) / 100;
      int x2 = 306001 * (m + 1) / 10000;
      return (long) ((x1 + x2 + day + b - 1524.5) * MILLIS_PER_DAY);
    }

    /** Milliseconds after midnight UTC, may be negative by its zone; or {@link #INVALID}. */
    private long time() {
      int hour = digits(2, 0, 24);
      if (hour < 0 || !skip(':')) {
        return INVALID;
      }
      int minute = digits(2, 0, 59);
      if (minute < 0) {
        return INVALID;
      }
      double seconds = 0;
      if (skip(':')) {
        int whole = digits(2, 0, 59);
        if (whole < 0) {
          return INVALID;
        }
        seconds = whole;
        if (at + 1 < end && text[at] == '.' && isDigit(text[at + 1])) {
          at++;
          seconds += fraction();
        }
      }
      Integer zone = zoneMinutes();
      if (zone == null) {
        return INVALID;
      }
      return hour * 3_600_000L + minute * 60_000L + (long) (seconds * 1000 + 0.5) - zone * 60_000L;
    }

    private double fraction() {
      double value = 0;
      double scale = 1;
      while (at < end && isDigit(text[at])) {
        value = value * 10 + (text[at++] - '0');
        scale *= 10;
      }
      return value / scale;
    }

    private @org.jspecify.annotations.Nullable Integer zoneMinutes() {
      while (at < end && isSpace(text[at])) {
        at++;
      }
      int zone = 0;
      if (at < end && (text[at] == '+' || text[at] == '-')) {
        int sign = text[at++] == '-' ? -1 : 1;
        int hours = digits(2, 0, 14);
        if (hours < 0 || !skip(':')) {
          return null;
        }
        int minutes = digits(2, 0, 59);
        if (minutes < 0) {
          return null;
        }
        zone = sign * (hours * 60 + minutes);
      } else if (at < end && (text[at] == 'Z' || text[at] == 'z')) {
        at++;
      }
      while (at < end && isSpace(text[at])) {
        at++;
      }
      return at == end ? zone : null;
    }

    private int digits(int count, int min, int max) {
      if (at + count > end) {
        return -1;
      }
      int value = 0;
      for (int i = 0; i < count; i++) {
        if (!isDigit(text[at + i])) {
          return -1;
        }
        value = value * 10 + (text[at + i] - '0');
      }
      if (value < min || value > max) {
        return -1;
      }
      at += count;
      return value;
    }

    private boolean skip(char c) {
      if (at < end && text[at] == c) {
        at++;
        return true;
      }
      return false;
    }

    private static boolean isDigit(byte b) {
      return b >= '0' && b <= '9';
    }

    private static boolean isSpace(byte b) {
      return b == ' ' || (b >= '\t' && b <= '\r');
    }
  }

  private static final long INVALID = Long.MIN_VALUE;
}
