package io.edgesync.repository.structure;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgesync.xfer.testing.SeededRandom;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Random;
import org.junit.jupiter.api.Test;

class JulianDayTest {

  @Test
  void equalsSqliteBitForBit() throws SQLException {
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite::memory:");
        PreparedStatement statement = connection.prepareStatement("SELECT julianday(?)")) {
      SeededRandom.forAll(
          3_000,
          random -> {
            String text = JulianDay
                .card(Instant.ofEpochMilli(random.generator().nextLong(-62_000_000_000_000L, 250_000_000_000_000L)));
            text = text.substring(0,
                random.chance(0.3) ? 19 : random.chance(0.2) ? 16 : random.chance(0.1) ? 10 : text.length());
            if (random.chance(0.2) && text.length() > 10) {
              text += random.chance(0.5) ? "Z" : "-%02d:%02d".formatted(random.below(15), random.below(60));
            }
            statement.setString(1, text);
            try (ResultSet row = statement.executeQuery()) {
              row.next();
              double expected = row.getDouble(1);
              double actual = JulianDay.parse(text);
              assertThat(row.wasNull() ? Double.NaN : expected).describedAs(text).isEqualTo(actual);
            }
          });
    }
  }

  @Test
  void readsOddTextsAsSqliteDoes() throws SQLException {
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite::memory:");
        PreparedStatement statement = connection.prepareStatement("SELECT julianday(?)")) {
      for (String text : new String[]{"2026112\r", " 2451545 ", "1e5", ".5", "5.", "-1", "9e9", "+7", "1e", "0x10", ".",
          "",
          "2026-11-20\r", "2026-11-20 ", "12:00", "12:00\t", "2026-11-20T10:00:00.123Z \t", "2026-11-20T10:00Zx"}) {
        statement.setString(1, text);
        try (ResultSet row = statement.executeQuery()) {
          row.next();
          double expected = row.getDouble(1);
          boolean isNull = row.wasNull();
          assertThat(JulianDay.parse(text)).describedAs(text).isEqualTo(Double.valueOf(isNull ? Double.NaN : expected));
        }
      }
    }
  }

  @Test
  void turnsIntoAnInstantAndBack() {
    Instant instant = Instant.parse("2026-11-20T17:02:47.445Z");

    assertThat(JulianDay.of(instant)).isEqualTo(2461365.210271354299);
    assertThat(JulianDay.toInstant(JulianDay.of(instant))).isEqualTo(instant);
    assertThat(JulianDay.card(instant)).isEqualTo("2026-11-20T17:02:47.445");
  }

  /** Times of check-ins in Fossil's own repository: the day itself, and what a stock rebuild has in {@code event.omtime}. */
  @Test
  void isWrittenAsStockWritesIt() {
    assertThat(JulianDay.asWritten(2454303.0902546295)).isEqualTo(2454303.09025463);
    assertThat(JulianDay.asWritten(2456344.1305671297)).isEqualTo(2456344.13056713);
    assertThat(JulianDay.asWritten(2457697.779722222)).isEqualTo(2457697.779722222);
    assertThat(JulianDay.asWritten(2459194.4272916666)).isEqualTo(2459194.427291667);
    assertThat(JulianDay.asWritten(2460895.3238310185)).isEqualTo(2460895.323831019);
    assertThat(JulianDay.asWritten(0)).isZero();
  }

  /** Stock scales step by step, by the double nearest to 0.1. */
  @Test
  void isScaledAsInSteps() {
    double tenth = 0.1;
    BigDecimal nearlyTenth = new BigDecimal(tenth);
    new Random(7).doubles(20_000, 999_990, 5_373_484).forEach(day -> {
      BigDecimal scaled = new BigDecimal(day);
      int exponent = 0;
      for (; scaled.compareTo(BigDecimal.TEN) >= 0; exponent++) {
        scaled = scaled.multiply(nearlyTenth);
      }
      double written = scaled.add(new BigDecimal("0.5e-16")).setScale(15, RoundingMode.DOWN)
          .scaleByPowerOfTen(exponent).doubleValue();

      assertThat(JulianDay.asWritten(day)).isEqualTo(written);
    });
  }
}
