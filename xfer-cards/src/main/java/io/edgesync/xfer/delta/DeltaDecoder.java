package io.edgesync.xfer.delta;

import java.util.function.IntFunction;

/** Reads one delta; every number and every copy is checked before anything is done with it. */
final class DeltaDecoder {

  private final byte[] delta;
  private final int end;
  private int position;

  DeltaDecoder(byte[] delta, int offset, int length) {
    this.delta = delta;
    this.position = offset;
    this.end = offset + length;
  }

  int targetBytes() throws DeltaException {
    long size = number();
    if (operator() != '\n') {
      throw new DeltaException("delta: no newline after the size");
    }
    if (size > Integer.MAX_VALUE) {
      throw new DeltaException("delta: announces " + size + " bytes");
    }
    return (int) size;
  }

  /** @param room gives an array of so many bytes or more, whatever it holds */
  byte[] apply(byte[] source, int sourceOffset, int sourceLength, int targetBytesMax, IntFunction<byte[]> room)
      throws DeltaException {
    int size = targetBytes();
    if (size > targetBytesMax) {
      throw new DeltaException("delta: announces " + size + " bytes, at most " + targetBytesMax + " are taken");
    }
    // A copy takes four bytes of delta at least and makes no more than the source; what it inserts, the delta contains.
    int length = end - position;
    if (size > length / 4 * (long) sourceLength + length) {
      throw new DeltaException("delta: announces " + size + " bytes, more than " + length + " bytes of it can make");
    }
    byte[] target = room.apply(size);
    int filled = 0;
    while (true) {
      long count = number();
      switch (operator()) {
        case '@' -> {
          long from = number();
          if (operator() != ',') {
            throw new DeltaException("delta: no comma after a copy");
          }
          checkRoom(filled, count, size);
          if (from + count > sourceLength) {
            throw new DeltaException(
                "delta: copies bytes up to " + (from + count) + " of a source of " + sourceLength + " bytes");
          }
          System.arraycopy(source, sourceOffset + (int) from, target, filled, (int) count);
          filled += (int) count;
        }
        case ':' -> {
          checkRoom(filled, count, size);
          if (count > end - position) {
            throw new DeltaException("delta: ends within an insertion");
          }
          System.arraycopy(delta, position, target, filled, (int) count);
          position += (int) count;
          filled += (int) count;
        }
        case ';' -> {
          if (filled != size) {
            throw new DeltaException("delta: announces " + size + " bytes and makes " + filled);
          }
          if ((int) count != Checksum.of(target, 0, size)) {
            throw new DeltaException("delta: wrong checksum, made for another source or damaged");
          }
          return target;
        }
        default -> throw new DeltaException("delta: unknown operator");
      }
    }
  }

  void visit(Delta.Visitor visitor) throws DeltaException {
    int size = targetBytes();
    int filled = 0;
    while (true) {
      long count = number();
      int operator = operator();
      if (operator == ';') {
        return;
      }
      checkRoom(filled, count, size);
      filled += (int) count;
      switch (operator) {
        case '@' -> {
          long from = number();
          if (operator() != ',') {
            throw new DeltaException("delta: no comma after a copy");
          }
          visitor.copy(from, count);
        }
        case ':' -> {
          if (count > end - position) {
            throw new DeltaException("delta: ends within an insertion");
          }
          visitor.insert(position, (int) count);
          position += (int) count;
        }
        default -> throw new DeltaException("delta: unknown operator");
      }
    }
  }

  private static void checkRoom(int filled, long count, int size) throws DeltaException {
    if (count > size - filled) {
      throw new DeltaException("delta: makes more than the " + size + " bytes it announces");
    }
  }

  private int operator() throws DeltaException {
    if (position >= end) {
      throw new DeltaException("delta: ends too early");
    }
    return delta[position++];
  }

  /** A number up to 2^32-1. */
  private long number() throws DeltaException {
    long value = 0;
    int from = position;
    for (; position < end; position++) {
      int digit = Base64Number.value(delta[position]);
      if (digit < 0) {
        break;
      }
      value = value << 6 | digit;
      if (value > 0xffffffffL) {
        throw new DeltaException("delta: a number exceeds 32 bits");
      }
    }
    if (position == from) {
      throw new DeltaException("delta: a number is missing");
    }
    return value;
  }
}
