package io.edgesync.repository.artifact;

import io.edgesync.xfer.artifact.Hash;

/**
 * The artifacts whose names lie from {@code from} on and before {@code before}, in the order of text. Bounds are hexadecimal digits, as many as
 * wanted, or {@link #END} for what no name reaches.
 */
public record NameRange(String from, String before) {

  public static final String END = "g";
  public static final NameRange ALL = new NameRange("0", END);

  /** Names are spread evenly over their first digits, and so many of them tell how wide a range is. */
  private static final int DIGITS = 8;

  public NameRange {
    if (!isBound(from) || !isBound(before) || from.compareTo(before) >= 0) {
      throw new IllegalArgumentException("not a range of names: " + from + " to " + before);
    }
  }

  public static boolean isBound(String text) {
    return text.equals(END) || text.matches("[0-9a-f]{1,65}");
  }

  /** The bound just behind a name. */
  public static String after(Hash name) {
    return name.hex() + "0";
  }

  public boolean contains(Hash name) {
    return from.compareTo(name.hex()) <= 0 && name.hex().compareTo(before) < 0;
  }

  /** In parts of 2^32 of all names, at least 1. */
  public long width() {
    return Math.max(1, place(before) - place(from));
  }

  /** The bound that lies {@code width} behind the beginning; as {@link #before} where the range ends before that. */
  public String bound(long width) {
    long place = place(from) + width;
    String bound = place >= 1L << (4 * DIGITS) ? END : String.format("%0" + DIGITS + "x", place);
    return bound.compareTo(before) < 0 && bound.compareTo(from) > 0 ? bound : before;
  }

  private static long place(String bound) {
    return bound.equals(END)
        ? 1L << (4 * DIGITS)
        : Long.parseLong((bound + "0".repeat(DIGITS)).substring(0, DIGITS), 16);
  }

  @Override
  public String toString() {
    return from + "-" + before;
  }
}
