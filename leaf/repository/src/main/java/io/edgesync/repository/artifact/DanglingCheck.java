package io.edgesync.repository.artifact;

import io.edgesync.repository.RepositoryException;
import io.edgesync.repository.artifact.ArtifactWriter.Reason;
import io.edgesync.repository.database.SqlSession;
import io.edgesync.xfer.artifact.ArtifactHasher;
import io.edgesync.xfer.artifact.Hash;
import io.edgesync.xfer.artifact.JdkArtifactHasher;
import io.edgesync.xfer.content.MemoryBudget;
import io.edgesync.xfer.delta.Delta;
import io.edgesync.xfer.delta.DeltaException;
import io.edgesync.xfer.envelope.FramingException;
import io.edgesync.xfer.envelope.StoredForm;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Verifies, before the transaction that makes them whole, the deltas in the repository that wait for what is about to be stored. What it says
 * of a row holds as long as the row is what it was; rows that it did not get to are verified inside the transaction.
 */
final class DanglingCheck {

  /**
   * What was found of one row.
   *
   * @param reason null where its content is what its name says
   * @param text   what was expected and what was found, where it is not
   */
  record Verdict(BlobRow row, @Nullable Reason reason, String text) {
    boolean isRight() {
      return reason == null;
    }
  }

  /** What deltas wait for; charged until the last of them has been verified. */
  private static final class Source {
    final byte[] content;
    final MemoryBudget.@Nullable Charge charge;
    int waiting;

    /** @param charge null where somebody else holds it */
    Source(byte[] content, MemoryBudget.@Nullable Charge charge) {
      this.content = content;
      this.charge = charge;
    }

    void close() {
      if (charge != null) {
        charge.close();
      }
    }
  }

  /** A delta, and the content that it applies to. */
  private record Waiting(BlobRow row, byte[] framed, Source source) {}

  private final StorageContext context;
  private Loader loader;
  private final Map<Long, Verdict> verdicts = new HashMap<>();

  DanglingCheck(StorageContext context) {
    this.context = context;
    this.loader = new Loader(context);
  }

  /** What is known of deltas by rid. */
  Map<Long, Verdict> verdicts() {
    return verdicts;
  }

  /** Looks at everything that hangs on these names; each comes with its verified content. */
  void becomeWhole(Map<Hash, byte[]> contents) {
    if (contents.isEmpty()) {
      return;
    }
    Map<Hash, Long> waitedFor = context.database().read(session -> waitedFor(session, contents.keySet()));
    for (Map.Entry<Hash, Long> source : waitedFor.entrySet()) {
      byte[] content = contents.get(source.getKey());
      if (content != null) {
        becomesWhole(source.getValue(), content);
      }
    }
  }

  /** Where there is no room to go on, the rest is verified one by one, inside the transaction. */
  private void becomesWhole(long rid, byte[] content) {
    Deque<Waiting> stack = new ArrayDeque<>();
    try (StoredForm form = new StoredForm(); ArtifactHasher hasher = new JdkArtifactHasher()) {
      waiting(rid, new Source(content, null)).forEach(stack::push);
      while (!stack.isEmpty()) {
        Waiting next = stack.peek();
        Source whole = verify(next, form, hasher);
        stack.pop();
        letGo(next.source());
        if (whole != null) {
          context.cache().put(next.row().name(), whole.content);
          waiting(next.row().rid(), whole).forEach(stack::push);
        }
      }
    } catch (RepositoryException.OutOfBudget tooMuchAtOnce) {
      // Nor do the others wait for what this check may be holding itself.
      loader = loader.withoutPatience();
    } finally {
      stack.forEach(left -> letGo(left.source()));
    }
  }

  private static void letGo(Source source) {
    if (--source.waiting == 0) {
      source.close();
    }
  }

  /** Those of the names that have no content and are the source of something, with their rids. */
  private static Map<Hash, Long> waitedFor(SqlSession session, Collection<Hash> names) throws SQLException {
    Map<Hash, Long> waitedFor = new HashMap<>();
    for (Hash name : names) {
      long rid = session.number(0, "SELECT b.rid FROM blob b WHERE b.uuid=? AND b.size<0"
          + " AND EXISTS (SELECT 1 FROM delta WHERE srcid=b.rid)", name.hex());
      if (rid != 0) {
        waitedFor.put(name, rid);
      }
    }
    return waitedFor;
  }

  /** What waits for this; it is let go at once where nothing does. */
  private List<Waiting> waiting(long rid, Source source) {
    List<Waiting> waiting;
    try {
      waiting = read(rid, source);
    } catch (RuntimeException e) {
      source.close();
      throw e;
    }
    source.waiting = waiting.size();
    if (waiting.isEmpty()) {
      source.close();
    }
    return waiting;
  }

  private List<Waiting> read(long rid, Source source) {
    return context.database().read(session -> {
      List<BlobRow> rows = new ArrayList<>();
      try (ResultSet row = session.bind("SELECT " + Blobs.COLUMNS + " FROM delta d CROSS JOIN blob b ON b.rid=d.rid"
          + " WHERE d.srcid=? AND b.size>=0 ORDER BY b.rid", rid).executeQuery()) {
        while (row.next()) {
          rows.add(Blobs.row(row));
        }
      }
      List<Waiting> waiting = new ArrayList<>();
      for (BlobRow row : rows) {
        byte[] framed = verdicts.containsKey(row.rid()) ? null : context.blobs(session).content(row.rid());
        if (framed != null) {
          waiting.add(new Waiting(row, framed, source));
        }
      }
      return waiting;
    });
  }

  private @Nullable Source verify(Waiting delta, StoredForm form, ArtifactHasher hasher) {
    BlobRow row = delta.row();
    int bytesMax = context.artifactBytesMax();
    if (row.sizeBytes() > bytesMax) {
      say(row, Reason.TOO_LARGE, row.sizeBytes() + " bytes, the limit here is " + bytesMax + " bytes");
      return null;
    }
    MemoryBudget.Charge charge = loader.acquire(row.name(), row.sizeBytes());
    boolean isKept = false;
    try {
      byte[] inside = form.unframe(delta.framed(), 0, delta.framed().length, bytesMax);
      byte[] content = Delta.apply(delta.source().content, inside, bytesMax);
      Hash actual = hasher.hash(row.name().algorithm(), content);
      if (actual.equals(row.name())) {
        verdicts.put(row.rid(), new Verdict(row, null, ""));
        isKept = true;
        return new Source(content, charge);
      }
      say(row, Reason.WRONG_HASH, "expected content of that hash, got content of " + actual);
    } catch (FramingException | DeltaException e) {
      say(row, Reason.MALFORMED, String.valueOf(e.getMessage()));
    } finally {
      if (!isKept) {
        charge.close();
      }
    }
    return null;
  }

  private void say(BlobRow row, Reason reason, String observation) {
    verdicts.put(row.rid(), new Verdict(row, reason, observation));
  }
}
