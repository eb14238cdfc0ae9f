package io.edgesync.repository.structure;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Text of artifacts as a {@link String}, without loss. Fossil passes bytes on as they are, and old histories hold comments and names
 * that are Latin-1 or cut in the middle of a character. A byte that is no part of valid UTF-8 becomes the unpaired surrogate U+DC00 plus
 * the byte, which no valid text contains, and is that byte again when the text is written.
 *
 * <pre>c3 a9 e9 20  ↔  U+00E9 U+DCE9 U+0020</pre>
 *
 * <p>Equal strings therefore mean equal bytes. Surrogates that were encoded one by one (CESU-8) and overlong forms are not valid UTF-8.
 */
public final class TextBytes {

  private static final char FIRST = '\udc80';
  private static final char LAST = '\udcff';
  private static final char REPLACEMENT = '\ufffd';

  private TextBytes() {}

  public static String decode(byte[] bytes) {
    return decode(bytes, 0, bytes.length);
  }

  /** The text of the bytes from {@code from} up to {@code to}. */
  public static String decode(byte[] bytes, int from, int to) {
    String text = new String(bytes, from, to - from, StandardCharsets.UTF_8);
    return text.indexOf(REPLACEMENT) < 0 ? text : decodeKeeping(bytes, from, to);
  }

  private static String decodeKeeping(byte[] bytes, int from, int to) {
    CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder()
        .onMalformedInput(CodingErrorAction.REPORT);
    ByteBuffer in = ByteBuffer.wrap(bytes, from, to - from);
    CharBuffer out = CharBuffer.allocate(to - from); // no form of UTF-8 has more characters than bytes
    CoderResult result = decoder.decode(in, out, true);
    while (result.isError()) {
      for (int i = 0; i < result.length(); i++) {
        out.put((char) (0xdc00 | (in.get() & 0xff)));
      }
      result = decoder.reset().decode(in, out, true);
    }
    return out.flip().toString();
  }

  /** The bytes that {@link #decode} made {@code text} of; of other text its UTF-8 form. */
  public static byte[] encode(String text) {
    if (isUtf8(text)) {
      return text.getBytes(StandardCharsets.UTF_8);
    }
    byte[] out = new byte[text.length() * 3];
    int length = 0;
    int begin = 0;
    for (int i = 0; i <= text.length(); i++) {
      if (i == text.length() || isKeptByte(text, i)) {
        byte[] valid = text.substring(begin, i).getBytes(StandardCharsets.UTF_8);
        System.arraycopy(valid, 0, out, length, valid.length);
        length += valid.length;
        if (i < text.length()) {
          out[length++] = (byte) text.charAt(i);
        }
        begin = i + 1;
      }
    }
    return Arrays.copyOf(out, length);
  }

  /** Whether the text's bytes are valid UTF-8, so that any encoder may write it. */
  public static boolean isUtf8(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) >= FIRST && isKeptByte(text, i)) {
        return false;
      }
    }
    return true;
  }

  /** The text for people: each byte that is not valid UTF-8 as U+FFFD. */
  public static String printable(String text) {
    if (isUtf8(text)) {
      return text;
    }
    StringBuilder out = new StringBuilder(text);
    for (int i = 0; i < text.length(); i++) {
      if (isKeptByte(text, i)) {
        out.setCharAt(i, REPLACEMENT);
      }
    }
    return out.toString();
  }

  private static boolean isKeptByte(String text, int i) {
    char c = text.charAt(i);
    return c >= FIRST && c <= LAST && (i == 0 || !Character.isHighSurrogate(text.charAt(i - 1)));
  }
}
