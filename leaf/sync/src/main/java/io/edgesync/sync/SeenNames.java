package io.edgesync.sync;

import java.util.Arrays;

/** Of each name in a set its first 64 bits and the lowest 64 of its digest, by bucket and in order: 16 bytes a name. One thread at a time. */
final class SeenNames {

  private static final int ROOM = 8;

  /** Per bucket, as far as it is filled. */
  private final long[][] keys = new long[Fingerprint.BUCKETS][0];
  private final long[][] ids = new long[Fingerprint.BUCKETS][0];
  private final int[] sizes = new int[Fingerprint.BUCKETS];
  private int size;

  int size() {
    return size;
  }

  /** False where it is there already, which leaves all as it was. */
  boolean add(int bucket, long key, long id) {
    int count = sizes[bucket];
    int at = indexAfter(bucket, key);
    if (indexOf(bucket, at, key, id) >= 0) {
      return false;
    }
    if (count == keys[bucket].length) {
      int room = count + count / 8 + ROOM;
      keys[bucket] = Arrays.copyOf(keys[bucket], room);
      ids[bucket] = Arrays.copyOf(ids[bucket], room);
    }
    System.arraycopy(keys[bucket], at, keys[bucket], at + 1, count - at);
    System.arraycopy(ids[bucket], at, ids[bucket], at + 1, count - at);
    keys[bucket][at] = key;
    ids[bucket][at] = id;
    sizes[bucket]++;
    size++;
    return true;
  }

  /** False where it is not there. */
  boolean remove(int bucket, long key, long id) {
    int at = indexOf(bucket, indexAfter(bucket, key), key, id);
    if (at < 0) {
      return false;
    }
    int after = sizes[bucket] - at - 1;
    System.arraycopy(keys[bucket], at + 1, keys[bucket], at, after);
    System.arraycopy(ids[bucket], at + 1, ids[bucket], at, after);
    sizes[bucket]--;
    size--;
    return true;
  }

  long[] keys(int bucket) {
    return Arrays.copyOf(keys[bucket], sizes[bucket]);
  }

  long[] ids(int bucket) {
    return Arrays.copyOf(ids[bucket], sizes[bucket]);
  }

  /** The first index whose key is above {@code key}. A scan gives names in their order: the end is tried first. */
  private int indexAfter(int bucket, long key) {
    int count = sizes[bucket];
    if (count == 0 || keys[bucket][count - 1] < key) {
      return count;
    }
    int at = Arrays.binarySearch(keys[bucket], 0, count, key);
    if (at < 0) {
      return -at - 1;
    }
    while (at < count && keys[bucket][at] == key) {
      at++;
    }
    return at;
  }

  private int indexOf(int bucket, int after, long key, long id) {
    for (int at = after - 1; at >= 0 && keys[bucket][at] == key; at--) {
      if (ids[bucket][at] == id) {
        return at;
      }
    }
    return -1;
  }
}
