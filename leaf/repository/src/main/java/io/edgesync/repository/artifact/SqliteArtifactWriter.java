package io.edgesync.repository.artifact;

import io.edgesync.repository.database.Transaction;
import io.edgesync.xfer.artifact.Hash;
import io.edgesync.xfer.content.Content;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Collects what comes into batches and prepares each: the larger, the more is done once for many. Stores it in short transactions, each of
 * which takes as many artifacts as there is time for.
 */
final class SqliteArtifactWriter implements ArtifactWriter {

  private static final long BATCH_BYTES_MAX = 8 << 20;
  private static final int BATCH_ITEMS_MAX = 2000;
  private static final int MARKS_MAX = 400;
  /** A transaction ends with the artifact that takes it past this. */
  private static final long TRANSACTION_NANOS_AIM = TimeUnit.MILLISECONDS.toNanos(30);
  /** Behind one that took longer others get their chance: who waits for the lock of a database looks now and then only. */
  private static final long TRANSACTION_NANOS_LONG = TimeUnit.MILLISECONDS.toNanos(200);

  private enum Mark {
    PHANTOM, PRIVATE_PHANTOM, PUBLIC, PRIVATE
  }

  private final StorageContext context;
  private final Crosslinking crosslinking;
  private Provenance from;
  private final Deltification deltification;

  private final List<Incoming> incoming = new ArrayList<>();
  private final Set<Hash> names = new HashSet<>();
  private final Map<Hash, Mark> marks = new LinkedHashMap<>();
  private long incomingBytes;
  private boolean finished;
  private boolean allOrNothing;
  private boolean withoutPrivateSources;
  private BooleanSupplier mayStore = () -> true;
  /** Something was wrong in a round that is all or nothing: the rest of it is not stored. */
  private boolean dropped;

  private final List<Hash> stored = new ArrayList<>();
  private final List<Hash> storedPrivately = new ArrayList<>();
  private final List<Refusal> refusals = new ArrayList<>();
  private final Set<Hash> lostSources = new HashSet<>();
  private int dangling;
  private int phantomsCreated;

  SqliteArtifactWriter(StorageContext context, Crosslinking crosslinking, Provenance from) {
    this.context = context;
    this.crosslinking = crosslinking;
    this.from = from;
    this.deltification = new Deltification(context);
  }

  @Override
  public void file(Hash name, @Nullable Hash deltaSource, Content content, boolean isPrivate) {
    add(new Incoming(name, deltaSource, content, false, isPrivate), content.size());
  }

  @Override
  public void stored(Hash name, @Nullable Hash deltaSource, long expandedBytes, Content framed, boolean isPrivate) {
    add(new Incoming(name, deltaSource, framed, true, isPrivate),
        Math.max(framed.size(), Math.min(expandedBytes, BATCH_BYTES_MAX)));
  }

  @Override
  public void allOrNothing() {
    allOrNothing = true;
  }

  @Override
  public void withoutPrivateSources() {
    withoutPrivateSources = true;
  }

  @Override
  public void onlyIf(BooleanSupplier condition) {
    mayStore = condition;
  }

  @Override
  public void withoutSource(Hash name) {
    lostSources.add(name);
  }

  private void add(Incoming artifact, long bytes) {
    mustBeOpen();
    if (dropped) {
      artifact.content().close();
      return;
    }
    // One name may come twice in a round; the second time it is looked up like any other.
    if (incomingBytes + bytes > BATCH_BYTES_MAX || names.contains(artifact.name())) {
      flush();
    }
    incoming.add(artifact);
    names.add(artifact.name());
    incomingBytes += bytes;
    flushWhenFull();
  }

  private void flushWhenFull() {
    if (incomingBytes >= BATCH_BYTES_MAX || incoming.size() >= BATCH_ITEMS_MAX || marks.size() >= MARKS_MAX) {
      flush();
    }
  }

  @Override
  public void phantom(Hash name, boolean isPrivate) {
    mark(name, isPrivate ? Mark.PRIVATE_PHANTOM : Mark.PHANTOM);
  }

  @Override
  public void markPublic(Hash name) {
    mark(name, Mark.PUBLIC);
  }

  @Override
  public void markPrivate(Hash name) {
    mark(name, Mark.PRIVATE);
  }

  private void mark(Hash name, Mark mark) {
    mustBeOpen();
    if (names.contains(name)) {
      flush();
    }
    marks.put(name, mark);
    flushWhenFull();
  }

  private void mustBeOpen() {
    if (finished) {
      throw new IllegalStateException("the writer is finished");
    }
  }

  private void flush() {
    try (Preparation preparation = new Preparation(context, withoutPrivateSources, mayStore)) {
      List<PreparedArtifact> prepared = preparation.prepare(incoming);
      preparation.refusals().forEach(this::refused);
      dropped |= allOrNothing
          && preparation.refusals().stream().anyMatch(refusal -> refusal.reason() == Reason.WRONG_HASH);
      if (dropped) {
        return;
      }
      if (!prepared.isEmpty() || (!marks.isEmpty() && marksChangeAnything())) {
        commit(prepared, preparation.dangling());
      }
    } finally {
      letGo();
    }
  }

  /** Whoever sends a million wrong artifacts is told of the first ones, and of the last that was worse than unwanted. */
  private void refused(Refusal refusal) {
    if (refusals.size() < REFUSALS_MAX) {
      refusals.add(refusal);
    } else if (refusal.reason() == Reason.WRONG_HASH || refusal.reason() == Reason.MALFORMED) {
      refusals.set(REFUSALS_MAX - 1, refusal);
    }
  }

  private void letGo() {
    incoming.forEach(artifact -> artifact.content().close());
    incoming.clear();
    incomingBytes = 0;
    names.clear();
    marks.clear();
  }

  /** A peer repeats its marks each round; one read is cheaper than a write transaction that changes nothing. */
  private boolean marksChangeAnything() {
    return context.database().read(session -> {
      Blobs blobs = context.blobs(session);
      for (Map.Entry<Hash, Mark> mark : marks.entrySet()) {
        ArtifactStore.Known known = blobs.known(mark.getKey());
        boolean isKnown = known.presence() != ArtifactStore.Presence.ABSENT;
        boolean changes = switch (mark.getValue()) {
          case PHANTOM, PRIVATE_PHANTOM -> !isKnown && !known.isShunned();
          case PUBLIC -> isKnown && known.isPrivate();
          case PRIVATE -> isKnown && !known.isPrivate();
        };
        if (changes) {
          return true;
        }
      }
      return false;
    });
  }

  /** Something to store, none of which takes long. */
  private interface Step {
    void into(Storing storing) throws SQLException;
  }

  private void commit(List<PreparedArtifact> prepared, DanglingCheck dangling) {
    Map<Hash, byte[]> arriving = new LinkedHashMap<>();
    for (PreparedArtifact artifact : prepared) {
      if (artifact.content() != null) {
        arriving.put(artifact.name(), artifact.content());
      }
    }
    try (ExpectedContents expected = new ExpectedContents(context,
        crosslinking.lookAhead(arriving, context.database(), new Loader(context)::load))) {
      List<Step> steps = new ArrayList<>();
      dangling.early().forEach(early -> steps.add(storing -> storing.storeEarly(early)));
      prepared.forEach(artifact -> steps.add(storing -> storing.store(artifact)));
      commit(steps, dangling.verdicts(), expected);
    }
  }

  private void commit(List<Step> steps, Map<Long, DanglingCheck.Verdict> verdicts,
      ExpectedContents expected) {
    int done = 0;
    do {
      List<Step> left = steps.subList(done, steps.size());
      Map<Long, Set<Long>> wantedDeltas = new LinkedHashMap<>();
      long began = System.nanoTime();
      Outcome outcome = context.database()
          .write(transaction -> transact(transaction, left, verdicts, expected, wantedDeltas));
      long tookNanos = System.nanoTime() - began;
      stored.addAll(outcome.storing().stored());
      storedPrivately.addAll(outcome.storing().storedPrivately());
      outcome.storing().refusals().forEach(this::refused);
      dangling += outcome.storing().dangling();
      phantomsCreated += outcome.phantomsCreated();
      // A nonce is unique in a repository: it goes into the first receipt only.
      from = new Provenance(from.login(), from.address(), null);
      deltification.done();
      deltification.prepare(wantedDeltas);
      done += outcome.taken();
      if (tookNanos > TRANSACTION_NANOS_LONG && done < steps.size()) {
        LockSupport.parkNanos(tookNanos / 4);
      }
    } while (done < steps.size());
  }

  private record Outcome(Storing storing, int taken, int phantomsCreated) {}

  /** Stores some of {@code steps}, with the last of them what was said of other artifacts. */
  private Outcome transact(Transaction transaction, List<Step> steps,
      Map<Long, DanglingCheck.Verdict> verdicts, ExpectedContents expected, Map<Long, Set<Long>> wantedDeltas)
      throws SQLException {
    long began = System.nanoTime();
    try (TransactionArtifacts rows = new TransactionArtifacts(context, transaction, from, expected)) {
      Crosslinking.Batch links = crosslinking.begin(transaction.session(), rows);
      deltification.apply(transaction, links);
      Storing storing = new Storing(context, rows, links, verdicts);
      int taken = 0;
      while (taken < steps.size() && (taken == 0 || System.nanoTime() - began < TRANSACTION_NANOS_AIM)) {
        steps.get(taken++).into(storing);
      }
      if (taken == steps.size()) {
        for (Map.Entry<Hash, Mark> mark : marks.entrySet()) {
          apply(rows, mark.getKey(), mark.getValue());
        }
      }
      deltification.makeSmall(rows, links);
      links.end();
      wantedDeltas.putAll(rows.wantedDeltas());
      return new Outcome(storing, taken, rows.phantomsCreated());
    }
  }

  private static void apply(TransactionArtifacts rows, Hash name, Mark mark) throws SQLException {
    switch (mark) {
      case PHANTOM -> rows.ridFor(name, true, false);
      case PRIVATE_PHANTOM -> rows.ridFor(name, true, true);
      case PUBLIC -> {
        long rid = rows.ridFor(name, false, false);
        if (rid != 0) {
          rows.makePublic(rid);
        }
      }
      case PRIVATE -> {
        long rid = rows.ridFor(name, false, false);
        if (rid != 0) {
          rows.makePrivate(rid);
        }
      }
    }
  }

  @Override
  public Receipt finish() {
    mustBeOpen();
    flush();
    finished = true;
    deltification.apply(crosslinking, from);
    refusals.stream().filter(refusal -> refusal.reason() == Reason.TOO_LARGE).map(Refusal::name)
        .forEach(lostSources::add);
    new LostSources(context, from, mayStore).giveUp(lostSources).forEach(this::refused);
    return new Receipt(stored, storedPrivately, dangling, phantomsCreated, refusals);
  }

  @Override
  public void close() {
    finished = true;
    letGo();
  }
}
