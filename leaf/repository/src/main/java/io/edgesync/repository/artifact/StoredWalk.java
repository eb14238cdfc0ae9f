package io.edgesync.repository.artifact;

import io.edgesync.repository.artifact.ArtifactStore.StoredArtifact;
import io.edgesync.repository.artifact.ArtifactStore.StoredVisitor;
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

/** Walks stored artifacts by rid or by name, some hundred rows or half a mebibyte per read transaction. */
record StoredWalk(StorageContext context, Loader loader) {

  private static final int ROWS = 500;
  private static final long BYTES = 512 << 10;
  private static final String SELECT = "SELECT b.rid, b.uuid, b.size, length(b.content), d.srcid FROM blob b"
      + " LEFT JOIN delta d ON d.rid=b.rid WHERE b.size>=0" + NameLists.NOT_SHUNNED;

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
      Optional<StoredArtifact> alone = loader.loadStored(name);
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
    List<BlobRow> rows = rows(course.rows(session, from));
    for (BlobRow blob : rows) {
      if (bytes > BYTES) {
        return new Part<>(items, course.at(blob));
      }
      StoredRow row = StoredRow.of(blobs, blob);
      if (row != null) {
        boolean alone = row.mustExpand() || blob.framedBytes() > BYTES;
        bytes += alone ? 0 : blob.framedBytes();
        items.add(new Item(row, alone ? null : blobs.content(blob.rid())));
      }
    }
    return new Part<>(items, rows.size() < ROWS ? null : course.after(rows.getLast()));
  }

  private static List<BlobRow> rows(PreparedStatement query) throws SQLException {
    List<BlobRow> rows = new ArrayList<>(ROWS);
    try (ResultSet row = query.executeQuery()) {
      while (row.next()) {
        rows.add(Blobs.row(row));
      }
    }
    return rows;
  }
}
