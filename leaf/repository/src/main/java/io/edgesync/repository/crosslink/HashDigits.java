package io.edgesync.repository.crosslink;

import io.edgesync.repository.database.SqlSession;
import io.edgesync.repository.structure.TextBytes;
import java.sql.SQLException;
import java.util.List;

/**
 * How many characters of an artifact's name Fossil writes into texts (Fossil {@code src/printf.c, hash_digits()}).
 *
 * @param shown what people see: the setting {@code hash-digits}, 6 to 64, 10 unless it is set
 */
public record HashDigits(int shown) {

  private static final HashDigits STANDARD = new HashDigits(10);

  private static final int LINK_MIN = 16;
  private static final int MIN = 6;
  private static final int MAX = 64;

  /** What the repository's setting says, read as SQLite reads a text as a number: by the digits it begins with. */
  public static HashDigits of(SqlSession session) throws SQLException {
    List<Long> setting = session.list(row -> row.getLong(1),
        "SELECT CAST(value AS INTEGER) FROM config WHERE name='hash-digits'");
    return setting.isEmpty() ? STANDARD : new HashDigits(Math.clamp(setting.getFirst(), MIN, MAX));
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
