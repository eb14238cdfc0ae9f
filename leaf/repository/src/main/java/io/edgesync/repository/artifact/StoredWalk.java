package io.edgesync.repository.artifact;

import io.edgesync.repository.RepositoryException;
import io.edgesync.repository.artifact.ArtifactStore.StoredArtifact;
import io.edgesync.repository.artifact.ArtifactStore.StoredVisitor;
import io.edgesync.repository.database.Columns;
import io.edgesync.repository.database.SqlSession;
import io.edgesync.xfer.artifact.Hash;
import io.edgesync.xfer.content.Content;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Walks stored artifacts by rid or by name, some hundred rows or half a mebibyte per read transaction.
 *
 * @param sourceBytesMax deltas of what is larger are given as full text
 */
record StoredWalk(StorageContext context, Loader loader, long sourceBytesMax) {

  private static final int ROWS = 500;
  private static final long BYTES = 512 << 10;
  /** All there is to know of a row in one query: a clone reads every row. */
  private static final String SELECT = "SELECT " + Blobs.COLUMNS + ", CASE WHEN length(b.content)<=" + BYTES
      + " THEN b.content END, EXISTS (SELECT 1 FROM private WHERE rid=b.rid), s.uuid,"
      + " EXISTS (SELECT 1 FROM private WHERE rid=s.rid), EXISTS (SELECT 1 FROM shun WHERE uuid=s.uuid), s.size"
      + " FROM blob b LEFT JOIN delta d ON d.rid=b.rid LEFT JOIN blob s ON s.rid=d.srcid WHERE b.size>=0"
      + NameLists.NOT_SHUNNED;

  /** {@code framed} is null for what is better loaded by itself. */
  private record Item(StoredRow row, byte @Nullable [] framed) {}

  /** {@code next} is where to go on after all the items, null at the end. */
  private record Part<P>(List<Item> items, @Nullable P next) {}

  /** In which order, and which ones; {@code P} is a place in it. */
  private interface Course<P> {
    /** The next {@link #ROWS} rows from {@code place} on. */
    PreparedStatement rows(SqlSession session, P place) throws SQLException;

    P at(BlobRow row);

    P after(BlobRow row);
  }

  int walk(int fromSequence, boolean includePrivate, StoredVisitor visitor) {
    String sql = SELECT + " AND b.rid>=?" + (includePrivate ? "" : NameLists.NOT_PRIVATE) + " ORDER BY b.rid LIMIT "
        + ROWS;
    Integer next = walk(fromSequence, visitor, new Course<Integer>() {
      @Override
      public PreparedStatement rows(SqlSession session, Integer place) throws SQLException {
        return session.bind(sql, place);
      }

      @Override
      public Integer at(BlobRow row) {
        return (int) row.rid();
      }

      @Override
      public Integer after(BlobRow row) {
        return (int) row.rid() + 1;
      }
    });
    return next == null ? 0 : next;
  }

  @Nullable
  String walk(String from, @Nullable String before, StoredVisitor visitor) {
    String sql = SELECT + " AND b.uuid>=?" + (before == null ? "" : " AND b.uuid<?") + NameLists.NOT_PRIVATE
        + " ORDER BY b.uuid LIMIT " + ROWS;
    return walk(from, visitor, new Course<String>() {
      @Override
      public PreparedStatement rows(SqlSession session, String place) throws SQLException {
        return before == null ? session.bind(sql, place) : session.bind(sql, place, before);
      }

      @Override
      public String at(BlobRow row) {
        return row.name().hex();
      }

      @Override
      public String after(BlobRow row) {
        // No name lies between.
        return row.name().hex() + "0";
      }
    });
  }

  private <P> @Nullable P walk(P start, StoredVisitor visitor, Course<P> course) {
    P from = start;
    while (from != null) {
      P begin = from;
      Part<P> part = context.database().read(session -> part(session, begin, course));
      for (int i = 0; i < part.items().size(); i++) {
        if (!visit(part.items().get(i), visitor)) {
          return i + 1 < part.items().size() ? course.at(part.items().get(i + 1).row().blob()) : part.next();
        }
      }
      from = part.next();
    }
    return null;
  }

  private boolean visit(Item item, StoredVisitor visitor) {
    Hash name = item.row().blob().name();
    byte[] framed = item.framed();
    if (framed == null) {
      Optional<StoredArtifact> alone;
      try {
        alone = loader.loadStored(name, sourceBytesMax);
      } catch (RepositoryException.TooLarge e) {
        return visitor.tooLarge(e);
      }
      return alone.isEmpty() || visitor.visit(alone.get());
    }
    Content content = Content.of(framed, loader.acquire(name, framed.length));
    return visitor.visit(new StoredArtifact(name, item.row().sourceName(), item.row().blob().sizeBytes(),
        item.row().isPrivate(), content));
  }

  private <P> Part<P> part(SqlSession session, P from, Course<P> course) throws SQLException {
    Blobs blobs = context.blobs(session);
    List<Item> items = new ArrayList<>();
    long bytes = 0;
    int rows = 0;
    BlobRow last = null;
    try (ResultSet row = course.rows(session, from).executeQuery()) {
      for (; row.next(); rows++) {
        last = Blobs.row(row);
        if (bytes > BYTES) {
          return new Part<>(items, course.at(last));
        }
        StoredRow stored = blobs.isAvailable(last) ? stored(blobs, last, row) : null;
        if (stored != null) {
          byte @Nullable [] framed = stored.mustExpand() ? null : row.getBytes(6);
          bytes += framed == null ? 0 : framed.length;
          items.add(new Item(stored, framed));
        }
      }
    }
    return new Part<>(items, last == null || rows < ROWS ? null : course.after(last));
  }

  /** Null where the source has no row. */
  private @Nullable StoredRow stored(Blobs blobs, BlobRow blob, ResultSet row) throws SQLException {
    boolean isPrivate = row.getBoolean(7);
    if (blob.source() == 0) {
      return new StoredRow(blob, null, isPrivate, false);
    }
    if (row.getString(8) == null) {
      return null;
    }
    Hash source = Columns.name(row, 8);
    boolean mustExpand = (!isPrivate && row.getBoolean(9)) || row.getBoolean(10) || row.getLong(11) > sourceBytesMax
        || blobs.isRefusedByPolicy(source) || !blobs.isExpandable(blob.source());
    return new StoredRow(blob, source, isPrivate, mustExpand);
  }
}
