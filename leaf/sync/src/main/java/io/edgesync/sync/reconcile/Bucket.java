package io.edgesync.sync.reconcile;

import io.edgesync.sync.Fingerprint;
import io.edgesync.xfer.artifact.Hash;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;

/**
 * The names that begin with one byte, in order and packed: 48 bytes a name instead of the 130 of an object each. Immutable but for the ids,
 * which are made again for another salt.
 */
final class Bucket {

  private static final int SHA1_BYTES = 20;
  private static final int SLOT = 32;
  private static final HexFormat HEX = HexFormat.of();

  /** What the fingerprint says of these names. */
  private final ByteBuffer state;
  /** The first 64 bits of each name, ascending; in one bucket signed order is unsigned order. */
  private final long[] keys;
  private final byte[] names;
  private final boolean[] isSha1;
  private long[] ids = new long[0];
  private long idsSalt;

  /**
   * @param state  what the fingerprint said of the bucket before it was read; where it says the same, the names are the same
   * @param sorted names in their order as text
   */
  Bucket(ByteBuffer state, List<Hash> sorted) {
    this.state = state;
    this.keys = new long[sorted.size()];
    this.names = new byte[sorted.size() * SLOT];
    this.isSha1 = new boolean[sorted.size()];
    for (int i = 0; i < keys.length; i++) {
      byte[] name = HEX.parseHex(sorted.get(i).hex());
      System.arraycopy(name, 0, names, i * SLOT, name.length);
      isSha1[i] = name.length == SHA1_BYTES;
      keys[i] = ByteBuffer.wrap(name).getLong();
    }
  }

  private Bucket(ByteBuffer state, int size) {
    this.state = state;
    this.keys = new long[size];
    this.names = new byte[size * SLOT];
    this.isSha1 = new boolean[size];
  }

  /**
   * These names and others, which came since the fingerprint said {@code state}. Some may have come before the bucket was read, and are here
   * already.
   */
  Bucket with(int number, Collection<Hash> added) {
    Bucket more = new Bucket(state, added.stream().filter(name -> !holds(name)).sorted().toList());
    Bucket all = new Bucket(Fingerprint.with(state, number, added), size() + more.size());
    // What has been computed of the ids is kept; of the few that are new, it is made.
    long[] known;
    synchronized (this) {
      known = ids;
      all.idsSalt = idsSalt;
    }
    boolean hasIds = known.length == keys.length;
    long[] made = hasIds ? more.ids(all.idsSalt) : known;
    all.ids = new long[hasIds ? all.size() : 0];
    int here = 0;
    int there = 0;
    for (int to = 0; to < all.size(); to++) {
      boolean isOld = there == more.size() || (here < size() && isBefore(here, more, there));
      int from = isOld ? here++ : there++;
      Bucket source = isOld ? this : more;
      System.arraycopy(source.names, from * SLOT, all.names, to * SLOT, SLOT);
      all.isSha1[to] = source.isSha1[from];
      all.keys[to] = source.keys[from];
      if (hasIds) {
        all.ids[to] = isOld ? known[from] : made[from];
      }
    }
    return all;
  }

  private boolean holds(Hash name) {
    long key = Long.parseUnsignedLong(name.hex(), 0, 2 * Long.BYTES, 16);
    for (int at = indexOf(key); at < keys.length && keys[at] == key; at++) {
      if (text(at).equals(name.hex())) {
        return true;
      }
    }
    return false;
  }

  private boolean isBefore(int index, Bucket other, int otherIndex) {
    int from = index * SLOT;
    int otherFrom = otherIndex * SLOT;
    return Arrays.compareUnsigned(names, from, from + bytes(index), other.names, otherFrom,
        otherFrom + other.bytes(otherIndex)) < 0;
  }

  private int bytes(int index) {
    return isSha1[index] ? SHA1_BYTES : SLOT;
  }
  boolean isWhat(ByteBuffer says) {
    return state.equals(says);
  }

  int size() {
    return keys.length;
  }

  long key(int index) {
    return keys[index];
  }

  /** The id of each name under a salt: the last 40 bits of SHA-256 over the salt's 8 bytes, none for 0, and the name as text. */
  synchronized long[] ids(long salt) {
    if (idsSalt != salt || ids.length != keys.length) {
      MessageDigest sha256 = Fingerprint.sha256();
      long[] made = new long[keys.length];
      for (int i = 0; i < made.length; i++) {
        made[i] = id(sha256, salt, text(i));
      }
      ids = made;
      idsSalt = salt;
    }
    return ids;
  }

  static long id(MessageDigest sha256, long salt, Hash name) {
    return id(sha256, salt, name.hex());
  }

  private static long id(MessageDigest sha256, long salt, String name) {
    if (salt != 0) {
      sha256.update(ByteBuffer.allocate(Long.BYTES).putLong(salt).flip());
    }
    byte[] digest = sha256.digest(name.getBytes(StandardCharsets.US_ASCII));
    return ByteBuffer.wrap(digest).getLong(digest.length - Long.BYTES) & Cell.ID_MASK;
  }

  Hash name(int index) {
    return new Hash(text(index));
  }

  private String text(int index) {
    int from = index * SLOT;
    return HEX.formatHex(names, from, from + bytes(index));
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
