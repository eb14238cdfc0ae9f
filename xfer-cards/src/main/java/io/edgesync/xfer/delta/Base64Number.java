package io.edgesync.xfer.delta;

import java.util.Arrays;

/** The numbers of the delta format: base 64, most significant digit first, with an alphabet of their own. */
final class Base64Number {

  private static final byte[] DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz~".getBytes(
      java.nio.charset.StandardCharsets.US_ASCII);
  private static final byte[] VALUES = new byte[256];

  static {
    Arrays.fill(VALUES, (byte) -1);
    for (int i = 0; i < DIGITS.length; i++) {
      VALUES[DIGITS[i]] = (byte) i;
    }
  }

  private Base64Number() {}

  /** The value 0 to 63 of a digit, or -1. */
  static int value(byte digit) {
    return VALUES[digit & 0xff];
  }

  /** How many digits {@code value} has, zero taking one. */
  static int digits(int value) {
    return value == 0 ? 1 : (37 - Integer.numberOfLeadingZeros(value)) / 6;
  }

  /** Writes {@code value}, taken as unsigned, and gives the position after it. */
  static int put(int value, byte[] out, int position) {
    int digits = digits(value);
    for (int i = digits - 1; i >= 0; i--) {
      out[position + i] = DIGITS[value & 63];
      value >>>= 6;
    }
    return position + digits;
  }
}
