package io.edgesync.sync.reconcile;

import io.edgesync.repository.Changes;
import io.edgesync.repository.artifact.ArtifactStore;
import io.edgesync.sync.Fingerprint;
import io.edgesync.sync.KeptFingerprint;
import io.edgesync.xfer.artifact.Hash;
import java.lang.ref.SoftReference;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The set of a repository's public names: its fingerprint always, and of the names themselves those buckets that are being compared. A
 * bucket that was read stays as long as the fingerprint says the same of it and nobody needs the memory, so that a repository
 * nobody compares costs nothing. Thread-safe.
 */
public final class PublicNames {

  /** Gives names in a stretch of the name space. */
  @FunctionalInterface
  public interface Source {
    /** As {@link ArtifactStore#forEachName(String, String, Consumer)}. */
    void forEachName(String from, @Nullable String before, Consumer<Hash> consumer);
  }

  /** As many as one message may ask for. */
  private static final int PHANTOMS_MAX = 20_000;

  private final Source names;
  private final Supplier<Fingerprint> fingerprint;
  private final Supplier<List<Hash>> phantoms;
  private final Map<Integer, SoftReference<Bucket>> buckets = new ConcurrentHashMap<>();

  /**
   * @param fingerprint gives the fingerprint of what is in the store now
   * @param phantoms    gives names that are known and lacking; not all where they are many
   */
  PublicNames(Source names, Supplier<Fingerprint> fingerprint, Supplier<List<Hash>> phantoms) {
    this.names = names;
    this.fingerprint = fingerprint;
    this.phantoms = phantoms;
  }

  /** @param fingerprint gives the fingerprint of what is in the store now */
  public static PublicNames of(ArtifactStore store, Supplier<Fingerprint> fingerprint) {
    return new PublicNames(store::forEachName, fingerprint, () -> store.phantoms(PHANTOMS_MAX, false));
  }

  /** Of a repository that nobody watches: a fingerprint is made when it is first asked for, and led from there on. */
  public static PublicNames following(Changes changes, ArtifactStore store) {
    return of(store, new Supplier<>() {
      private @Nullable KeptFingerprint kept;

      @Override
      public synchronized Fingerprint get() {
        KeptFingerprint known = kept;
        if (known == null) {
          known = new KeptFingerprint(changes, store);
          kept = known;
        }
        known.look();
        known.settle();
        return known.fingerprint();
      }
    });
  }

  /** Where nobody keeps a fingerprint: each question for it reads all names. */
  public static PublicNames scanning(ArtifactStore store) {
    return of(store, () -> {
      Fingerprint fresh = new Fingerprint();
      store.forEachName(fresh::add);
      return fresh;
    });
  }

  public Fingerprint fingerprint() {
    return fingerprint.get();
  }

  /** Names that came, before the fingerprint is asked again: what was read of their buckets then need not be read again. */
  public void stored(Collection<Hash> names) {
    Map<Integer, List<Hash>> byBucket = new HashMap<>();
    names.forEach(name -> byBucket.computeIfAbsent(Fingerprint.bucketOf(name), any -> new ArrayList<>()).add(name));
    byBucket.forEach((number, added) -> buckets.computeIfPresent(number, (same, kept) -> {
      Bucket bucket = kept.get();
      return bucket == null ? null : new SoftReference<>(bucket.with(number, added));
    }));
  }

  /** As they are at one moment, as far as they are asked for; one thread. */
  View view() {
    return new View(fingerprint());
  }

  /** The names beside one fingerprint. */
  final class View {
    private final Fingerprint now;
    /** Held for the view's life, whatever others do. */
    private final @Nullable Bucket[] read = new Bucket[Fingerprint.BUCKETS];

    private @Nullable Map<Integer, List<Hash>> lacking;

    private View(Fingerprint now) {
      this.now = now;
    }

    Fingerprint fingerprint() {
      return now;
    }

    /** Names in a bucket of which it is known that they are lacking. */
    List<Hash> phantoms(int bucket) {
      Map<Integer, List<Hash>> all = lacking;
      if (all == null) {
        all = phantoms.get().stream().collect(Collectors.groupingBy(Fingerprint::bucketOf));
        lacking = all;
      }
      return all.getOrDefault(bucket, List.of());
    }

    /** Makes the names of these ranges ready, in as few readings as they allow. */
    void prepare(Collection<Range> ranges) {
      boolean[] needed = new boolean[Fingerprint.BUCKETS];
      for (Range range : ranges) {
        for (int number = range.firstBucket(); number <= range.lastBucket(); number++) {
          needed[number] = bucketOrNull(number) == null;
        }
      }
      for (int from = 0; from < needed.length; from++) {
        if (needed[from]) {
          int to = from;
          while (to + 1 < needed.length && needed[to + 1]) {
            to++;
          }
          read(from, to);
          from = to;
        }
      }
    }

    private @Nullable Bucket bucketOrNull(int number) {
      Bucket bucket = read[number];
      if (bucket == null) {
        SoftReference<Bucket> kept = buckets.get(number);
        bucket = kept == null ? null : kept.get();
        bucket = bucket != null && bucket.isWhat(now.bucket(number)) ? bucket : null;
        read[number] = bucket;
      }
      return bucket;
    }

    private void read(int from, int to) {
      List<List<Hash>> names = new ArrayList<>();
      List<ByteBuffer> states = new ArrayList<>();
      for (int number = from; number <= to; number++) {
        names.add(new ArrayList<>());
        states.add(now.bucket(number));
      }
      PublicNames.this.names.forEachName(prefix(from), to == Fingerprint.BUCKETS - 1 ? null : prefix(to + 1),
          name -> names.get(Fingerprint.bucketOf(name) - from).add(name));
      for (int number = from; number <= to; number++) {
        List<Hash> sorted = names.get(number - from);
        sorted.sort(null);
        Bucket bucket = new Bucket(states.get(number - from), sorted);
        buckets.put(number, new SoftReference<>(bucket));
        read[number] = bucket;
      }
    }

    private static String prefix(int bucket) {
      return HexFormat.of().toHexDigits((byte) bucket);
    }

    Bucket bucket(int number) {
      Bucket bucket = bucketOrNull(number);
      if (bucket == null) {
        read(number, number);
        bucket = read[number];
      }
      if (bucket == null) {
        throw new IllegalStateException("bucket " + number + " was read and is not there");
      }
      return bucket;
    }
  }
}
