package io.edgesync.xfer.delta;

/** Fossil's delta format. */
public final class Delta {

  private Delta() {}

  /** The delta that turns {@code source} into {@code target}, byte for byte the one that Fossil makes. */
  public static byte[] create(byte[] source, byte[] target) {
    return create(source, 0, source.length, target, 0, target.length);
  }

  public static byte[] create(byte[] source, int sourceOffset, int sourceLength, byte[] target, int targetOffset,
      int targetLength) {
    throw new IllegalStateException();
  }

  /** The target; every check of the format is made, the checksum's too. */
  public static byte[] apply(byte[] source, byte[] delta) throws DeltaException {
    return apply(source, 0, source.length, delta, 0, delta.length, Integer.MAX_VALUE - 8);
  }

  /** As {@link #apply(byte[], byte[])}, refusing before it allocates when the target would exceed {@code targetBytesMax}. */
  public static byte[] apply(byte[] source, byte[] delta, int targetBytesMax) throws DeltaException {
    return apply(source, 0, source.length, delta, 0, delta.length, targetBytesMax);
  }

  public static byte[] apply(byte[] source, int sourceOffset, int sourceLength, byte[] delta, int deltaOffset,
      int deltaLength, int targetBytesMax) throws DeltaException {
    throw new IllegalStateException();
  }

  /** Size of the target that {@code delta} announces. */
  public static int targetBytes(byte[] delta) throws DeltaException {
    return targetBytes(delta, 0, delta.length);
  }

  public static int targetBytes(byte[] delta, int offset, int length) throws DeltaException {
    throw new IllegalStateException();
  }
}
