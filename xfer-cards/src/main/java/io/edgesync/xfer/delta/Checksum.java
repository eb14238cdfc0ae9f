package io.edgesync.xfer.delta;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** The sum of a target's bytes as big-endian 32-bit words, padded with zeros at the end, modulo 2^32. */
final class Checksum {

  private static final VarHandle WORD = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN)
      .withInvokeExactBehavior();

  private Checksum() {}

  static int of(byte[] bytes, int offset, int length) {
    int sum = 0;
    int end = offset + (length & ~3);
    for (int i = offset; i < end; i += 4) {
      sum += (int) WORD.get(bytes, i);
    }
    for (int i = 0; i < (length & 3); i++) {
      sum += (bytes[end + i] & 0xff) << (24 - 8 * i);
    }
    return sum;
  }
}
