package io.edgesync.repository.artifact;

import io.edgesync.repository.HashPolicy;
import io.edgesync.repository.RepositoryOptions;
import io.edgesync.repository.database.Columns;
import io.edgesync.repository.database.SqlSession;
import io.edgesync.xfer.artifact.Hash;
import io.edgesync.xfer.artifact.HashAlgorithm;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Look-ups in {@code blob} and {@code delta}, inside whatever transaction the session is in. */
record Blobs(SqlSession session, AvailableRids available, RepositoryOptions options) {

  static final String COLUMNS = "b.rid, b.uuid, b.size, length(b.content), d.srcid";
  private static final String ROW = "SELECT " + COLUMNS + " FROM blob b LEFT JOIN delta d ON d.rid=b.rid WHERE ";

  @Nullable
  BlobRow byName(Hash name) throws SQLException {
    return row(session.bind(ROW + "b.uuid=?", name.hex()));
  }

  @Nullable
  BlobRow byRid(long rid) throws SQLException {
    return row(session.bind(ROW + "b.rid=?", rid));
  }

  private static @Nullable BlobRow row(PreparedStatement query) throws SQLException {
    try (ResultSet row = query.executeQuery()) {
      return row.next() ? row(row) : null;
    }
  }

  /** The row that a query of {@link #COLUMNS} stands at. */
  static BlobRow row(ResultSet row) throws SQLException {
    return new BlobRow(Columns.rid(row, 1), Columns.name(row, 2), row.getLong(3), row.getLong(4), row.getLong(5));
  }

  /** {@code rid} and the sources that lead to its full text, nearest first, each once; the caller closes it. */
  ResultSet chain(long rid) throws SQLException {
    return session
        .bind("WITH RECURSIVE c(rid) AS (VALUES(?) UNION SELECT d.srcid FROM c CROSS JOIN delta d ON d.rid=c.rid)"
            + " SELECT " + COLUMNS + " FROM c CROSS JOIN blob b ON b.rid=c.rid LEFT JOIN delta d ON d.rid=b.rid", rid)
        .executeQuery();
  }

  /** The stored bytes of {@code row}, null where it is no longer what it was. */
  byte @Nullable [] contentIfUnchanged(BlobRow row) throws SQLException {
    try (ResultSet now = session.bind("SELECT " + COLUMNS
        + ", b.content FROM blob b LEFT JOIN delta d ON d.rid=b.rid WHERE b.rid=?", row.rid()).executeQuery()) {
      return now.next() && row.equals(row(now)) ? now.getBytes(6) : null;
    }
  }

  long ridOf(Hash name) throws SQLException {
    return session.number(0, "SELECT rid FROM blob WHERE uuid=?", name.hex());
  }

  byte @Nullable [] content(long rid) throws SQLException {
    try (ResultSet row = session.bind("SELECT content FROM blob WHERE rid=?", rid).executeQuery()) {
      return row.next() ? row.getBytes(1) : null;
    }
  }

  /** Whether the name is on the shun list, or is a SHA1 name where the hash policy shuns those. Source: {@code uuid_is_shunned()}. */
  boolean isShunned(Hash name) throws SQLException {
    return isListed(name) || isRefusedByPolicy(name);
  }

  private boolean isListed(Hash name) throws SQLException {
    return session.any("SELECT 1 FROM shun WHERE uuid=?", name.hex());
  }

  boolean isRefusedByPolicy(Hash name) throws SQLException {
    return name.algorithm() == HashAlgorithm.SHA1 && HashPolicy.shunsSha1(session);
  }

  boolean isPrivate(long rid) throws SQLException {
    return session.any("SELECT 1 FROM private WHERE rid=?", rid);
  }

  /** As {@link #isAvailable(long)}, of a held row that was just read. */
  boolean isAvailable(BlobRow row) throws SQLException {
    if (row.source() != 0 && !available.contains(row.rid(), session.epoch()) && !isAvailable(row.source())) {
      return false;
    }
    available.add(row.rid(), row.sizeBytes(), row.source(), session.epoch());
    return true;
  }

  /** Whether the delta chain of {@code rid} ends in a full text; a chain that runs in a circle does not. */
  boolean isAvailable(long rid) throws SQLException {
    if (available.contains(rid, session.epoch())) {
      return true;
    }
    List<Step> walked = new ArrayList<>();
    // A row is computed when it is asked for, and no further than to what is known.
    try (ResultSet row = session.bind(
        "WITH RECURSIVE c(rid) AS (VALUES(?) UNION SELECT d.srcid FROM c CROSS JOIN delta d ON d.rid=c.rid)"
            + " SELECT b.rid, d.srcid, b.size FROM c CROSS JOIN blob b ON b.rid=c.rid AND b.size>=0"
            + " LEFT JOIN delta d ON d.rid=b.rid",
        rid).executeQuery()) {
      for (long at = rid; at != 0 && !available.contains(at, session.epoch()); at = row.getLong(2)) {
        if (!row.next() || row.getLong(1) != at) {
          return false;
        }
        walked.add(new Step(at, row.getLong(3), row.getLong(2)));
      }
    }
    walked.reversed().forEach(one -> available.add(one.rid(), one.sizeBytes(), one.source(), session.epoch()));
    return true;
  }

  private record Step(long rid, long sizeBytes, long source) {}

  /**
   * Whether the available {@code rid}, and so what is on its way, can be expanded with the memory there is. A chain is weighed only where something
   * on it exceeds the limit for artifacts, and once for all of its rows.
   */
  boolean isExpandable(long rid) throws SQLException {
    Boolean known = available.isExpandable(rid, session.epoch());
    if (known != null) {
      return known;
    }
    DeltaChain chain = DeltaChain.of(this, rid, name -> null);
    if (chain == null) {
      return false;
    }
    ChainMemory memory = new ChainMemory(0);
    boolean isTooMuch = false;
    for (BlobRow row : chain.rows().reversed()) {
      memory.add(row);
      isTooMuch |= memory.isTooMuch(options, true);
      available.weighed(row.rid(), isTooMuch, session.epoch());
    }
    return !isTooMuch;
  }

  /** Whether the delta chain that begins at {@code from} passes through {@code rid}. */
  boolean chainPasses(long from, long rid) throws SQLException {
    Set<Long> seen = new HashSet<>();
    for (long at = from; at != 0 && seen.add(at);) {
      if (at == rid) {
        return true;
      }
      at = session.number(0, "SELECT srcid FROM delta WHERE rid=?", at);
    }
    return false;
  }

  ArtifactStore.Known known(Hash name) throws SQLException {
    BlobRow row = byName(name);
    boolean shunned = isShunned(name);
    if (row == null) {
      return shunned
          ? new ArtifactStore.Known(ArtifactStore.Presence.ABSENT, false, true)
          : ArtifactStore.Known.NOTHING;
    }
    return new ArtifactStore.Known(presence(row), isPrivate(row.rid()), shunned);
  }

  ArtifactStore.Presence presence(BlobRow row) throws SQLException {
    if (row.isPhantom()) {
      return ArtifactStore.Presence.PHANTOM;
    }
    return isAvailable(row.rid()) ? ArtifactStore.Presence.HELD : ArtifactStore.Presence.DANGLING;
  }
}
