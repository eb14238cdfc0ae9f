package io.edgesync.repository.artifact;

import io.edgesync.repository.RepositoryException;
import io.edgesync.repository.database.SqlSession;
import io.edgesync.repository.database.Transaction;
import io.edgesync.xfer.artifact.Hash;
import io.edgesync.xfer.content.Content;
import io.edgesync.xfer.delta.Delta;
import io.edgesync.xfer.envelope.StoredForm;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Turns older versions into deltas of newer ones, as {@code src/content.c, content_deltify()} decides. A few small ones are made inside the
 * transaction that asked for them; the others apart from it: on the caller's thread, put in place by a later short transaction, if the rows are
 * still what they were.
 */
final class Deltification {

  private static final int BYTES_MIN = 50;
  /** Making a delta takes some seconds and twice the memory above this. */
  private static final int BYTES_MAX = 16 << 20;
  private static final double GAIN = 0.75;
  /** Both versions of all that is made inside one transaction. */
  private static final long SMALL_BYTES_MAX = 256 << 10;

  private record Pair(BlobRow older, BlobRow newer) {}

  private record Ready(Pair pair, byte[] framed) {}

  private final StorageContext context;
  private final Loader loader;
  private List<Ready> ready = new ArrayList<>();

  Deltification(StorageContext context) {
    this.context = context;
    this.loader = new Loader(context);
  }

  /** Makes the deltas that were asked for: rids, each with the rids of its sources, of which the first that saves enough is taken. */
  void prepare(Map<Long, Set<Long>> wanted) {
    if (wanted.isEmpty()) {
      return;
    }
    List<Pair> pairs = context.database().read(session -> pairs(context.blobs(session), wanted));
    try (StoredForm form = new StoredForm()) {
      long done = 0;
      for (Pair pair : pairs) {
        byte[] delta = pair.older().rid() == done ? null : delta(pair);
        if (delta != null) {
          done = pair.older().rid();
          ready.add(new Ready(pair, form.frame(delta, 0, delta.length)));
        }
      }
    }
  }

  private static List<Pair> pairs(Blobs blobs, Map<Long, Set<Long>> wanted) throws SQLException {
    List<Pair> pairs = new ArrayList<>();
    for (Map.Entry<Long, Set<Long>> one : wanted.entrySet()) {
      BlobRow older = blobs.byRid(one.getKey());
      for (long source : one.getValue()) {
        BlobRow newer = blobs.byRid(source);
        if (older != null && newer != null && mayBecomeDelta(blobs, older, newer)) {
          pairs.add(new Pair(older, newer));
        }
      }
    }
    return pairs;
  }

  private static boolean mayBecomeDelta(Blobs blobs, BlobRow older, BlobRow newer) throws SQLException {
    return older.source() == 0 && isOfUse(older) && isOfUse(newer) && blobs.isAvailable(newer)
        && blobs.isExpandable(newer.rid())
        && (!blobs.isPrivate(newer.rid()) || blobs.isPrivate(older.rid()))
        && !blobs.chainPasses(newer.source(), older.rid());
  }

  private static boolean isOfUse(BlobRow row) {
    return row.sizeBytes() >= BYTES_MIN && row.sizeBytes() <= BYTES_MAX;
  }

  private byte @Nullable [] delta(Pair pair) {
    try {
      Optional<Content> older = loader.load(pair.older().name());
      if (older.isEmpty()) {
        return null;
      }
      try (Content content = older.get()) {
        return delta(content, pair.newer().name());
      }
    } catch (RepositoryException.OutOfBudget | RepositoryException.TooLarge | RepositoryException.Corrupt e) {
      // Only space would have been saved.
      return null;
    }
  }

  private byte @Nullable [] delta(Content older, Hash newerName) {
    Optional<Content> loaded = loader.load(newerName);
    if (loaded.isEmpty()) {
      return null;
    }
    try (Content newer = loaded.get()) {
      return usefulDelta(newer.array(), newer.offset(), newer.size(), older.array(), older.offset(), older.size());
    }
  }

  private static byte @Nullable [] usefulDelta(byte[] newer, int newerOffset, int newerBytes, byte[] older,
      int olderOffset, int olderBytes) {
    byte[] delta = Delta.create(newer, newerOffset, newerBytes, older, olderOffset, olderBytes);
    return delta.length < GAIN * olderBytes ? delta : null;
  }

  /**
   * Makes what little there is to make inside the transaction that asks for it, since another transaction would take far longer than this does.
   * What is left in the rows' list of wanted deltas is to be made afterwards.
   */
  void makeSmall(TransactionArtifacts rows, Crosslinking.Batch links) throws SQLException {
    long bytes = 0;
    for (Iterator<Map.Entry<Long, Set<Long>>> all = rows.wantedDeltas().entrySet().iterator(); all.hasNext();) {
      Map.Entry<Long, Set<Long>> wanted = all.next();
      List<Pair> pairs = pairs(rows.blobs(), Map.of(wanted.getKey(), wanted.getValue()));
      bytes += pairs.stream().mapToLong(pair -> pair.older().sizeBytes() + pair.newer().sizeBytes()).sum();
      if (bytes > SMALL_BYTES_MAX) {
        return;
      }
      for (Pair pair : pairs) {
        byte[] delta = smallDelta(rows, pair);
        if (delta != null) {
          put(rows.blobs().session(), pair.older().rid(), pair.newer().rid(), rows.framed(delta));
          links.movedBelowAnother(pair.older().rid());
          break;
        }
      }
      all.remove();
    }
  }

  private static byte @Nullable [] smallDelta(TransactionArtifacts rows, Pair pair) throws SQLException {
    try {
      byte[] older = rows.expand(pair.older());
      byte[] newer = rows.expand(pair.newer());
      return older == null || newer == null
          ? null
          : usefulDelta(newer, 0, newer.length, older, 0, older.length);
    } catch (RepositoryException.TooLarge | RepositoryException.Corrupt e) {
      return null;
    }
  }

  /** Puts the deltas in place in a transaction of their own. */
  void apply(Crosslinking crosslinking, Provenance from) {
    if (ready.isEmpty()) {
      return;
    }
    context.database().write(transaction -> {
      try (TransactionArtifacts rows = new TransactionArtifacts(context, transaction, from)) {
        Crosslinking.Batch links = crosslinking.begin(transaction.session(), rows);
        apply(transaction, links);
        links.end();
      }
      return null;
    });
    done();
  }

  /** Puts the deltas in place, inside a transaction, where nothing changed meanwhile. */
  void apply(Transaction transaction, Crosslinking.Batch links) throws SQLException {
    SqlSession session = transaction.session();
    Blobs blobs = context.blobs(session);
    for (Ready one : ready) {
      Hash name = one.pair().older().name();
      BlobRow older = blobs.byName(name);
      BlobRow newer = blobs.byName(one.pair().newer().name());
      if (older != null && newer != null && one.pair().older().equals(older)
          && mayBecomeDelta(blobs, older, newer)) {
        put(session, older.rid(), newer.rid(), one.framed());
        links.movedBelowAnother(older.rid());
      }
    }
  }

  private static void put(SqlSession session, long rid, long source, byte[] framed) throws SQLException {
    session.update("UPDATE blob SET content=? WHERE rid=?", framed, rid);
    session.update("REPLACE INTO delta(rid, srcid) VALUES(?, ?)", rid, source);
  }

  /** To be called after {@link #apply} has been committed. */
  void done() {
    ready = new ArrayList<>();
  }
}
