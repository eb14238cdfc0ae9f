package io.edgesync.repository.clone;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The payload of a {@code config} card: {@code MTIME KEY COLUMN VALUE …}, key and values as SQL literals. Values are {@code String}, {@code
 * byte[]} or {@code Long}. Source: Fossil {@code src/configure.c, configure_receive()}.
 */
record ConfigurationCard(long mtime, Object key, Map<String, Object> columns) {

  private static final int TOKENS_MAX = 64;

  /** Null where it is malformed: Fossil drops such a card silently, and so do we. */
  static @Nullable ConfigurationCard parse(byte[] payload) {
    List<Object> values = new ArrayList<>();
    List<String> words = new ArrayList<>();
    String text;
    try {
      text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(payload)).toString();
    } catch (CharacterCodingException e) {
      return null;
    }
    for (int at = 0; at < text.length();) {
      if (Character.isWhitespace(text.charAt(at))) {
        at++;
        continue;
      }
      int end = tokenEnd(text, at);
      Object value = end < 0 ? null : value(text.substring(at, end));
      if (value == null || values.size() == TOKENS_MAX) {
        return null;
      }
      values.add(value);
      words.add(text.substring(at, end));
      at = end;
    }
    return of(values, words);
  }

  private static @Nullable ConfigurationCard of(List<Object> values, List<String> words) {
    if (values.size() < 2 || values.size() % 2 != 0 || !(values.getFirst() instanceof Long mtime)) {
      return null;
    }
    Map<String, Object> columns = new LinkedHashMap<>();
    for (int i = 2; i < values.size(); i += 2) {
      columns.put(words.get(i), values.get(i + 1));
    }
    return new ConfigurationCard(mtime, values.get(1), columns);
  }

  private static int tokenEnd(String text, int from) {
    char first = text.charAt(from);
    int quote = first == '\'' ? from : first == 'x' && text.startsWith("x'", from) ? from + 1 : -1;
    if (quote < 0) {
      int end = from;
      while (end < text.length() && !Character.isWhitespace(text.charAt(end))) {
        end++;
      }
      return end;
    }
    for (int at = quote + 1; at < text.length(); at++) {
      if (text.charAt(at) == '\'') {
        if (at + 1 < text.length() && text.charAt(at + 1) == '\'') {
          at++;
        } else {
          return at + 1;
        }
      }
    }
    return -1;
  }

  private static @Nullable Object value(String token) {
    if (token.startsWith("'")) {
      return token.substring(1, token.length() - 1).replace("''", "'");
    }
    try {
      if (token.startsWith("x'")) {
        return HexFormat.of().parseHex(token.substring(2, token.length() - 1));
      }
      if (Character.isDigit(token.charAt(0))) {
        return Long.parseLong(token);
      }
    } catch (IllegalArgumentException e) {
      return null;
    }
    return token.chars().allMatch(c -> Character.isLetterOrDigit(c) || c == '_' || c == '-') ? token : null;
  }
}
