package io.edgesync.sync.reconcile;

/**
 * The names that begin with certain bits.
 *
 * @param bits  how many, 0 to {@value #BITS_MAX}
 * @param value the bits as a number
 */
record Range(int bits, long value) implements Comparable<Range> {

  /** Names that share more than this would have been made to: they are listed, not split any further. */
  static final int BITS_MAX = 56;
  static final Range ALL = new Range(0, 0);

  Range {
    if (bits < 0 || bits > BITS_MAX || value < 0 || value >>> bits != 0) {
      throw new IllegalArgumentException("no range of names: " + bits + " bits, value " + value);
    }
  }

  Range child(int fanoutBits, int number) {
    return new Range(bits + fanoutBits, (value << fanoutBits) | number);
  }

  /** The range of {@code width} bits in which a name with these first 64 bits lies. */
  static long valueOf(long key, int width) {
    return width == 0 ? 0 : key >>> (64 - width);
  }

  /** The smallest first 64 bits of a name in it, as an unsigned number. */
  long firstKey() {
    return bits == 0 ? 0 : value << (64 - bits);
  }

  /** The largest. */
  long lastKey() {
    return bits == 0 ? -1L : firstKey() | (-1L >>> bits);
  }

  /** The first bucket of the fingerprint that it reaches into. */
  int firstBucket() {
    return (int) (firstKey() >>> 56);
  }

  int lastBucket() {
    return (int) (lastKey() >>> 56);
  }

  /** By where they begin. */
  @Override
  public int compareTo(Range other) {
    int begin = Long.compareUnsigned(firstKey(), other.firstKey());
    return begin != 0 ? begin : Integer.compare(bits, other.bits);
  }
}
