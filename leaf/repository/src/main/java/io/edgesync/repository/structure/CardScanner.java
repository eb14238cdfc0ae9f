package io.edgesync.repository.structure;

import io.edgesync.xfer.artifact.Hash;
import java.util.Arrays;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Walks the cards and arguments of an artifact's text, without copying it. The rules are those of Fossil's {@code next_card}
 * and {@code next_token}, including that a NUL ends an argument as a space does.
 */
final class CardScanner {

  final byte[] text;
  final int end;
  int position;
  private boolean atLineEnd = true;
  /** The bounds of the argument that {@link #next()} found. */
  int start;
  int stop;

  CardScanner(byte[] text, int start, int end) {
    this.text = text;
    this.position = start;
    this.end = end;
  }

  boolean atLineEnd() {
    return atLineEnd;
  }

  /** The next card's letter, or 0 when there is none or the last card was not read to its end. */
  int nextCard() {
    if (!atLineEnd || position >= end) {
      return 0;
    }
    int second = position + 1 < end ? text[position + 1] : 0;
    if (second == ' ') {
      atLineEnd = false;
    } else if (second != '\n') {
      return 0;
    }
    int letter = text[position] & 0xff;
    position += 2;
    return letter;
  }

  /** Steps to the card's next argument and sets {@link #start} and {@link #stop}; false when the card has no more. */
  boolean next() {
    if (atLineEnd) {
      return false;
    }
    byte[] bytes = text;
    int limit = end;
    int i = position;
    start = i;
    byte b = 0;
    while (i < limit) {
      b = bytes[i];
      if (b <= ' ' && (b == ' ' || b == '\n' || b == 0)) {
        break;
      }
      i++;
    }
    stop = i;
    atLineEnd = i < limit && b == '\n';
    position = i + 1;
    return true;
  }

  int length() {
    return stop - start;
  }

  /** The current argument, unescaped. */
  String decoded() {
    if (!hasEscape()) {
      return raw();
    }
    byte[] copy = Arrays.copyOfRange(text, start, stop);
    return TextBytes.decode(copy, 0, unescape(copy, 0, copy.length));
  }

  /** The current argument as it stands. */
  String raw() {
    return TextBytes.decode(text, start, stop);
  }

  boolean hasEscape() {
    for (int i = start; i < stop; i++) {
      if (text[i] == '\\') {
        return true;
      }
    }
    return false;
  }

  /** The current argument as an artifact name, or {@code null} if it is none. Upper-case digits are read as lower-case. */
  @Nullable
  Hash hash(int skip) {
    int from = start + skip;
    return isHash(text, from, stop)
        ? new Hash(hex(from))
        : null;
  }

  /** The current argument, which is {@code hash}, with its digits as they stand here. */
  String digits(Hash hash) {
    String raw = raw();
    return raw.equals(hash.hex()) ? hash.hex() : raw; // many are kept
  }

  @SuppressWarnings("deprecation") // the one constructor that makes a Latin-1 string without a decoder
  private String hex(int from) {
    String digits = new String(text, 0, from, stop - from);
    for (int i = from; i < stop; i++) {
      if (text[i] >= 'A' && text[i] <= 'F') {
        return digits.toLowerCase(Locale.ROOT);
      }
    }
    return digits;
  }

  static boolean isHash(byte[] text, int from, int to) {
    int length = to - from;
    return (length == 40 || length == 64) && isHex(text, from, to);
  }

  static boolean isHex(byte[] text, int from, int to) {
    for (int i = from; i < to; i++) {
      int c = text[i];
      if ((c < '0' || c > '9') && (c < 'a' || c > 'f') && (c < 'A' || c > 'F')) {
        return false;
      }
    }
    return true;
  }

  /**
   * Undoes Fossil's escaping in place and returns the new end. An unknown escape is the character itself; text ends at an
   * escaped NUL, as it does in C.
   */
  static int unescape(byte[] bytes, int from, int to) {
    int out = from;
    for (int i = from; i < to; i++) {
      byte b = bytes[i];
      if (b == '\\' && i + 1 < to) {
        i++;
        b = switch (bytes[i]) {
          case 'n' -> '\n';
          case 's' -> ' ';
          case 't' -> '\t';
          case 'r' -> '\r';
          case 'v' -> 0x0b;
          case 'f' -> '\f';
          case '0' -> 0;
          default -> bytes[i];
        };
        if (b == 0) {
          return out;
        }
      }
      bytes[out++] = b;
    }
    return out;
  }

  /** Compares two byte ranges as unsigned bytes, as {@code strcmp} does. */
  static int compare(byte[] a, int aFrom, int aTo, byte[] b, int bFrom, int bTo) {
    return Arrays.compareUnsigned(a, aFrom, aTo, b, bFrom, bTo);
  }
}
