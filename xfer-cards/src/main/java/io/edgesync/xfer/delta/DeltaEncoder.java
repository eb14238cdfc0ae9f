package io.edgesync.xfer.delta;

import java.util.Arrays;

/**
 * Makes one delta, with the choices that Fossil's encoder makes, so that the result is the same byte for byte.
 *
 * <p>Blocks of 16 bytes of the source are chained by a rolling hash. A window of 16 bytes slides over the target; wherever its
 * hash meets a chain, at most {@value #CHAIN_MAX} blocks are tried, each match is grown in both directions, and the longest that
 * pays for its own encoding is copied. Memory: 8 bytes for each 16 of the source, and the delta. Source: {@code src/delta.c,
 * delta_create()}.
 */
final class DeltaEncoder {

  private static final int WINDOW = 16;
  private static final int CHAIN_MAX = 250;

  private final byte[] source;
  private final int sourceStart;
  private final int sourceLength;
  private final byte[] target;
  private final int targetStart;
  private final int targetLength;

  /**
   * For each bucket its first block in the lower bits, all ones for none; in the bits left above, which kinds of bytes its blocks begin
   * with, and which kinds are before them. Where the target has others, no block of the bucket matches, and the source, too large for
   * the processor's caches, is not looked at.
   */
  private int[] heads = new int[0];
  private int blockMask;
  private final int[] firstKind = new int[256];
  private final int[] beforeKind = new int[256];
  private int[] next = new int[0];
  private int buckets;
  private long bucketReciprocal;

  private byte[] out;
  private int outLength;

  private int bestCount;
  private int bestOffset;
  private int bestLiteral;

  DeltaEncoder(byte[] source, int sourceStart, int sourceLength, byte[] target, int targetStart, int targetLength) {
    this.source = source;
    this.sourceStart = sourceStart;
    this.sourceLength = sourceLength;
    this.target = target;
    this.targetStart = targetStart;
    this.targetLength = targetLength;
    this.out = new byte[128 + targetLength / 16];
  }

  byte[] encode() {
    number(targetLength, '\n');
    if (sourceLength <= WINDOW) {
      insert(0, targetLength);
    } else {
      index();
      int base = scan();
      if (base < targetLength) {
        insert(base, targetLength - base);
      }
    }
    number(Checksum.of(target, targetStart, targetLength), ';');
    return Arrays.copyOf(out, outLength);
  }

  private void index() {
    buckets = sourceLength / WINDOW;
    bucketReciprocal = Long.divideUnsigned(-1L, buckets) + 1;
    heads = new int[buckets];
    next = new int[buckets];
    int blockBits = 32 - Integer.numberOfLeadingZeros(buckets + 1);
    blockMask = (1 << blockBits) - 1;
    int kinds = (32 - blockBits) / 2;
    for (int value = 0; value < 256; value++) {
      firstKind[value] = 1 << (blockBits + value % kinds);
      beforeKind[value] = 1 << (blockBits + kinds + value % kinds);
    }
    Arrays.fill(heads, blockMask);
    for (int i = 0; i < sourceLength - WINDOW; i += WINDOW) {
      int at = sourceStart + i;
      int bucket = bucket(hashOnce(source, at));
      int head = heads[bucket];
      next[i / WINDOW] = block(head);
      int edges = firstKind[source[at] & 0xff] | (i > 0 ? beforeKind[source[at - 1] & 0xff] : 0);
      heads[bucket] = (head & ~blockMask) | edges | i / WINDOW;
    }
  }

  private int block(int head) {
    int block = head & blockMask;
    return block == blockMask ? -1 : block;
  }

  /** Emits copies and the literals between them; gives where the part of the target starts that is not emitted yet. */
  private int scan() {
    int base = 0;
    while (base + WINDOW < targetLength) {
      int hash = hashOnce(target, targetStart + base);
      int a = hash & 0xffff;
      int b = hash >>> 16;
      for (int i = 0;; i++) {
        int at = targetStart + base + i;
        int head = heads[bucket(a | b << 16)];
        int edges = firstKind[target[at] & 0xff] | (i > 0 ? beforeKind[target[at - 1] & 0xff] : 0);
        if ((head & edges) != 0) {
          bestCount = 0;
          tryChain(block(head), base, i);
          if (bestCount > 0) {
            break;
          }
        }
        if (base + i + WINDOW >= targetLength) {
          insert(base, targetLength - base);
          return targetLength;
        }
        byte old = target[at];
        a = a - old + target[at + WINDOW] & 0xffff;
        b = b - WINDOW * old + a & 0xffff;
      }
      if (bestLiteral > 0) {
        insert(base, bestLiteral);
      }
      number(bestCount, '@');
      number(bestOffset, ',');
      base += bestLiteral + bestCount;
    }
    return base;
  }

  /** Remembers the longest match of the blocks in this chain with the window at {@code base + i}, if one pays. */
  private void tryChain(int first, int base, int i) {
    int at = targetStart + base + i;
    int block = first;
    for (int left = CHAIN_MAX; block >= 0 && left > 0; left--, block = next[block]) {
      int anchor = block * WINDOW;
      int from = sourceStart + anchor;
      int forwardMax = Math.min(sourceLength - anchor, targetLength - base - i);
      int forward = 0;
      if (source[from] == target[at]) {
        int mismatch = Arrays.mismatch(source, from, from + forwardMax, target, at, at + forwardMax);
        forward = mismatch < 0 ? forwardMax : mismatch;
      }
      int backward = 0;
      // Offset 0 is never reached backwards: that is how the original counts.
      int backwardMax = Math.min(anchor - 1, i);
      while (backward < backwardMax && source[from - backward - 1] == target[at - backward - 1]) {
        backward++;
      }
      int count = forward + backward;
      if (count > bestCount) {
        int literal = i - backward;
        int offset = anchor - backward;
        int cost = Base64Number.digits(literal) + Base64Number.digits(count) + Base64Number.digits(offset) + 3;
        if (count >= cost) {
          bestCount = count;
          bestOffset = offset;
          bestLiteral = literal;
        }
      }
    }
  }

  /** Two 16-bit sums over signed bytes, the second in the upper half. */
  private static int hashOnce(byte[] bytes, int at) {
    int a = 0;
    int b = 0;
    for (int i = at; i < at + WINDOW; i++) {
      a += bytes[i];
      b += a;
    }
    return (a & 0xffff) | b << 16;
  }

  /** {@code hash} modulo the number of buckets, as unsigned, by two multiplications instead of a division. */
  private int bucket(int hash) {
    long fraction = bucketReciprocal * (hash & 0xffffffffL);
    return (int) Math.unsignedMultiplyHigh(fraction, buckets);
  }

  private void insert(int from, int count) {
    number(count, ':');
    room(count);
    System.arraycopy(target, targetStart + from, out, outLength, count);
    outLength += count;
  }

  private void number(int value, char operator) {
    room(8);
    outLength = Base64Number.put(value, out, outLength);
    out[outLength++] = (byte) operator;
  }

  private void room(int bytes) {
    if (outLength + (long) bytes > out.length) {
      long wanted = Math.max(outLength + (long) bytes, out.length + (long) (out.length >> 1));
      // No delta is much longer than its target, so that is where growing ends.
      out = Arrays.copyOf(out, (int) Math.min(wanted, Math.max(targetLength + 128L, outLength + (long) bytes)));
    }
  }
}
