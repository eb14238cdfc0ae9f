package io.edgesync.xfer.delta;

import java.util.function.IntFunction;

/**
 * Fossil's delta format: how one artifact is described by what it shares with another.
 *
 * <pre>
 * delta    = SIZE LF *segment CHECKSUM ";"      SIZE and CHECKSUM of the target
 * segment  = COUNT "@" OFFSET ","               copy COUNT bytes from OFFSET of the source
 *          | COUNT ":" COUNT bytes              insert them
 * </pre>
 *
 * Numbers are base 64, most significant digit first, digits {@code 0-9A-Z_a-z~}. The checksum is the sum of the target's
 * big-endian 32-bit words modulo 2^32. Bytes after the semicolon are ignored. Source: {@code src/delta.c}.
 */
public final class Delta {

  private Delta() {}

  /** The delta that turns {@code source} into {@code target}, byte for byte the one that Fossil makes. */
  public static byte[] create(byte[] source, byte[] target) {
    return create(source, 0, source.length, target, 0, target.length);
  }

  /** As {@link #create(byte[], byte[])}, on parts of arrays. */
  public static byte[] create(byte[] source, int sourceOffset, int sourceLength, byte[] target, int targetOffset,
      int targetLength) {
    return new DeltaEncoder(source, sourceOffset, sourceLength, target, targetOffset, targetLength).encode();
  }

  /** The target; every check of the format is made, the checksum's too. */
  public static byte[] apply(byte[] source, byte[] delta) throws DeltaException {
    return apply(source, 0, source.length, delta, 0, delta.length, Integer.MAX_VALUE - 8);
  }

  /** As {@link #apply(byte[], byte[])}, refusing before it allocates when the target would exceed {@code targetBytesMax}. */
  public static byte[] apply(byte[] source, byte[] delta, int targetBytesMax) throws DeltaException {
    return apply(source, 0, source.length, delta, 0, delta.length, targetBytesMax);
  }

  /** As {@link #apply(byte[], byte[], int)}, on parts of arrays. */
  public static byte[] apply(byte[] source, int sourceOffset, int sourceLength, byte[] delta, int deltaOffset,
      int deltaLength, int targetBytesMax) throws DeltaException {
    return apply(source, sourceOffset, sourceLength, delta, deltaOffset, deltaLength, targetBytesMax, byte[]::new);
  }

  /**
   * As {@link #apply(byte[], int, int, byte[], int, int, int)}, into an array of the caller's.
   *
   * @param room gives an array of so many bytes or more, whatever it holds; the target is at its beginning
   */
  public static byte[] apply(byte[] source, int sourceOffset, int sourceLength, byte[] delta, int deltaOffset,
      int deltaLength, int targetBytesMax, IntFunction<byte[]> room) throws DeltaException {
    return new DeltaDecoder(delta, deltaOffset, deltaLength).apply(source, sourceOffset, sourceLength, targetBytesMax,
        room);
  }

  /** Size of the target that {@code delta} announces. */
  public static int targetBytes(byte[] delta) throws DeltaException {
    return targetBytes(delta, 0, delta.length);
  }

  public static int targetBytes(byte[] delta, int offset, int length) throws DeltaException {
    return new DeltaDecoder(delta, offset, length).targetBytes();
  }

  /** Takes what a delta does, in order. */
  public interface Visitor {
    /** Puts {@code count} bytes of the source, from {@code from} on, at the end of the target. */
    void copy(long from, long count);

    /** Puts {@code count} bytes of the delta's array, from {@code at} on, at the end of the target. */
    void insert(int at, int count);
  }

  /** Tells what {@code delta} does without doing it: its form is checked, its source and its checksum are not. */
  public static void visit(byte[] delta, int offset, int length, Visitor visitor) throws DeltaException {
    new DeltaDecoder(delta, offset, length).visit(visitor);
  }
}
