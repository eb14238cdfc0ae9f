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
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Collects what comes into batches, prepares each, and stores it in one short transaction. */
final class SqliteArtifactWriter implements ArtifactWriter {

  private static final long BATCH_BYTES_MAX = 2 << 20;
  private static final int BATCH_ITEMS_MAX = 400;
  private static final int BATCH_ITEMS_MIN = 10;
  private static final long TRANSACTION_NANOS_AIM = TimeUnit.MILLISECONDS.toNanos(40);

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
  private int batchItems = 100;
  private boolean finished;
  private boolean allOrNothing;
  private boolean withoutPrivateSources;
  /** Something was wrong in a round that is all or nothing: the rest of it is not stored. */
  private boolean dropped;

  private final List<Hash> stored = new ArrayList<>();
  private final List<Hash> storedPrivately = new ArrayList<>();
  private final List<Refusal> refusals = new ArrayList<>();
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
    if (incomingBytes >= BATCH_BYTES_MAX || incoming.size() >= batchItems || marks.size() >= BATCH_ITEMS_MAX) {
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
    try (Preparation preparation = new Preparation(context, withoutPrivateSources)) {
      List<PreparedArtifact> prepared = preparation.prepare(incoming);
      refusals.addAll(preparation.refusals());
      dropped |= allOrNothing
          && preparation.refusals().stream().anyMatch(refusal -> refusal.reason() == Reason.WRONG_HASH);
      if (dropped) {
        return;
      }
      if (!prepared.isEmpty() || (!marks.isEmpty() && marksChangeAnything())) {
        commit(prepared, preparation.danglingVerdicts());
      }
    } finally {
      letGo();
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

  private void commit(List<PreparedArtifact> prepared, Map<Long, DanglingCheck.Verdict> verdicts) {
    Map<Long, Set<Long>> wantedDeltas = new LinkedHashMap<>();
    crosslinking.lookAhead(
        prepared.stream().map(PreparedArtifact::content).filter(Objects::nonNull).toList(), context.database(),
        new Loader(context)::load);
    Outcome outcome = context.database().write(
        transaction -> transact(transaction, prepared, verdicts, wantedDeltas));
    stored.addAll(outcome.storing().stored());
    storedPrivately.addAll(outcome.storing().storedPrivately());
    refusals.addAll(outcome.storing().refusals());
    dangling += outcome.storing().dangling();
    phantomsCreated += outcome.phantomsCreated();
    adapt(outcome.nanos(), prepared.size());
    // A nonce is unique in a repository: it goes into the first receipt only.
    from = new Provenance(from.login(), from.address(), null);
    deltification.done();
    deltification.prepare(wantedDeltas);
  }

  private record Outcome(Storing storing, int phantomsCreated, long nanos) {}

  private Outcome transact(Transaction transaction, List<PreparedArtifact> prepared,
      Map<Long, DanglingCheck.Verdict> verdicts, Map<Long, Set<Long>> wantedDeltas) throws SQLException {
    long began = System.nanoTime();
    try (TransactionArtifacts rows = new TransactionArtifacts(context, transaction, from)) {
      Crosslinking.Batch links = crosslinking.begin(transaction.session(), rows);
      deltification.apply(transaction, links);
      Storing storing = new Storing(context, rows, links, verdicts);
      for (PreparedArtifact artifact : prepared) {
        storing.store(artifact);
      }
      for (Map.Entry<Hash, Mark> mark : marks.entrySet()) {
        apply(rows, mark.getKey(), mark.getValue());
      }
      deltification.makeSmall(rows, links);
      links.end();
      wantedDeltas.putAll(rows.wantedDeltas());
      return new Outcome(storing, rows.phantomsCreated(), System.nanoTime() - began);
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

  /** Keeps transactions in the range of tens of milliseconds, on whatever device and project this is. */
  private void adapt(long nanos, int items) {
    if (nanos > TRANSACTION_NANOS_AIM) {
      batchItems = Math.max(BATCH_ITEMS_MIN, batchItems / 2);
    } else if (nanos < TRANSACTION_NANOS_AIM / 3 && items >= batchItems) {
      batchItems = Math.min(BATCH_ITEMS_MAX, batchItems * 2);
    }
  }

  @Override
  public Receipt finish() {
    mustBeOpen();
    flush();
    finished = true;
    deltification.apply(crosslinking, from);
    return new Receipt(stored, storedPrivately, dangling, phantomsCreated, refusals);
  }

  @Override
  public void close() {
    finished = true;
    letGo();
  }
}
