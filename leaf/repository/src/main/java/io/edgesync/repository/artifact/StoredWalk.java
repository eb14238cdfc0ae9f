package io.edgesync.repository.artifact;

import io.edgesync.repository.artifact.ArtifactStore.StoredArtifact;
import io.edgesync.repository.artifact.ArtifactStore.StoredVisitor;
import io.edgesync.repository.database.SqlSession;
import io.edgesync.xfer.artifact.Hash;
import io.edgesync.xfer.content.Content;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Walks stored artifacts by rid, some hundred rows or half a mebibyte per read transaction. */
record StoredWalk(StorageContext context, Loader loader) {

  private static final int ROWS = 500;
  private static final long BYTES = 512 << 10;

  /** {@code framed} is null for what is better loaded by itself. */
  private record Item(StoredRow row, byte @Nullable [] framed) {}

  /** {@code next} is where to go on after all the items, 0 at the end. */
  private record Part(List<Item> items, int next) {}

  int walk(int fromSequence, boolean includePrivate, StoredVisitor visitor) {
    int from = fromSequence;
    while (from != 0) {
      int begin = from;
      Part part = context.database().read(session -> part(session, begin, includePrivate));
      for (int i = 0; i < part.items().size(); i++) {
        boolean more = visit(part.items().get(i), visitor);
        if (!more) {
          return i + 1 < part.items().size() ? (int) part.items().get(i + 1).row().blob().rid() : part.next();
        }
      }
      from = part.next();
    }
    return 0;
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

  private Part part(SqlSession session, int from, boolean includePrivate) throws SQLException {
    Blobs blobs = context.blobs(session);
    List<Item> items = new ArrayList<>();
    long bytes = 0;
    List<BlobRow> rows = rows(session, from, includePrivate);
    for (BlobRow blob : rows) {
      if (bytes > BYTES) {
        return new Part(items, (int) blob.rid());
      }
      StoredRow row = StoredRow.of(blobs, blob);
      if (row != null) {
        boolean alone = row.mustExpand() || blob.framedBytes() > BYTES;
        bytes += alone ? 0 : blob.framedBytes();
        items.add(new Item(row, alone ? null : blobs.content(blob.rid())));
      }
    }
    return new Part(items, rows.size() < ROWS ? 0 : (int) rows.getLast().rid() + 1);
  }

  private static List<BlobRow> rows(SqlSession session, int from, boolean includePrivate) throws SQLException {
    List<BlobRow> rows = new ArrayList<>(ROWS);
    String sql = "SELECT b.rid, b.uuid, b.size, length(b.content), d.srcid FROM blob b LEFT JOIN delta d ON d.rid=b.rid"
        + " WHERE b.rid>=? AND b.size>=0 AND NOT EXISTS (SELECT 1 FROM shun WHERE uuid=b.uuid)"
        + (includePrivate ? "" : " AND NOT EXISTS (SELECT 1 FROM private WHERE rid=b.rid)") + " ORDER BY b.rid LIMIT "
        + ROWS;
    try (ResultSet row = session.bind(sql, from).executeQuery()) {
      while (row.next()) {
        rows.add(Blobs.row(row));
      }
    }
    return rows;
  }
}
