package io.edgesync.mesh.broker;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The arguments of one protocol line, as places in the buffer that holds it; valid while that line is being handled. Reused from
 * line to line, so that reading a line allocates nothing but the texts asked for.
 */
final class ControlLine {
  private static final int BOUNDS_FIRST = 16;
  private static final byte[] NOTHING = new byte[0];

  private byte[] buffer = NOTHING;
  private int from;
  private int to;
  private int count;
  private int[] bounds = new int[BOUNDS_FIRST];

  /** Splits at runs of spaces and tabs. */
  void set(byte[] bytes, int start, int end) {
    buffer = bytes;
    from = start;
    to = end;
    count = 0;
    int i = start;
    while (i < end) {
      while (i < end && isBlank(bytes[i])) {
        i++;
      }
      if (i == end) {
        break;
      }
      int tokenStart = i;
      while (i < end && !isBlank(bytes[i])) {
        i++;
      }
      if (2 * count == bounds.length) {
        bounds = Arrays.copyOf(bounds, 2 * bounds.length);
      }
      bounds[2 * count] = tokenStart;
      bounds[2 * count + 1] = i;
      count++;
    }
  }

  /** Lets go of the buffer, and of the room for many arguments. */
  void rest() {
    buffer = NOTHING;
    count = 0;
    if (bounds.length > 2 * BOUNDS_FIRST) {
      bounds = new int[BOUNDS_FIRST];
    }
  }

  static boolean isBlank(byte b) {
    return b == ' ' || b == '\t';
  }

  int count() {
    return count;
  }

  /** The argument with one char per byte. */
  String text(int index) {
    int start = bounds[2 * index];
    return new String(buffer, start, bounds[2 * index + 1] - start, StandardCharsets.ISO_8859_1);
  }

  /** The argument as a subject. */
  SubjectCache.Entry subject(SubjectCache cache, int index) {
    return cache.find(buffer, bounds[2 * index], bounds[2 * index + 1]);
  }

  /** Makes the argument the reply of a message. */
  void reply(Publication publication, int index) {
    publication.reply(buffer, bounds[2 * index], bounds[2 * index + 1]);
  }

  /** Copies the arguments from {@code first} up to {@code behindLast}, with what is between them. */
  byte[] copy(int first, int behindLast) {
    return Arrays.copyOfRange(buffer, bounds[2 * first], bounds[2 * behindLast - 1]);
  }

  /** Whether the same arguments are these bytes, with what is between them. */
  boolean isCopy(byte[] copy, int first, int behindLast) {
    return Arrays.equals(copy, 0, copy.length, buffer, bounds[2 * first], bounds[2 * behindLast - 1]);
  }

  /** Whether the argument is that one character. */
  boolean is(int index, char c) {
    return bounds[2 * index + 1] - bounds[2 * index] == 1 && buffer[bounds[2 * index]] == c;
  }

  /** One to nine digits as a number, else -1. */
  int size(int index) {
    int start = bounds[2 * index];
    int end = bounds[2 * index + 1];
    if (end - start > 9) {
      return -1;
    }
    int value = 0;
    for (int i = start; i < end; i++) {
      int digit = buffer[i] - '0';
      if (digit < 0 || digit > 9) {
        return -1;
      }
      value = value * 10 + digit;
    }
    return value;
  }

  /** Everything after the operation, as UTF-8: for JSON and error texts. */
  String whole() {
    return new String(buffer, from, to - from, StandardCharsets.UTF_8).strip();
  }
}
