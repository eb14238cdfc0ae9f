package io.edgesync.sync.reconcile;

import io.edgesync.sync.Fingerprint;
import io.edgesync.xfer.artifact.Hash;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;

/**
 * What is compared of the names that begin with one byte, in their order: the first 64 bits of each and its id under one salt, 16 bytes a
 * name. Immutable.
 */
final class Bucket {

  /** What the fingerprint says of these names. */
  private final ByteBuffer state;
  private final long salt;
  /** The first 64 bits of each name, ascending; in one bucket signed order is unsigned order. */
  private final long[] keys;
  private final long[] ids;

  /**
   * @param state  what the fingerprint said of the bucket before it was read; where it says the same, the names are the same
   * @param sorted names in their order as text
   */
  Bucket(ByteBuffer state, long salt, List<Hash> sorted) {
    this(state, salt, new long[sorted.size()], new long[sorted.size()]);
    MessageDigest sha256 = Fingerprint.sha256();
    for (int i = 0; i < keys.length; i++) {
      keys[i] = Fingerprint.keyOf(sorted.get(i));
      ids[i] = id(sha256, salt, sorted.get(i));
    }
  }

  /** What the fingerprint remembers: without a salt it has digested the same. */
  Bucket(Fingerprint.Names remembered) {
    this(remembered.state(), 0, remembered.keys(),
        Arrays.stream(remembered.ids()).map(id -> id & Cell.ID_MASK).toArray());
  }

  private Bucket(ByteBuffer state, long salt, long[] keys, long[] ids) {
    this.state = state;
    this.salt = salt;
    this.keys = keys;
    this.ids = ids;
  }

  /**
   * These names and others, which came since the fingerprint said {@code state}. Some may have come before the bucket was read, and are here
   * already.
   */
  Bucket with(int number, Collection<Hash> added) {
    Bucket more = new Bucket(state, salt, added.stream().sorted().toList());
    int room = size() + more.size();
    long[] allKeys = new long[room];
    long[] allIds = new long[room];
    int size = 0;
    int here = 0;
    for (int there = 0; there < more.size(); there++) {
      int end = indexAfter(more.key(there));
      size += copyTo(allKeys, allIds, size, here, end);
      here = end;
      if (!holds(more.key(there), more.id(there))) {
        allKeys[size] = more.key(there);
        allIds[size++] = more.id(there);
      }
    }
    size += copyTo(allKeys, allIds, size, here, size());
    return new Bucket(Fingerprint.with(state, number, added), salt, Arrays.copyOf(allKeys, size),
        Arrays.copyOf(allIds, size));
  }

  private int copyTo(long[] allKeys, long[] allIds, int at, int from, int to) {
    System.arraycopy(keys, from, allKeys, at, to - from);
    System.arraycopy(ids, from, allIds, at, to - from);
    return to - from;
  }

  private boolean holds(long key, long id) {
    for (int at = indexOf(key); at < keys.length && keys[at] == key; at++) {
      if (ids[at] == id) {
        return true;
      }
    }
    return false;
  }

  boolean isWhat(ByteBuffer says) {
    return state.equals(says);
  }

  boolean isOf(long asked) {
    return salt == asked;
  }

  int size() {
    return keys.length;
  }

  long key(int index) {
    return keys[index];
  }

  long id(int index) {
    return ids[index];
  }

  /** A name's id under a salt: the last 40 bits of SHA-256 over the salt's 8 bytes, none for 0, and the name as text. */
  static long id(MessageDigest sha256, long salt, Hash name) {
    if (salt != 0) {
      sha256.update(ByteBuffer.allocate(Long.BYTES).putLong(salt).flip());
    }
    byte[] digest = sha256.digest(name.hex().getBytes(StandardCharsets.US_ASCII));
    return ByteBuffer.wrap(digest).getLong(digest.length - Long.BYTES) & Cell.ID_MASK;
  }

  /** The first index whose key is not below {@code key}, which begins with this bucket's byte. */
  int indexOf(long key) {
    int at = Arrays.binarySearch(keys, key);
    while (at > 0 && keys[at - 1] == key) {
      at--;
    }
    return at >= 0 ? at : -at - 1;
  }

  /** The first index whose key is above {@code key}. */
  int indexAfter(long key) {
    int at = indexOf(key);
    while (at < keys.length && keys[at] == key) {
      at++;
    }
    return at;
  }
}
