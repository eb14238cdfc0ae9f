package io.edgesync.repository.compare;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HexFormat;

/**
 * A row as one line: columns separated by {@code |}, numbers plain, text in single quotes, {@code NULL}, BLOBs as {@code x'..'}.
 * Two rows give the same line only if they are the same to the byte: bytes of text that are no valid UTF-8, and control
 * characters, are written {@code \xHH}.
 */
final class RowText {

  private static final HexFormat HEX = HexFormat.of();

  private final StringBuilder line = new StringBuilder();

  /** The current row of {@code rows}. */
  String of(ResultSet rows, int columns) throws SQLException {
    line.setLength(0);
    for (int i = 1; i <= columns; i++) {
      if (i > 1) {
        line.append('|');
      }
      switch (rows.getObject(i)) {
        case null -> line.append("NULL");
        case String text -> text(rows.getBytes(i));
        case byte[] bytes -> line.append("x'").append(HEX.formatHex(bytes)).append('\'');
        case Object number -> line.append(number);
      }
    }
    return line.toString();
  }

  /** Text in quotes, from the bytes that SQLite has for it. */
  private void text(byte[] utf8) {
    line.append('\'');
    CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
    ByteBuffer in = ByteBuffer.wrap(utf8);
    CharBuffer out = CharBuffer.allocate(utf8.length);
    CoderResult result;
    do {
      result = decoder.decode(in, out, true);
      escaped(out.flip());
      out.clear();
      for (int i = 0; result.isError() && i < result.length(); i++) {
        escaped(in.get() & 0xff);
      }
    } while (result.isError());
    line.append('\'');
  }

  private void escaped(CharBuffer text) {
    while (text.hasRemaining()) {
      char c = text.get();
      if (c == '\'' || c == '\\') {
        line.append(c).append(c);
      } else if (c < ' ' || c == 0x7f) {
        escaped((int) c);
      } else {
        line.append(c);
      }
    }
  }

  private void escaped(int value) {
    line.append("\\x").append(HEX.toHexDigits((byte) value));
  }
}
