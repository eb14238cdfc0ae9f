package io.edgesync.mesh.broker;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** The line ahead of a message, put together from bytes; reused from message to message. One thread. */
final class MessageLine {
  private static final int DIGITS_MAX = 10;

  private static final int BYTES_FIRST = 128;

  private byte[] bytes = new byte[BYTES_FIRST];
  private int length;

  byte[] bytes() {
    return bytes;
  }

  int length() {
    return length;
  }

  /** Gives the room of a long line back. */
  void rest() {
    length = 0;
    if (bytes.length > 2 * BYTES_FIRST) {
      bytes = new byte[BYTES_FIRST];
    }
  }

  /** Goes back to where it had {@code kept} bytes. */
  MessageLine cutTo(int kept) {
    length = kept;
    return this;
  }

  MessageLine add(byte[] more, int count) {
    reserve(count);
    System.arraycopy(more, 0, bytes, length, count);
    length += count;
    return this;
  }

  MessageLine add(byte[] more) {
    return add(more, more.length);
  }

  /** One byte per char. */
  MessageLine add(String text) {
    return add(text.getBytes(StandardCharsets.ISO_8859_1));
  }

  MessageLine add(char c) {
    reserve(1);
    bytes[length++] = (byte) c;
    return this;
  }

  /** A number that is not negative, in decimal digits. */
  MessageLine add(int number) {
    reserve(DIGITS_MAX);
    int digits = 1;
    for (int rest = number; rest >= 10; rest /= 10) {
      digits++;
    }
    int rest = number;
    for (int at = length + digits - 1; at >= length; at--) {
      bytes[at] = (byte) ('0' + rest % 10);
      rest /= 10;
    }
    length += digits;
    return this;
  }

  private void reserve(int more) {
    if (length + more > bytes.length) {
      bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, length + more));
    }
  }
}
