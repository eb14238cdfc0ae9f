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
 * The set of a repository's public names: its fingerprint always, and the ids of the names as the fingerprint remembers them, or else of those
 * buckets that are being compared. A bucket that was read stays as long as the fingerprint says the same of it and nobody needs the
 * memory. Names themselves are read when they are given. Thread-safe.
 */
public final class PublicNames {

  /** Gives names in a stretch of the name space. */
  @FunctionalInterface
  public interface Source {
    /** As {@link ArtifactStore#forEachName(String, String, Consumer)}. */
    void forEachName(String from, @Nullable String before, Consumer<Hash> consumer);
  }

  /** Gives those names that begin with one of these digits. */
  @FunctionalInterface
  public interface Beginnings {
    /** As {@link ArtifactStore#forEachName(Collection, Consumer)}. */
    void forEachName(Collection<String> prefixes, Consumer<Hash> consumer);
  }

  /** As many as one message may ask for. */
  private static final int PHANTOMS_MAX = 20_000;

  private final Source names;
  private final Beginnings beginnings;
  private final Supplier<Fingerprint> fingerprint;
  private final Supplier<List<Hash>> phantoms;
  private final Map<Integer, SoftReference<Bucket>> buckets = new ConcurrentHashMap<>();

  /**
   * @param fingerprint gives the fingerprint of what is in the store now
   * @param phantoms    gives names that are known and lacking; not all where they are many
   */
  PublicNames(Source names, Beginnings beginnings, Supplier<Fingerprint> fingerprint, Supplier<List<Hash>> phantoms) {
    this.names = names;
    this.beginnings = beginnings;
    this.fingerprint = fingerprint;
    this.phantoms = phantoms;
  }

  /** @param fingerprint gives the fingerprint of what is in the store now */
  public static PublicNames of(ArtifactStore store, Supplier<Fingerprint> fingerprint) {
    return new PublicNames(store::forEachName, store::forEachName, fingerprint,
        () -> store.phantoms(PHANTOMS_MAX, false));
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
      Fingerprint fresh = Fingerprint.remembering();
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

    /** Makes the ids under {@code salt} of the names in these ranges ready, in as few readings as they allow. */
    void prepare(Collection<Range> ranges, long salt) {
      boolean[] needed = new boolean[Fingerprint.BUCKETS];
      for (Range range : ranges) {
        for (int number = range.firstBucket(); number <= range.lastBucket(); number++) {
          needed[number] = bucketOrNull(number, salt) == null;
        }
      }
      for (int from = 0; from < needed.length; from++) {
        if (needed[from]) {
          int to = from;
          while (to + 1 < needed.length && needed[to + 1]) {
            to++;
          }
          read(from, to, salt);
          from = to;
        }
      }
    }

    private @Nullable Bucket bucketOrNull(int number, long salt) {
      Bucket bucket = read[number];
      if (bucket == null || !bucket.isOf(salt)) {
        bucket = known(number, salt);
        read[number] = bucket;
      }
      return bucket;
    }

    private @Nullable Bucket known(int number, long salt) {
      SoftReference<Bucket> kept = buckets.get(number);
      Bucket bucket = kept == null ? null : kept.get();
      if (bucket != null && bucket.isOf(salt) && bucket.isWhat(now.bucket(number))) {
        return bucket;
      }
      Fingerprint.Names remembered = salt == 0 ? now.names(number) : null;
      return remembered == null ? null : new Bucket(remembered);
    }

    private void read(int from, int to, long salt) {
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
        Bucket bucket = new Bucket(states.get(number - from), salt, sorted);
        buckets.put(number, new SoftReference<>(bucket));
        read[number] = bucket;
      }
    }

    /** The names that begin with one of these 64 bits, in no promised order; hardly ever two. */
    List<Hash> names(Collection<Long> keys) {
      List<Hash> found = new ArrayList<>(keys.size());
      if (!keys.isEmpty()) {
        beginnings.forEachName(keys.stream().map(HexFormat.of()::toHexDigits).toList(), found::add);
      }
      return found;
    }

    private static String prefix(int bucket) {
      return HexFormat.of().toHexDigits((byte) bucket);
    }

    Bucket bucket(int number, long salt) {
      Bucket bucket = bucketOrNull(number, salt);
      if (bucket == null) {
        read(number, number, salt);
        bucket = read[number];
      }
      if (bucket == null) {
        throw new IllegalStateException("bucket " + number + " was read and is not there");
      }
      return bucket;
    }
  }
}
