package io.edgesync.repository.rebuild;

import io.edgesync.xfer.artifact.Hash;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.concurrent.ConcurrentSkipListMap;
import org.jspecify.annotations.Nullable;

/**
 * One walk over all artifacts with their names checked on the way, and whoever reads structure looking on. Rebuild and verify are
 * both this pass; they differ in what they do with it.
 */
final class ArtifactPass implements TreeWalk.Visitor, NameCheck.Findings {

  /** Looks at each artifact on the walking thread. */
  interface Reader {

    /** Reads nothing. */
    Reader NONE = (slot, content, neighbour, source) -> 0;

    /**
     * @return how many bytes at the start of {@code content} a Z-card covers that has to be checked, or 0
     */
    int read(int slot, Expansion content, int neighbour, @Nullable Expansion source);
  }

  private record Wrong(Fault fault, String reason) {}

  private static final int REPORTS = 200;

  private final BlobIndex blobs;
  private final DeltaForest forest;
  private final RebuildOptions options;
  private final Reader reader;
  private final ConcurrentSkipListMap<Integer, Wrong> wrong = new ConcurrentSkipListMap<>();
  /** Written by workers under its own lock, read after they ended. */
  private final BitSet wrongChecksums = new BitSet();
  private final List<Integer> wrongSizes = new ArrayList<>();
  private final int[] expandedSizes;
  private final int total;
  private final int step;
  private int done;
  private int phantoms;
  private int dangling;
  private long expandedBytes;
  private @Nullable NameCheck check;

  ArtifactPass(BlobIndex blobs, DeltaForest forest, RebuildOptions options, Reader reader) {
    this.blobs = blobs;
    this.forest = forest;
    this.options = options;
    this.reader = reader;
    this.expandedSizes = new int[blobs.rows()];
    this.total = forest.reachable();
    this.step = Math.max(1, total / REPORTS);
  }

  /** Between the two halves of a walk; on the walking thread. */
  @FunctionalInterface
  interface Pause {
    void between(NameCheck names) throws SQLException, InterruptedException;
  }

  /** Walks all trees and returns when the last name was checked. */
  void run(TreeWalk walk) throws SQLException, InterruptedException {
    run(walk, forest.roots(), new int[0], names -> {});
  }

  /** As {@link #run(TreeWalk)}, first the trees from {@code first}, then those from {@code rest}. */
  void run(TreeWalk walk, int[] first, int[] rest, Pause pause) throws SQLException, InterruptedException {
    countTheRest();
    try (NameCheck names = new NameCheck(blobs.names(), options.hashers(), options.hashingThreads(),
        options.bytesInFlightMax(), this)) {
      check = names;
      walk.run(first, this);
      pause.between(names);
      walk.run(rest, this);
      names.finish();
    } finally {
      check = null;
    }
    options.progress().artifacts(done, total);
  }

  /** As {@link #run(TreeWalk)}, only {@code slots} and what they are deltas of. */
  void runOnly(TreeWalk walk, BitSet slots) throws SQLException, InterruptedException {
    run(walk, new int[0], new int[0], names -> walk.runOnly(slots, this));
  }

  private void countTheRest() {
    for (int slot = 0; slot < blobs.rows(); slot++) {
      if (blobs.isPhantom(slot)) {
        phantoms++;
      } else if (forest.isDangling(slot)) {
        dangling++;
      } else if (!forest.isReachable(slot)) {
        wrong.put(slot, forest.isSevered(slot)
            ? new Wrong(Fault.MISSING_SOURCE, "expected the source of its delta, that row does not exist")
            : new Wrong(Fault.LOOP, "expected a chain of deltas that ends in a full text, it runs in a circle"));
      }
    }
  }

  @Override
  public void expanded(int slot, Expansion content, int neighbour, @Nullable Expansion source)
      throws InterruptedException {
    expandedBytes += content.length();
    expandedSizes[slot] = content.length();
    if (content.length() != blobs.size(slot)) {
      wrongSizes.add(slot);
    }
    int checksummed = reader.read(slot, content, neighbour, source);
    if (!blobs.names().isNameless(slot) && check != null) {
      check.submit(slot, content, checksummed);
    }
    if (++done % step == 0) {
      options.progress().artifacts(done, total);
    }
  }

  @Override
  public void unreadable(int slot, String reason) {
    wrong.put(slot, new Wrong(Fault.UNREADABLE, reason));
  }

  @Override
  public void wrongName(int slot, Hash actual) {
    wrong.put(slot, new Wrong(Fault.WRONG_HASH, "expected content of that name, its hash is " + actual));
  }

  @Override
  public void wrongChecksum(int slot) {
    synchronized (wrongChecksums) {
      wrongChecksums.set(slot);
    }
  }

  /** Texts whose Z-card does not fit, which are not structural after all. Valid after {@link #run}. */
  BitSet wrongChecksums() {
    synchronized (wrongChecksums) {
      return (BitSet) wrongChecksums.clone();
    }
  }

  /** Slots whose {@code blob.size} is not that of the content, in the order of the walk. */
  List<Integer> wrongSizes() {
    return wrongSizes;
  }

  int expandedSize(int slot) {
    return expandedSizes[slot];
  }

  /** What is wrong, in rid order. */
  List<WrongArtifact> wrong() {
    List<WrongArtifact> list = new ArrayList<>(blobs.misnamed());
    wrong.forEach((slot, each) -> list.add(
        new WrongArtifact(blobs.names().isNameless(slot) ? "rid " + blobs.rid(slot) : blobs.names().hex(slot),
            each.fault, each.reason)));
    return list;
  }

  int done() {
    return done;
  }

  int phantoms() {
    return phantoms;
  }

  int dangling() {
    return dangling;
  }

  long expandedBytes() {
    return expandedBytes;
  }
}
