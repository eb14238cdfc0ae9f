package io.edgesync.repository.artifact;

import io.edgesync.repository.RepositoryException;
import io.edgesync.xfer.artifact.Hash;
import io.edgesync.xfer.delta.Delta;
import io.edgesync.xfer.delta.DeltaException;
import io.edgesync.xfer.envelope.FramingException;
import io.edgesync.xfer.envelope.StoredForm;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The way from an artifact to a full text: its own row first, then source after source, up to a full text or to a source that is in
 * memory. Of any length: applied in a loop, holding one source and one delta at a time.
 *
 * @param base expanded content of the source of the last row, null where the last row is a full text
 */
record DeltaChain(List<BlobRow> rows, byte @Nullable [] base) {

  private static final int STEP = 8;

  /**
   * How far from the artifact every eighth step is kept: as far as the cache has room for them. So a walk along a long chain, towards
   * newer or towards older versions, expands each of them from a near one.
   */
  private int nearRows(long stepBytesMax) {
    long bytes = 0;
    int near = 0;
    for (int i = STEP; i < rows.size(); i += STEP) {
      bytes += rows.get(i).sizeBytes();
      if (bytes > stepBytesMax) {
        break;
      }
      near = i;
    }
    return near;
  }

  /** Beyond the near ones those 16, 32, 64 … away: they are the first to go, and the next walk to these parts begins at one of them. */
  private static boolean isStep(int distance, int near) {
    return distance <= near ? distance % STEP == 0 : distance >= STEP && Integer.bitCount(distance) == 1;
  }

  /** Gives the stored bytes of the row at a place in the chain, null where it has changed since the chain was walked. */
  @FunctionalInterface
  interface Source {
    byte @Nullable [] framed(int place) throws SQLException;
  }

  /** Null where {@code rid} is not available; a chain that runs in a circle, or into nothing, has no end. */
  static @Nullable DeltaChain of(Blobs blobs, long rid, Function<Hash, byte @Nullable []> known) throws SQLException {
    List<BlobRow> rows = new ArrayList<>();
    try (ResultSet walk = blobs.chain(rid)) {
      long expected = rid;
      while (walk.next()) {
        BlobRow row = Blobs.row(walk);
        if (row.rid() != expected || row.isPhantom()) {
          return null;
        }
        byte[] cached = known.apply(row.name());
        if (cached != null) {
          return new DeltaChain(rows, cached);
        }
        rows.add(row);
        if (row.source() == 0) {
          return new DeltaChain(rows, null);
        }
        expected = row.source();
      }
    }
    return null;
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
    int near = nearRows(cache.stepBytesMax());
    for (int i = rows.size() - 1; i >= 0; i--) {
      BlobRow row = rows.get(i);
      byte[] framed = source.framed(i);
      if (framed == null) {
        requireContent(row);
        return null;
      }
      content = step(row, content, framed, form, bytesMax);
      if (i == 0) {
        cache.put(row.name(), content);
      } else if (isStep(i, near)) {
        cache.putStep(row.name(), content);
      }
    }
    return content;
  }

  /**
   * Nothing is read of a row that has changed meanwhile, and of one that has nothing.
   *
   * @throws RepositoryException.Corrupt where it has nothing, though it is no phantom
   */
  static void requireContent(BlobRow row) {
    if (row.framedBytes() == 0) {
      throw new RepositoryException.Corrupt(row.name(),
          "expected " + row.sizeBytes() + " bytes, as its row says, found NULL"
              + " or nothing as its content",
          null);
    }
  }

  private static byte[] step(BlobRow row, byte @Nullable [] base, byte[] framed, StoredForm form, int bytesMax) {
    try {
      byte[] inside = form.unframe(framed, 0, framed.length, bytesMax);
      byte[] content = base == null ? inside : Delta.apply(base, inside, bytesMax);
      if (content.length != row.sizeBytes()) {
        throw new RepositoryException.Corrupt(row.name(),
            "expected " + row.sizeBytes() + " bytes, as its row says, found " + content.length, null);
      }
      return content;
    } catch (FramingException | DeltaException e) {
      throw new RepositoryException.Corrupt(row.name(), String.valueOf(e.getMessage()), e);
    }
  }
}
