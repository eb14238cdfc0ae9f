package io.edgesync.repository.crosslink;

import io.edgesync.repository.RepositoryException;
import io.edgesync.repository.artifact.Crosslinking.Contents;
import io.edgesync.repository.database.Columns;
import io.edgesync.repository.database.RepositoryDatabase;
import io.edgesync.repository.crosslink.StoredPicks.Pick;
import io.edgesync.repository.database.SqlSession;
import io.edgesync.repository.structure.Manifest;
import io.edgesync.xfer.artifact.Hash;
import io.edgesync.xfer.content.Content;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Finds the cherry-picks that {@link PendingPicks} cannot remember, because another process stored them: before a batch brings check-ins,
 * those in the repository that are younger are looked at, each once, for Q-cards whose target was not known: in their stored bytes, because
 * to expand all of a long history takes minutes ({@link StoredPicks}). A check-in picks from older ones only; clocks may differ by a month.
 * Thread-safe. Whoever looks reads the repository and so waits for the writer, which tells here what it crosslinked: the lock that the writer
 * takes is never held over a read.
 */
final class EarlierPicks {

  private static final double CLOCKS_DIFFER_DAYS = 30;

  /** Check-ins looked at in one read. */
  private static final int ROWS = 500;
  /** What is stored of one check-in and larger than this is not looked at with others. */
  private static final int FRAMED_BYTES_MAX = 64 << 10;

  private final PendingPicks pending;
  /** Guarded by itself. */
  private final BitSet read = new BitSet();
  /** One looks at a time, so that nothing is read twice; guards what follows. */
  private final Lock looking = new ReentrantLock();
  private double readFrom = Double.MAX_VALUE;
  private long readUpTo;
  private long readEpoch = SqlSession.NO_EPOCH;
  private final StoredPicks stored = new StoredPicks();

  EarlierPicks(PendingPicks pending) {
    this.pending = pending;
  }

  /** A check-in that is crosslinked here, or was read, needs no reading. */
  void crosslinked(long rid) {
    synchronized (read) {
      read.set((int) rid);
    }
  }

  private boolean isRead(long rid) {
    synchronized (read) {
      return read.get((int) rid);
    }
  }

  /** To be called before the transaction that stores {@code arriving}; takes time where much has to be read. */
  void lookFor(Collection<Manifest> arriving, RepositoryDatabase database, Contents contents) {
    double oldest = arriving.stream().mapToDouble(Manifest::julianDay).min().orElseThrow();
    double from = oldest - CLOCKS_DIFFER_DAYS;
    looking.lock();
    try {
      lookSince(from, database, contents);
    } finally {
      looking.unlock();
    }
  }

  private void lookSince(double oldest, RepositoryDatabase database, Contents contents) {
    long epoch = database.epoch();
    if (oldest >= readFrom && epoch == readEpoch) {
      // Whatever came since was crosslinked here.
      return;
    }
    BitSet looked = new BitSet();
    // Of those that are as young as ones looked at before, only the rows that came since.
    long[] at = {oldest < readFrom ? 0 : readUpTo};
    long newest = readUpTo;
    List<Pick> picks;
    try (StoredPicks open = stored) {
      while (at[0] >= 0) {
        at[0] = database.read(session -> part(session, oldest, at[0], looked));
      }
      picks = open.settle(new RowsOf(database, contents));
    }
    if (!picks.isEmpty()) {
      for (Pick pick : database.read(session -> unknown(session, picks))) {
        pending.wait(pick.target(), pick.rid());
      }
    }
    looked.stream().forEach(this::crosslinked);
    readFrom = Math.min(readFrom, oldest);
    readUpTo = Math.max(newest, looked.length() - 1);
    readEpoch = epoch;
  }

  /** Looks at some check-ins above {@code after}, in one short read; gives where to go on, -1 at the end. */
  private long part(SqlSession session, double oldest, long after, BitSet looked) throws SQLException {
    int rows = 0;
    long last = after;
    try (ResultSet row = session.bind(
        "SELECT objid, srcid, CASE WHEN length(content)<=" + FRAMED_BYTES_MAX + " THEN content END"
            + " FROM event CROSS JOIN blob ON blob.rid=objid LEFT JOIN delta ON delta.rid=objid"
            + " WHERE objid>?1 AND type='ci' AND size>=0 AND coalesce(omtime, mtime)>=?2"
            + " AND (coalesce(omtime, mtime)<?3 OR objid>?4) ORDER BY objid LIMIT " + ROWS,
        after, oldest, readFrom, readUpTo).executeQuery()) {
      while (row.next()) {
        rows++;
        last = Columns.rid(row, 1);
        if (!isRead(last)) {
          stored.add(last, row.getLong(2), row.getBytes(3));
        }
        looked.set((int) last);
      }
    }
    return rows < ROWS ? -1 : last;
  }

  /** What the look at stored bytes asks for. */
  private record RowsOf(RepositoryDatabase database, Contents contents) implements StoredPicks.Rows {

    @Override
    public List<Long> deltasOf(long rid) {
      return database.read(session -> session.list(row -> row.getLong(1), "SELECT rid FROM delta WHERE srcid=?", rid));
    }

    @Override
    public byte @Nullable [] framed(long rid) {
      return database.read(session -> {
        try (ResultSet row = session.bind(
            "SELECT content FROM blob WHERE rid=? AND length(content)<=" + FRAMED_BYTES_MAX, rid).executeQuery()) {
          return row.next() ? row.getBytes(1) : null;
        }
      });
    }

    @Override
    public byte @Nullable [] expand(long rid) {
      List<String> names = database
          .read(session -> session.list(row -> row.getString(1), "SELECT uuid FROM blob WHERE rid=?", rid));
      if (names.isEmpty() || !Hash.isHash(names.getFirst())) {
        return null;
      }
      try {
        Optional<Content> loaded = contents.load(new Hash(names.getFirst()));
        if (loaded.isEmpty()) {
          return null;
        }
        try (Content content = loaded.get()) {
          return content.toArray();
        }
      } catch (RepositoryException.OutOfBudget | RepositoryException.TooLarge | RepositoryException.Corrupt e) {
        // Its row waits for a rebuild, as it does in stock Fossil.
        return null;
      }
    }
  }

  private static List<Pick> unknown(SqlSession session, List<Pick> picks) throws SQLException {
    List<Pick> unknown = new ArrayList<>();
    for (Pick pick : picks) {
      if (!session.any("SELECT 1 FROM cherrypick JOIN blob ON rid=parentid WHERE childid=? AND uuid=?", pick.rid(),
          pick.target().hex())) {
        unknown.add(pick);
      }
    }
    return unknown;
  }
}
