package io.edgesync.repository.crosslink;

import io.edgesync.repository.RepositoryException;
import io.edgesync.repository.artifact.Crosslinking.Contents;
import io.edgesync.repository.database.Columns;
import io.edgesync.repository.database.RepositoryDatabase;
import io.edgesync.repository.database.SqlSession;
import io.edgesync.repository.structure.ArtifactParser;
import io.edgesync.repository.structure.Manifest;
import io.edgesync.repository.structure.Manifest.CherryPick;
import io.edgesync.xfer.artifact.Hash;
import io.edgesync.xfer.content.Content;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Finds the cherry-picks that {@link PendingPicks} cannot remember, because another process stored them: before a batch brings check-ins,
 * those in the repository that are younger are read, each once, for Q-cards whose target was not known. A check-in picks from older ones
 * only; clocks may differ by a month. Thread-safe. Whoever looks reads the repository and so waits for the writer, which tells here what it
 * crosslinked: the lock that the writer takes is never held over a read.
 */
final class EarlierPicks {

  private static final double CLOCKS_DIFFER_DAYS = 30;

  private record Candidate(long rid, Hash name) {}

  private record Pick(long rid, Hash target) {}

  private final PendingPicks pending;
  /** Guarded by itself. */
  private final BitSet read = new BitSet();
  /** One looks at a time, so that nothing is read twice; guards what follows. */
  private final Lock looking = new ReentrantLock();
  private double readFrom = Double.MAX_VALUE;
  private long readUpTo;

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
  void lookFor(List<byte[]> arriving, RepositoryDatabase database, Contents contents) {
    double from = Double.MAX_VALUE;
    for (byte[] content : arriving) {
      Manifest manifest = ArtifactParser.parseAs(content, Manifest.class);
      if (manifest != null) {
        from = Math.min(from, manifest.julianDay() - CLOCKS_DIFFER_DAYS);
      }
    }
    if (from == Double.MAX_VALUE) {
      return;
    }
    looking.lock();
    try {
      lookSince(from, database, contents);
    } finally {
      looking.unlock();
    }
  }

  private void lookSince(double oldest, RepositoryDatabase database, Contents contents) {
    List<Candidate> candidates = database.read(session -> candidates(session, oldest));
    List<Pick> picks = new ArrayList<>();
    for (Candidate candidate : candidates) {
      if (!isRead(candidate.rid())) {
        addPicks(candidate, contents, picks);
      }
    }
    if (!picks.isEmpty()) {
      for (Pick pick : database.read(session -> unknown(session, picks))) {
        pending.wait(pick.target(), pick.rid());
      }
    }
    readFrom = Math.min(readFrom, oldest);
  }

  private List<Candidate> candidates(SqlSession session, double oldest) throws SQLException {
    List<Candidate> found = new ArrayList<>();
    long newest = readUpTo;
    try (ResultSet row = session.bind(
        "SELECT objid, uuid FROM event JOIN blob ON blob.rid=objid WHERE type='ci' AND size>=0"
            + " AND coalesce(omtime, mtime)>=?1 AND (coalesce(omtime, mtime)<?2 OR objid>?3)",
        oldest, readFrom, readUpTo).executeQuery()) {
      while (row.next()) {
        found.add(new Candidate(Columns.rid(row, 1), Columns.name(row, 2)));
        newest = Math.max(newest, row.getLong(1));
      }
    }
    readUpTo = newest;
    return found;
  }

  private void addPicks(Candidate candidate, Contents contents, List<Pick> picks) {
    try {
      Optional<Content> loaded = contents.load(candidate.name());
      if (loaded.isEmpty()) {
        return;
      }
      try (Content content = loaded.get()) {
        byte[] bytes = content.toArray();
        Manifest manifest = hasCard(bytes) ? ArtifactParser.parseAs(bytes, Manifest.class) : null;
        if (manifest != null) {
          for (CherryPick pick : manifest.cherryPicks()) {
            picks.add(new Pick(candidate.rid(), pick.target()));
          }
        }
      }
      crosslinked(candidate.rid());
    } catch (RepositoryException.OutOfBudget | RepositoryException.TooLarge | RepositoryException.Corrupt e) {
      // Its row waits for a rebuild, as it does in stock Fossil.
    }
  }

  private static boolean hasCard(byte[] bytes) {
    for (int i = 0; i + 2 < bytes.length; i++) {
      if (bytes[i] == '\n' && bytes[i + 1] == 'Q' && bytes[i + 2] == ' ') {
        return true;
      }
    }
    return false;
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
