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
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.Set;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Verifies, before the transaction that makes them whole, the deltas in the repository that wait for what is about to be stored. What it says
 * of a row holds as long as the row is what it was; rows that it did not get to are verified inside the transaction.
 */
final class DanglingCheck implements AutoCloseable {

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
  private record Waiting(BlobRow row, Source source) {}

  /** Of the deltas of one artifact. */
  private static final int ROWS_MAX = 10_000;
  /** Of all that becomes whole with one artifact; what is beyond is not looked at before. */
  private static final int BELOW_MAX = 200_000;
  /** What becomes whole with one artifact, and is crosslinked, in one transaction: less than a second, in which nobody else can write. */
  private static final int AT_ONCE_MAX = 300;
  /** Of fewer it is not worth a full text. */
  private static final int EARLY_MIN = 30;
  private static final int EARLY_BYTES_MAX = 1 << 20;

  /**
   * One of so many that wait for the same artifact that they do not become whole in one transaction: stored as full text before, it brings along
   * what hangs on it.
   */
  record Early(BlobRow row, byte[] content) {}

  private final StorageContext context;
  private final BiConsumer<Hash, byte[]> found;
  /** Whoever waits for memory here may be holding it himself. */
  private final Loader loader;
  private final Map<Long, Verdict> verdicts = new HashMap<>();
  /** Those that others hang on come before these. */
  private final List<Early> early = new ArrayList<>();
  private final List<MemoryBudget.Charge> charges = new ArrayList<>();

  /** @param found is given what was verified, with its content, at once */
  DanglingCheck(StorageContext context, BiConsumer<Hash, byte[]> found) {
    this.context = context;
    this.found = found;
    this.loader = new Loader(context).withoutPatience();
  }

  /** What is known of deltas by rid. */
  Map<Long, Verdict> verdicts() {
    return verdicts;
  }

  /** What to store as full text before anything else, in this order; their contents are charged until this is closed. */
  List<Early> early() {
    return early.reversed();
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
    Set<Long> heads = context.database().read(session -> heads(session, rid));
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
          found.accept(next.row().name(), whole.content);
          if (heads.contains(next.row().rid())) {
            comesEarly(next.row(), whole.content);
          }
          waiting(next.row().rid(), whole).forEach(stack::push);
        }
      }
    } catch (RepositoryException.OutOfBudget tooMuchAtOnce) {
      return;
    } finally {
      stack.forEach(left -> letGo(left.source()));
    }
  }

  private void comesEarly(BlobRow row, byte[] content) {
    if (content.length <= EARLY_BYTES_MAX) {
      charges.add(loader.acquire(row.name(), content.length));
      early.add(new Early(row, content));
    }
  }

  /** Of the trees of deltas below this artifact, which together are too many, those on which just enough others hang. */
  private static Set<Long> heads(SqlSession session, long rid) throws SQLException {
    // Each after the one that it hangs on.
    SequencedMap<Long, Long> sources = new LinkedHashMap<>();
    try (ResultSet row = session.bind("WITH RECURSIVE below(rid, srcid) AS (SELECT rid, srcid FROM delta WHERE srcid=?"
        + " UNION ALL SELECT d.rid, d.srcid FROM below CROSS JOIN delta d ON d.srcid=below.rid)"
        + " SELECT rid, srcid FROM below LIMIT " + BELOW_MAX, rid).executeQuery()) {
      while (row.next()) {
        sources.put(row.getLong(1), row.getLong(2));
      }
    }
    Set<Long> heads = new HashSet<>();
    Map<Long, Integer> below = new HashMap<>();
    sources.sequencedEntrySet().reversed().forEach(delta -> {
      int count = 1 + below.getOrDefault(delta.getKey(), 0);
      int beside = below.getOrDefault(delta.getValue(), 0);
      if (count + beside >= AT_ONCE_MAX && count >= EARLY_MIN) {
        heads.add(delta.getKey());
      } else {
        below.merge(delta.getValue(), count, Integer::sum);
      }
    });
    return heads;
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

  /** Those on which nothing hangs come last, and so are looked at first: then the source is let go before what is deep below. */
  private List<Waiting> read(long rid, Source source) {
    return context.database().read(session -> {
      List<Waiting> waiting = new ArrayList<>();
      try (ResultSet row = session.bind("SELECT " + Blobs.COLUMNS + " FROM delta d CROSS JOIN blob b ON b.rid=d.rid"
          + " WHERE d.srcid=? AND b.size>=0 ORDER BY EXISTS (SELECT 1 FROM delta WHERE srcid=b.rid) DESC, b.rid LIMIT "
          + ROWS_MAX, rid).executeQuery()) {
        while (row.next()) {
          BlobRow found = Blobs.row(row);
          if (!verdicts.containsKey(found.rid())) {
            waiting.add(new Waiting(found, source));
          }
        }
      }
      return waiting;
    });
  }

  /** The stored bytes; null where the row is another by now. */
  private byte @Nullable [] framed(BlobRow row) {
    return context.database().read(session -> {
      Blobs blobs = context.blobs(session);
      return row.equals(blobs.byRid(row.rid())) ? blobs.content(row.rid()) : null;
    });
  }

  /** How large it becomes the delta says: the row says 0 where stock has rebuilt the repository meanwhile. */
  private @Nullable Source verify(Waiting delta, StoredForm form, ArtifactHasher hasher) {
    BlobRow row = delta.row();
    int bytesMax = context.artifactBytesMax();
    byte[] framed = framed(row);
    if (framed == null) {
      return null;
    }
    MemoryBudget.Charge charge = null;
    boolean isKept = false;
    try {
      byte[] inside = form.unframe(framed, 0, framed.length, bytesMax);
      int bytes = Delta.targetBytes(inside);
      if (bytes > bytesMax) {
        say(row, Reason.TOO_LARGE, bytes + " bytes, the limit here is " + bytesMax + " bytes");
        return null;
      }
      charge = loader.acquire(row.name(), bytes);
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
      if (charge != null && !isKept) {
        charge.close();
      }
    }
    return null;
  }

  private void say(BlobRow row, Reason reason, String observation) {
    verdicts.put(row.rid(), new Verdict(row, reason, observation));
  }

  @Override
  public void close() {
    charges.forEach(MemoryBudget.Charge::close);
    charges.clear();
  }
}
