package io.edgesync.repository.artifact;

import io.edgesync.repository.database.SqlSession;
import io.edgesync.xfer.delta.Delta;
import io.edgesync.xfer.delta.DeltaException;
import io.edgesync.xfer.envelope.FramingException;
import io.edgesync.xfer.envelope.StoredForm;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Expands the rows of a tree of deltas, a source before its deltas. A content is held until the last delta on it was applied, its array then used
 * again.
 */
final class TreeWalk implements AutoCloseable {

  private static final int READ_ROWS = 4000;
  private static final int READ_BYTES = 512 << 10;
  private static final int SPARE_MAX = 4;
  private static final String CONTENT = "SELECT b.content FROM blob b LEFT JOIN delta d ON d.rid=b.rid"
      + " WHERE b.rid=? AND b.size=? AND coalesce(d.srcid, 0)=?";

  /** A content on which deltas wait that were not applied yet. */
  private static final class Held {
    private final ChainStep step;
    private final byte[] bytes;
    private int waiting;

    Held(ChainStep step, byte[] bytes) {
      this.step = step;
      this.bytes = bytes;
      this.waiting = step.deltas.size();
    }
  }

  private final StorageContext context;
  private final long epoch;
  private final List<ChainStep> ordered;
  private final SharedChains.Visitor visitor;
  private final StoredForm form = new StoredForm();
  private final Deque<Held> held = new ArrayDeque<>();
  private final Deque<byte[]> spare = new ArrayDeque<>();
  private byte[] inside = new byte[8 << 10];

  TreeWalk(StorageContext context, long epoch, List<ChainStep> ordered, SharedChains.Visitor visitor) {
    this.context = context;
    this.epoch = epoch;
    this.ordered = ordered;
    this.visitor = visitor;
  }

  /** Ends at the first row that is not what it was, or not right. */
  void run() {
    for (int at = 0; at < ordered.size(); at++) {
      ChainStep step = ordered.get(at);
      Held source = held.peek();
      byte[] bytes = step.cached != null ? step.cached : expand(at, source);
      if (bytes == null) {
        return;
      }
      if (source != null && --source.waiting == 0) {
        held.pop();
        letGo(source.step, source.bytes);
      }
      if (step.name != null) {
        visitor.expanded(step.name, bytes, step.length());
      }
      if (!step.deltas.isEmpty()) {
        held.push(new Held(step, bytes));
      } else {
        letGo(step, bytes);
      }
    }
  }

  private byte @Nullable [] expand(int at, @Nullable Held source) {
    byte[] stored = framed(at);
    int size = ordered.get(at).length();
    try {
      if (stored == null) {
        return null;
      }
      int insideBytes = (int) StoredForm.announcedBytes(stored, 0, stored.length);
      if (source == null) {
        byte[] whole = form.unframe(stored, 0, stored.length, context.artifactBytesMax(), this::room);
        return insideBytes == size ? whole : null;
      }
      if (insideBytes > 2L * size + READ_BYTES) {
        return null;
      }
      inside = form.unframe(stored, 0, stored.length, context.artifactBytesMax(),
          bytes -> bytes <= inside.length ? inside : new byte[bytes]);
      return Delta.targetBytes(inside, 0, insideBytes) == size
          ? Delta.apply(source.bytes, 0, source.step.length(), inside, 0, insideBytes, size, this::room)
          : null;
    } catch (FramingException | DeltaException e) {
      return null;
    }
  }

  private byte @Nullable [] framed(int at) {
    ChainStep step = ordered.get(at);
    if (step.framed == null) {
      context.database().read(session -> {
        readAhead(session, at);
        return null;
      });
    }
    byte[] framed = step.framed;
    step.framed = null;
    return framed;
  }

  /** What is larger, or was too much; nothing of a row that has changed. */
  private void readAhead(SqlSession session, int from) throws SQLException {
    if (session.epoch() != epoch) {
      return;
    }
    long bytes = 0;
    for (int at = from; at < Math.min(from + READ_ROWS, ordered.size()) && bytes < READ_BYTES; at++) {
      ChainStep step = ordered.get(at);
      if (step.cached == null && step.framed == null) {
        try (ResultSet row = session.bind(CONTENT, step.rid, step.size, step.source).executeQuery()) {
          step.framed = row.next() ? row.getBytes(1) : null;
        }
        bytes += step.framed == null ? 0 : step.framed.length;
      }
    }
  }

  private byte[] room(int bytes) {
    byte[] room = spare.poll();
    return room != null && room.length >= bytes ? room : new byte[bytes + bytes / 8];
  }

  /** What others have in memory is theirs. */
  private void letGo(ChainStep step, byte[] bytes) {
    if (step.cached == null && spare.size() < SPARE_MAX) {
      spare.push(bytes);
    }
  }

  @Override
  public void close() {
    form.close();
  }

  /** Contents that are held at the same time at most, and what is made of them. */
  static long bytesAtOnce(List<ChainStep> ordered) {
    Deque<long[]> held = new ArrayDeque<>();
    long bytes = 0;
    long most = 0;
    long largest = 0;
    for (ChainStep step : ordered) {
      long size = step.length();
      largest = Math.max(largest, size);
      most = Math.max(most, bytes + size);
      if (!held.isEmpty() && --held.element()[1] == 0) {
        bytes -= held.pop()[0];
      }
      if (!step.deltas.isEmpty()) {
        held.push(new long[]{size, step.deltas.size()});
        bytes += size;
      }
    }
    return most + (SPARE_MAX + 2) * largest + 2 * READ_BYTES;
  }
}
