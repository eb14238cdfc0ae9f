package io.edgesync.repository.database;

import io.edgesync.repository.RepositoryException;
import io.edgesync.xfer.artifact.Hash;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** Reads columns of which another program, or a damaged page, may have made something that Fossil never writes. */
public final class Columns {

  private static final int SHOWN = 70;

  private Columns() {}

  /**
   * The artifact name in a column of {@code blob.uuid}. As a BLOB the same digits would be found by nobody.
   *
   * @throws RepositoryException.Corrupt where there is something else
   */
  public static Hash name(ResultSet row, int column) throws SQLException {
    Object value = row.getObject(column);
    if (value instanceof String digits) {
      try {
        return new Hash(digits);
      } catch (IllegalArgumentException e) {
        throw corrupt("is \"" + shown(digits) + '"');
      }
    }
    throw corrupt(value instanceof byte[] ? "is stored as a BLOB" : "is \"" + shown(String.valueOf(value)) + '"');
  }

  /** The name of the artifact {@code rid}, null where there is none. */
  public static @Nullable Hash nameOf(SqlSession session, long rid) throws SQLException {
    try (ResultSet row = session.bind("SELECT uuid FROM blob WHERE rid=?", rid).executeQuery()) {
      return row.next() ? name(row, 1) : null;
    }
  }

  private static RepositoryException.Corrupt corrupt(String observation) {
    return new RepositoryException.Corrupt("table blob",
        "expected 40 or 64 lower-case hexadecimal digits as the name of an artifact, which " + observation, null);
  }

  private static String shown(String text) {
    String shown = text.length() > SHOWN ? text.substring(0, SHOWN) + "…" : text;
    return shown.chars().mapToObj(c -> Character.isISOControl(c) ? "?" : Character.toString(c))
        .reduce("", String::concat);
  }

  /**
   * The rid in a column.
   *
   * @throws RepositoryException.Corrupt where it is none that stock Fossil could work with: 1 to 2^31-1
   */
  public static int rid(ResultSet row, int column) throws SQLException {
    return inRange(row.getLong(column));
  }

  /** As {@link #rid}, of a rid that was read already. */
  public static int inRange(long rid) {
    if (rid < 1 || rid > Integer.MAX_VALUE) {
      throw new RepositoryException.Corrupt("table blob", "expected rids from 1 to 2147483647, found " + rid, null);
    }
    return (int) rid;
  }
}
