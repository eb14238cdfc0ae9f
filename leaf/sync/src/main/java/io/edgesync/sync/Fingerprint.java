package io.edgesync.sync;

import io.edgesync.xfer.artifact.Hash;
import java.lang.ref.SoftReference;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collection;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * Tells whether two nodes hold the same set of artifacts without listing it: 256 buckets, by the first byte of the name, each with the count
 * of its names and the sum of SHA-256(name as ASCII text) modulo 2^256. Adding and removing are cheap and commute, so the
 * fingerprint follows the repository artifact by artifact. Whoever feeds it adds a name once.
 *
 * <p>One that is {@link #remembering} keeps of each name what a comparison with a peer needs, as it was computed anyway; it is the first
 * to be let go when memory is wanted.
 *
 * <p>Thread-safe: the watcher, sessions and answers all change it.
 */
public final class Fingerprint {

  public static final int BUCKETS = 256;
  private static final int LIMBS = 8;
  private static final int BUCKET_BYTES = 4 + 4 * LIMBS;
  /** More names than these are not remembered: 4 MB. */
  private static final int REMEMBERED_MAX = 1 << 18;

  private final int[] counts = new int[BUCKETS];
  /** Per bucket eight 32-bit limbs, least significant first, each held in a long. */
  private final long[] sums = new long[BUCKETS * LIMBS];
  private final MessageDigest sha256 = sha256();
  private SoftReference<SeenNames> remembered = new SoftReference<>(null);

  /** An empty one that remembers what is added. */
  public static Fingerprint remembering() {
    Fingerprint empty = new Fingerprint();
    empty.remembered = new SoftReference<>(new SeenNames());
    return empty;
  }

  public synchronized void add(Hash name) {
    ByteBuffer digest = digestOf(name);
    int bucket = bucketOf(name);
    SeenNames seen = remembered.get();
    if (seen != null && !(seen.size() < REMEMBERED_MAX && seen.add(bucket, keyOf(name), lowest(digest)))) {
      remembered.clear();
    }
    counts[bucket]++;
    long carry = 0;
    for (int limb = 0; limb < LIMBS; limb++) {
      long sum = sums[bucket * LIMBS + limb] + limb(digest, limb) + carry;
      sums[bucket * LIMBS + limb] = sum & 0xffff_ffffL;
      carry = sum >>> 32;
    }
  }

  public synchronized void remove(Hash name) {
    ByteBuffer digest = digestOf(name);
    int bucket = bucketOf(name);
    SeenNames seen = remembered.get();
    if (seen != null && !seen.remove(bucket, keyOf(name), lowest(digest))) {
      remembered.clear();
    }
    counts[bucket]--;
    long borrow = 0;
    for (int limb = 0; limb < LIMBS; limb++) {
      long difference = sums[bucket * LIMBS + limb] - limb(digest, limb) - borrow;
      sums[bucket * LIMBS + limb] = difference & 0xffff_ffffL;
      borrow = difference < 0 ? 1 : 0;
    }
  }

  /** Names in a bucket. */
  public synchronized int count(int bucket) {
    return counts[bucket];
  }

  /** A bucket's sum, its lowest 64 bits. */
  public synchronized long sum(int bucket) {
    return (sums[bucket * LIMBS + 1] << 32) | sums[bucket * LIMBS];
  }

  /** All of a bucket: its count (4 bytes, big-endian) and its sum (32 bytes, big-endian). */
  public synchronized ByteBuffer bucket(int bucket) {
    ByteBuffer state = ByteBuffer.allocate(BUCKET_BYTES);
    put(state, bucket);
    return state.flip();
  }

  /** What {@link #bucket} of number {@code bucket} says when {@code names}, all of it, have come. */
  public static ByteBuffer with(ByteBuffer state, int bucket, Collection<Hash> names) {
    Fingerprint one = new Fingerprint();
    ByteBuffer before = state.duplicate();
    one.counts[bucket] = before.getInt();
    for (int limb = LIMBS - 1; limb >= 0; limb--) {
      one.sums[bucket * LIMBS + limb] = before.getInt() & 0xffff_ffffL;
    }
    names.forEach(one::add);
    return one.bucket(bucket);
  }

  /**
   * A bucket's names at one moment.
   *
   * @param state what {@link #bucket} said then
   * @param keys  the first 64 bits of each name, ascending; in one bucket signed order is unsigned order
   * @param ids   the lowest 64 bits of each name's digest, in the same order
   */
  public record Names(ByteBuffer state, long[] keys, long[] ids) {}

  /** What is remembered of a bucket's names; null where nothing is. */
  public synchronized @Nullable Names names(int bucket) {
    SeenNames seen = remembered.get();
    return seen == null ? null : new Names(bucket(bucket), seen.keys(bucket), seen.ids(bucket));
  }

  private void put(ByteBuffer buckets, int bucket) {
    buckets.putInt(counts[bucket]);
    for (int limb = LIMBS - 1; limb >= 0; limb--) {
      buckets.putInt((int) sums[bucket * LIMBS + limb]);
    }
  }

  /** Names in the set. */
  public synchronized int count() {
    int count = 0;
    for (int bucket : counts) {
      count += bucket;
    }
    return count;
  }

  /**
   * 16 bytes as 32 lower-case hexadecimal digits: the first half of SHA-256 over all buckets in order, each as its count (4 bytes,
   * big-endian) and its sum (32 bytes, big-endian).
   */
  public synchronized String digest() {
    ByteBuffer buckets = ByteBuffer.allocate(BUCKETS * BUCKET_BYTES);
    for (int bucket = 0; bucket < BUCKETS; bucket++) {
      put(buckets, bucket);
    }
    byte[] digest = sha256.digest(buckets.array());
    return HexFormat.of().formatHex(digest, 0, 16);
  }

  private ByteBuffer digestOf(Hash name) {
    return ByteBuffer.wrap(sha256.digest(name.hex().getBytes(StandardCharsets.US_ASCII)));
  }

  private static long limb(ByteBuffer digest, int limb) {
    return digest.getInt(4 * (LIMBS - 1 - limb)) & 0xffff_ffffL;
  }

  private static long lowest(ByteBuffer digest) {
    return digest.getLong(4 * (LIMBS - 2));
  }

  /** The name's first 64 bits. */
  public static long keyOf(Hash name) {
    return HexFormat.fromHexDigitsToLong(name.hex(), 0, 2 * Long.BYTES);
  }

  /** By the name's first byte. */
  public static int bucketOf(Hash name) {
    return Character.digit(name.hex().charAt(0), 16) << 4 | Character.digit(name.hex().charAt(1), 16);
  }

  /** As names are digested here and where ids are made of them. */
  public static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
