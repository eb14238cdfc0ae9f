package io.edgesync.repository.structure;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgesync.xfer.testing.SeededRandom;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
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
  void turnsIntoAnInstantAndBack() {
    Instant instant = Instant.parse("2026-11-20T17:02:47.445Z");

    assertThat(JulianDay.of(instant)).isEqualTo(2461365.210271354299);
    assertThat(JulianDay.toInstant(JulianDay.of(instant))).isEqualTo(instant);
    assertThat(JulianDay.card(instant)).isEqualTo("2026-11-20T17:02:47.445");
  }
}
