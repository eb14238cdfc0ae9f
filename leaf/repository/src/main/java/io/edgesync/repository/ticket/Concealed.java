package io.edgesync.repository.ticket;

import io.edgesync.repository.database.SqlSession;
import io.edgesync.repository.structure.TextBytes;
import io.edgesync.xfer.artifact.Hash;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.SQLException;
import java.util.HexFormat;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Values of fields named {@code private_…}: an artifact, which everybody gets, has only the SHA1 of the value; the value itself stays in the
 * table {@code concealed} of the repositories that know it. Source: {@code src/db.c, db_conceal()} and {@code db_reveal()}.
 */
final class Concealed {

  private static final String PRIVATE = "private_";

  private Concealed() {}

  /** Whether values of the field are concealed. */
  static boolean isPrivate(String field) {
    return field.startsWith(PRIVATE);
  }

  /** Whether it stands for a value already and is not concealed once more: 40 or 64 hexadecimal digits. */
  static boolean isConcealed(String value) {
    return Hash.isHash(value.toLowerCase(Locale.ROOT));
  }

  /** What stands for {@code value}. */
  static String hash(String value) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-1").digest(TextBytes.encode(value)));
    } catch (NoSuchAlgorithmException everyJavaHasIt) {
      throw new IllegalStateException(everyJavaHasIt);
    }
  }

  /** Notes what {@code hash} stands for. */
  static void keep(SqlSession session, String hash, String value, long unixSeconds) throws SQLException {
    session.update("INSERT OR IGNORE INTO concealed(hash, content, mtime) VALUES(?, ?, ?)", hash, value, unixSeconds);
  }

  /** The value that {@code hash} stands for, itself where that is not known here. */
  static @Nullable String reveal(SqlSession session, @Nullable String hash) throws SQLException {
    String value = hash == null ? null : session.text("SELECT content FROM concealed WHERE hash=?", hash);
    return value == null ? hash : value;
  }
}
