package io.edgesync.repository.artifact;

import io.edgesync.repository.RepositoryException;
import io.edgesync.xfer.artifact.Hash;
import io.edgesync.xfer.delta.Delta;
import io.edgesync.xfer.delta.DeltaException;
import io.edgesync.xfer.envelope.FramingException;
import io.edgesync.xfer.envelope.StoredForm;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The way from an artifact to a full text: its own row first, then source after source, up to a full text or to a source that is in
 * memory. Of any length: applied in a loop, holding one source and one delta at a time.
 *
 * @param base expanded content of the source of the last row, null where the last row is a full text
 */
record DeltaChain(List<BlobRow> rows, byte @Nullable [] base) {

  /**
   * Of the steps between, those are kept that are 8, 16, 32 … away: the next older or newer version finds one near, and one long chain does
   * not drive all others out of the cache.
   */
  private static boolean isKept(int distance) {
    return distance == 0 || (distance >= 8 && Integer.bitCount(distance) == 1);
  }

  /** Gives the stored bytes of one row, null where the row has changed since the chain was walked. */
  @FunctionalInterface
  interface Source {
    byte @Nullable [] framed(BlobRow row) throws SQLException;
  }

  /** Null where {@code rid} is not available. */
  static @Nullable DeltaChain of(Blobs blobs, long rid, ContentCache cache) throws SQLException {
    List<BlobRow> rows = new ArrayList<>();
    Set<Long> seen = new HashSet<>();
    for (long at = rid;;) {
      BlobRow row = blobs.byRid(at);
      if (row == null || row.isPhantom() || !seen.add(at)) {
        return null;
      }
      byte[] cached = cache.get(row.name());
      if (cached != null) {
        return new DeltaChain(rows, cached);
      }
      rows.add(row);
      if (row.source() == 0) {
        return new DeltaChain(rows, null);
      }
      at = row.source();
    }
  }

  long framedBytes() {
    return rows.stream().mapToLong(BlobRow::framedBytes).sum();
  }

  long largestBytes() {
    return rows.stream().mapToLong(BlobRow::sizeBytes).max().orElse(0);
  }

  /** Null where a row has changed meanwhile. */
  byte @Nullable [] expand(Source source, StoredForm form, ContentCache cache, int bytesMax) throws SQLException {
    byte[] content = base;
    for (int i = rows.size() - 1; i >= 0; i--) {
      BlobRow row = rows.get(i);
      byte[] framed = source.framed(row);
      if (framed == null) {
        return null;
      }
      content = step(row.name(), content, framed, form, bytesMax);
      if (isKept(i)) {
        cache.put(row.name(), content);
      }
    }
    return content;
  }

  private static byte[] step(Hash name, byte @Nullable [] base, byte[] framed, StoredForm form, int bytesMax) {
    try {
      byte[] inside = form.unframe(framed, 0, framed.length, bytesMax);
      return base == null ? inside : Delta.apply(base, inside, bytesMax);
    } catch (FramingException | DeltaException e) {
      throw new RepositoryException.Corrupt(name, String.valueOf(e.getMessage()), e);
    }
  }
}
