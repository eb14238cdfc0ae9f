package io.edgesync.repository.crosslink;

import io.edgesync.repository.structure.TextBytes;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/**
 * How many characters of an artifact's name Fossil writes into texts (Fossil {@code src/printf.c, hash_digits()}).
 *
 * @param shown what people see: the setting {@code hash-digits}, 6 to 64, 10 unless it is set
 */
record HashDigits(int shown) {

  static final HashDigits STANDARD = new HashDigits(10);

  private static final int LINK_MIN = 16;
  private static final int MAX = 64;

  static HashDigits of(Sql sql) throws SQLException {
    return parse(sql.text("SELECT value FROM config WHERE name='hash-digits'"));
  }

  static HashDigits parse(@Nullable String setting) {
    if (setting == null) {
      return STANDARD;
    }
    try {
      return new HashDigits(Math.clamp(Integer.parseInt(setting.trim()), 6, MAX));
    } catch (NumberFormatException noNumber) {
      return STANDARD;
    }
  }

  /** The name as people see it. */
  String shown(String name) {
    return beginning(name, shown);
  }

  /** The name as it stands in a link. */
  String link(String name) {
    return beginning(name, Math.clamp(shown + 6, LINK_MIN, MAX));
  }

  /** Cut by bytes: what is abbreviated is not always a hash. */
  private static String beginning(String name, int bytesMax) {
    byte[] bytes = TextBytes.encode(name);
    return bytes.length <= bytesMax ? name : TextBytes.decode(bytes, 0, bytesMax);
  }
}
