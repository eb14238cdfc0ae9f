package io.edgesync.repository.rebuild;

import io.edgesync.xfer.artifact.Hash;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * The names of all artifacts, as bytes in one array, numbered by <em>slot</em>: 0 for the first name added, and so on. A lookup
 * costs one probe; a name costs 33 bytes, where a {@link Hash} would cost over a hundred.
 *
 * <p>Workers may read concurrently while nothing is added.
 */
final class NameTable {

  static final int ABSENT = -1;

  private static final int WIDTH = 32;

  private byte[] digits;
  /** Bytes of each name: 20 or 32; 0 where the text was not the shape of a name. */
  private byte[] lengths;
  /** Open addressing; 0 is empty, otherwise slot + 1. */
  private int[] buckets;
  private int size;

  NameTable(int expected) {
    digits = new byte[Math.max(16, expected) * WIDTH];
    lengths = new byte[Math.max(16, expected)];
    buckets = new int[Integer.highestOneBit(Math.max(16, expected)) * 4];
  }

  int size() {
    return size;
  }

  /** Takes the next slot for {@code name}; a name that is there already keeps its first slot for lookups. */
  int add(String name) {
    int slot = reserve();
    parse(name, digits, slot * WIDTH);
    lengths[slot] = (byte) (name.length() / 2);
    int bucket = bucket(digits, slot * WIDTH, lengths[slot]);
    if (buckets[bucket] == 0) {
      buckets[bucket] = slot + 1;
    }
    return slot;
  }

  /** Takes the next slot for something that no name can find: a row whose text is not the shape of a name. */
  int addNameless() {
    return reserve();
  }

  /** The slot of {@code name}, or {@link #ABSENT}. */
  int find(Hash name) {
    byte[] wanted = new byte[WIDTH];
    parse(name.hex(), wanted, 0);
    return buckets[bucket(wanted, 0, name.hex().length() / 2)] - 1;
  }

  boolean isNameless(int slot) {
    return lengths[slot] == 0;
  }

  /** Hexadecimal digits of the name in {@code slot}: 40 or 64. */
  String hex(int slot) {
    return HexFormat.of().formatHex(digits, slot * WIDTH, slot * WIDTH + lengths[slot]);
  }

  boolean isSha1(int slot) {
    return lengths[slot] == 20;
  }

  /** Whether the artifact in {@code slot} is called {@code name}. */
  boolean matches(int slot, Hash name) {
    return hasDigits(slot, name.hex());
  }

  /** As {@link #matches(int, Hash)}, of any text. */
  boolean matches(int slot, String text) {
    return Hash.isHash(text) && hasDigits(slot, text);
  }

  private boolean hasDigits(int slot, String hex) {
    if (hex.length() != lengths[slot] * 2) {
      return false;
    }
    for (int i = 0, at = slot * WIDTH; i < hex.length(); i += 2, at++) {
      if (digits[at] != (byte) ((nibble(hex.charAt(i)) << 4) | nibble(hex.charAt(i + 1)))) {
        return false;
      }
    }
    return true;
  }

  private int reserve() {
    if (size == lengths.length) {
      int larger = size + (size >> 1) + 16;
      digits = Arrays.copyOf(digits, larger * WIDTH);
      lengths = Arrays.copyOf(lengths, larger);
    }
    if (size * 2 >= buckets.length) {
      rehash();
    }
    return size++;
  }

  private void rehash() {
    buckets = new int[buckets.length * 2];
    for (int slot = 0; slot < size; slot++) {
      if (lengths[slot] > 0) {
        int bucket = bucket(digits, slot * WIDTH, lengths[slot]);
        if (buckets[bucket] == 0) {
          buckets[bucket] = slot + 1;
        }
      }
    }
  }

  /** The bucket of this name, or the empty one where it belongs. */
  private int bucket(byte[] name, int offset, int length) {
    int mask = buckets.length - 1;
    int hash = (name[offset] << 24) | ((name[offset + 1] & 0xff) << 16) | ((name[offset + 2] & 0xff) << 8)
        | (name[offset + 3] & 0xff);
    // Names are chosen by whoever makes artifacts; the multiplication keeps equal beginnings from lining up in the table.
    int at = ((hash * 0x9E3779B9) >>> 7) & mask;
    while (buckets[at] != 0) {
      int slot = buckets[at] - 1;
      if (lengths[slot] == length
          && Arrays.equals(digits, slot * WIDTH, slot * WIDTH + length, name, offset, offset + length)) {
        return at;
      }
      at = (at + 1) & mask;
    }
    return at;
  }

  private static void parse(String hex, byte[] into, int offset) {
    for (int i = 0, at = offset; i < hex.length(); i += 2, at++) {
      into[at] = (byte) ((nibble(hex.charAt(i)) << 4) | nibble(hex.charAt(i + 1)));
    }
  }

  private static int nibble(char digit) {
    return digit <= '9' ? digit - '0' : digit - 'a' + 10;
  }
}
