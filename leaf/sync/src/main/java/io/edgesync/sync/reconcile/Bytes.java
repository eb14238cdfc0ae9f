package io.edgesync.sync.reconcile;

import java.io.ByteArrayOutputStream;

/** Writes the numbers of a {@link RangeMessage}. */
final class Bytes {

  private static final int VARINT_BYTES_MAX = 9;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  /** The lowest {@code bytes} bytes, big-endian. */
  void number(long number, int bytes) {
    for (int i = bytes - 1; i >= 0; i--) {
      out.write((int) (number >>> (8 * i)));
    }
  }

  /** @param number not negative */
  void varint(long number) {
    long rest = number;
    for (; rest >= 0x80; rest >>>= 7) {
      out.write(((int) rest & 0x7f) | 0x80);
    }
    out.write((int) rest);
  }

  byte[] toArray() {
    return out.toByteArray();
  }

  /** Reads them. */
  static final class Reader {

    private final byte[] bytes;
    private int at;

    Reader(byte[] bytes) {
      this.bytes = bytes.clone();
    }

    boolean hasMore() {
      return at < bytes.length;
    }

    /** @throws ReconcileException where fewer bytes follow, or {@code count} is no number of bytes */
    void require(long count) throws ReconcileException {
      if (count < 0 || count > bytes.length - at) {
        throw new ReconcileException("expected " + count + " more bytes at " + at + ", got " + (bytes.length - at));
      }
    }

    long number(int size) throws ReconcileException {
      require(size);
      long number = 0;
      for (int i = 0; i < size; i++) {
        number = (number << 8) | (bytes[at++] & 0xff);
      }
      return number;
    }

    /** 0 to 2^63-1. */
    long varint() throws ReconcileException {
      long number = 0;
      for (int i = 0; i < VARINT_BYTES_MAX; i++) {
        long next = number(1);
        number |= (next & 0x7f) << (7 * i);
        if (next < 0x80) {
          return number;
        }
      }
      throw new ReconcileException("expected a number of at most 63 bits at " + at);
    }
  }
}
