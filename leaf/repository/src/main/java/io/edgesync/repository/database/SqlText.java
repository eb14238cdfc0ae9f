package io.edgesync.repository.database;

import io.edgesync.repository.structure.TextBytes;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import org.jspecify.annotations.Nullable;

/**
 * The one place where values are bound and text is read. Text whose bytes are not valid UTF-8 ({@link TextBytes}) is stored with exactly
 * these bytes, as stock Fossil stores it, and comes back the same. The driver itself would replace them.
 */
public final class SqlText {

  private static final char REPLACEMENT = '\ufffd';

  private SqlText() {}

  /** The text in a column, as the driver's {@code getString} but without loss; {@code null} for NULL. */
  public static @Nullable String get(ResultSet row, int column) throws SQLException {
    String text = row.getString(column);
    return text == null || text.indexOf(REPLACEMENT) < 0 ? text : TextBytes.decode(row.getBytes(column));
  }

  /** As {@link #get}, with an empty text for NULL. */
  public static String orEmpty(ResultSet row, int column) throws SQLException {
    String text = get(row, column);
    return text == null ? "" : text;
  }

  /**
   * The statement to prepare for {@code sql} when it is to be bound to {@code values}: the same, unless some of them are text that SQLite
   * must be handed as bytes; their parameters are then cast to TEXT.
   */
  public static String statement(String sql, @Nullable Object... values) {
    for (Object value : values) {
      if (needsBytes(value)) {
        return withCasts(sql, values);
      }
    }
    return sql;
  }

  private static boolean needsBytes(@Nullable Object value) {
    return value instanceof String text && !TextBytes.isUtf8(text);
  }

  /** Binds text, bytes, an integer, a double or NULL to a statement prepared from {@link #statement}. */
  public static void bind(PreparedStatement statement, int index, @Nullable Object value) throws SQLException {
    switch (value) {
      case null -> statement.setNull(index, Types.NULL);
      case String text when TextBytes.isUtf8(text) -> statement.setString(index, text);
      case String text -> statement.setBytes(index, TextBytes.encode(text));
      case byte[] bytes -> statement.setBytes(index, bytes);
      case Integer number -> statement.setInt(index, number);
      case Long number -> statement.setLong(index, number);
      case Double number -> statement.setDouble(index, number);
      default -> throw new IllegalArgumentException("parameter " + index + " of type " + value.getClass());
    }
  }

  private static String withCasts(String sql, @Nullable Object... values) {
    StringBuilder out = new StringBuilder(sql.length() + 16 * values.length);
    int parameter = 0;
    char quote = 0;
    for (int i = 0; i < sql.length(); i++) {
      char c = sql.charAt(i);
      if (quote != 0 || c == '\'' || c == '"') {
        quote = quote == 0 ? c : c == quote ? 0 : quote;
        out.append(c);
      } else if (c != '?') {
        out.append(c);
      } else {
        int end = i + 1;
        while (end < sql.length() && Character.isDigit(sql.charAt(end))) {
          end++;
        }
        String token = sql.substring(i, end);
        parameter = end > i + 1 ? Integer.parseInt(sql, i + 1, end, 10) : parameter + 1;
        out.append(needsBytes(values[parameter - 1]) ? "CAST(" + token + " AS TEXT)" : token);
        i = end - 1;
      }
    }
    return out.toString();
  }
}
