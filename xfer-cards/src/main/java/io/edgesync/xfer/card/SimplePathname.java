package io.edgesync.xfer.card;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * The names that unversioned files may have: relative, no empty, {@code .} or {@code ..} element, no backslash, and UTF-8 of at
 * most three bytes for a character, without surrogates, private-use characters and non-characters. Source: {@code src/file.c,
 * file_is_simple_pathname()}.
 */
final class SimplePathname {

  private SimplePathname() {}

  /** The name as text, or null when these bytes are no such name. */
  static @Nullable String parse(byte[] bytes, int start, int end) {
    String name;
    try {
      name = StandardCharsets.UTF_8.newDecoder()
          .onMalformedInput(CodingErrorAction.REPORT)
          .decode(ByteBuffer.wrap(bytes, start, end - start))
          .toString();
    } catch (CharacterCodingException e) {
      return null;
    }
    return isSimple(name) ? name : null;
  }

  static boolean isSimple(String name) {
    int elementStart = 0;
    for (int i = 0; i <= name.length(); i++) {
      char c = i == name.length() ? '/' : name.charAt(i);
      if (c == '/') {
        String element = name.substring(elementStart, i);
        if (element.isEmpty() || element.equals(".") || element.equals("..")) {
          return false;
        }
        elementStart = i + 1;
      } else if (c == '\\' || Character.isSurrogate(c) || (c >= 0xe000 && c <= 0xf8ff)
          || (c >= 0xfdd0 && c <= 0xfdef)
          || c >= 0xfffe) {
        return false;
      }
    }
    return true;
  }
}
