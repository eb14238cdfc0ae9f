package io.edgesync.repository.configuration;

import io.edgesync.repository.structure.TextBytes;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The payload of a {@code config} card, read: {@code MTIME KEY COLUMN VALUE …}, for example {@code 1706832000 'css' value 'body{}'}. Key and
 * values are SQL literals as SQLite's {@code quote()} writes them, but for numbers with a point or a sign, which are malformed; nothing of it is
 * ever run as SQL. Source: {@code src/configure.c, configure_receive()}.
 *
 * @param mtime   seconds since 1970
 * @param columns in their order, each a text, a number, bytes or null
 */
record RowLiterals(long mtime, String key, Map<String, @Nullable Object> columns) {

  private static final int TOKENS_MAX = 64;

  private sealed interface Literal {
    record Of(@Nullable Object value) implements Literal {}

    record None() implements Literal {}
  }

  private static final Literal NONE = new Literal.None();

  /** Nothing where it is malformed: Fossil drops such a card silently, and so do we. */
  static Optional<RowLiterals> parse(byte[] payload) {
    List<String> words = new ArrayList<>();
    String text = TextBytes.decode(payload);
    for (int at = 0; at < text.length();) {
      if (isSpace(text.charAt(at))) {
        at++;
        continue;
      }
      int end = tokenEnd(text, at);
      if (end < 0 || words.size() == TOKENS_MAX) {
        return Optional.empty();
      }
      words.add(text.substring(at, end));
      at = end;
    }
    return of(words);
  }

  private static Optional<RowLiterals> of(List<String> words) {
    if (words.size() < 2 || words.size() % 2 != 0 || !(literal(words.getFirst()) instanceof Literal.Of(Long mtime))
        || !(literal(words.get(1)) instanceof Literal.Of(String key))) {
      return Optional.empty();
    }
    Map<String, @Nullable Object> columns = new LinkedHashMap<>();
    for (int i = 2; i < words.size(); i += 2) {
      if (!words.get(i).matches("[A-Za-z0-9]+") || !(literal(words.get(i + 1)) instanceof Literal.Of(var value))) {
        return Optional.empty();
      }
      columns.put(words.get(i), value);
    }
    return Optional.of(new RowLiterals(mtime, key, columns));
  }

  private static boolean isSpace(char c) {
    return c == ' ' || (c >= '\t' && c <= '\r');
  }

  private static int tokenEnd(String text, int from) {
    if (text.charAt(from) != '\'') {
      int end = from;
      while (end < text.length() && !isSpace(text.charAt(end))) {
        end++;
      }
      return end;
    }
    for (int at = from + 1; at < text.length(); at++) {
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

  private static Literal literal(String token) {
    if (token.startsWith("'")) {
      return token.length() < 2
          ? NONE
          : new Literal.Of(token.substring(1, token.length() - 1).replace("''", "'"));
    }
    if (token.equalsIgnoreCase("null")) {
      return new Literal.Of(null);
    }
    try {
      if ((token.startsWith("x'") || token.startsWith("X'")) && token.length() > 2 && token.endsWith("'")) {
        return new Literal.Of(HexFormat.of().parseHex(token.substring(2, token.length() - 1)));
      }
      return token.chars().allMatch(c -> c >= '0' && c <= '9') ? new Literal.Of(Long.parseLong(token)) : NONE;
    } catch (IllegalArgumentException tooLargeOrNoHex) {
      return NONE;
    }
  }
}
