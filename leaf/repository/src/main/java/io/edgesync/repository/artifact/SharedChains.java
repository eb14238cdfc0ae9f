package io.edgesync.repository.artifact;

import io.edgesync.repository.RepositoryException;
import io.edgesync.repository.database.Columns;
import io.edgesync.repository.database.SqlSession;
import io.edgesync.xfer.artifact.Hash;
import io.edgesync.xfer.content.Content;
import io.edgesync.xfer.content.MemoryBudget;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Expands many artifacts whose delta chains have most of their way in common, as those of a long history do: each row on the way once, from the
 * full texts outwards. Of the deltas on a row the one on which most others hang is the last, so that few contents are held at a time: as many as
 * the logarithm of the rows at most. Whatever is in the way of this, chains of too many rows or through what is larger than is taken
 * here, too little memory, a row that changed or is damaged, is left to {@link Loader#loadSource}, one by one: it says what is wrong, but of what is
 * too large or finds no memory, which costs only those who wait for that.
 */
final class SharedChains {

  /** Rows that are kept in memory at a time. */
  private static final int ROWS_MAX = 60_000;
  private static final int ROW_BYTES = 150;
  /** What is stored of a row is read along with it up to this; most deltas are smaller. */
  private static final int SMALL_BYTES = 1024;
  private static final long SMALL_BYTES_MAX = 8 << 20;
  /** So far from what is wanted it may be that somebody read just that. */
  private static final int NEAR = 64;
  private static final String CHAIN = "WITH RECURSIVE c(rid) AS (VALUES(?) UNION ALL"
      + " SELECT d.srcid FROM c CROSS JOIN delta d ON d.rid=c.rid)"
      + " SELECT b.rid, b.size, d.srcid, CASE WHEN length(b.content)<=" + SMALL_BYTES + " THEN b.content END, b.uuid"
      + " FROM c CROSS JOIN blob b ON b.rid=c.rid LEFT JOIN delta d ON d.rid=b.rid";
  private static final int READ_ROWS = 4000;

  /** Takes a content. */
  @FunctionalInterface
  interface Visitor {
    /** The content is the first {@code length} of {@code bytes}, which are of no use when this returns. */
    void expanded(Hash name, byte[] bytes, int length);

    /** There was no memory for a content. */
    default void starved(Hash name, RepositoryException.OutOfBudget why) {}
  }

  private final StorageContext context;
  private Loader loader;
  private final Map<Long, ChainStep> steps = new HashMap<>();
  private final List<ChainStep> roots = new ArrayList<>();
  private long smallBytes;
  private long epoch;

  SharedChains(StorageContext context) {
    this.context = context;
    this.loader = new Loader(context);
  }

  /** Gives the contents of those that are held, each name once, in whatever order. */
  void expand(Collection<Hash> names, Visitor visitor) {
    Set<Hash> left = new LinkedHashSet<>(names);
    if (left.size() > 1) {
      for (Iterator<Hash> next = names.iterator(); next.hasNext();) {
        read(next);
        order().forEach(ordered -> walk(ordered, names.iterator().next(), (name, bytes, length) -> {
          left.remove(name);
          visitor.expanded(name, bytes, length);
        }));
        steps.clear();
        roots.clear();
        smallBytes = 0;
      }
    }
    left.forEach(name -> alone(name, visitor));
  }

  private void alone(Hash name, Visitor visitor) {
    Optional<Content> loaded;
    try {
      loaded = loader.loadSource(name);
    } catch (RepositoryException.TooLarge e) {
      // Who wants something of it finds out, and says so of that.
      return;
    } catch (RepositoryException.OutOfBudget e) {
      loader = loader.withoutPatience();
      visitor.starved(name, e);
      return;
    }
    loaded.ifPresent(content -> {
      try (content) {
        visitor.expanded(name, content.toArray(), content.size());
      }
    });
  }

  private void read(Iterator<Hash> left) {
    while (left.hasNext() && steps.size() < ROWS_MAX) {
      context.database().read(session -> {
        if (steps.isEmpty()) {
          epoch = session.epoch();
        } else if (epoch != session.epoch()) {
          // Another program wrote meanwhile: what was read may be gone.
          while (left.hasNext()) {
            left.next();
          }
          roots.clear();
        }
        int before = steps.size();
        while (left.hasNext() && steps.size() < Math.min(before + READ_ROWS, ROWS_MAX)) {
          follow(session, left.next());
        }
        return null;
      });
    }
  }

  /** Follows a chain up to a full text, to a content in memory, or to a chain that was followed before. */
  private void follow(SqlSession session, Hash name) throws SQLException {
    List<ChainStep> way = new ArrayList<>();
    try (ResultSet row = session.bind(CHAIN, context.blobs(session).ridOf(name)).executeQuery()) {
      for (long expected = 0; steps.size() + way.size() < ROWS_MAX;) {
        ChainStep known = steps.get(expected);
        if (known == null) {
          if (!row.next() || (expected != 0 && row.getLong(1) != expected)) {
            return;
          }
          known = steps.get(row.getLong(1));
        }
        ChainStep step = known == null ? step(row, way.size()) : known;
        if (step == null) {
          return;
        }
        way.add(step);
        if (known != null || step.cached != null || step.source == 0) {
          keep(name, way);
          return;
        }
        expected = step.source;
      }
    }
  }

  /** Null for a phantom, and for what is too large here. */
  private @Nullable ChainStep step(ResultSet row, int distance) throws SQLException {
    long size = row.getLong(2);
    if (size < 0 || size > context.artifactBytesMax()) {
      return null;
    }
    byte[] cached = distance < NEAR ? context.cache().get(Columns.name(row, 5)) : null;
    ChainStep step = new ChainStep(row.getLong(1), size, row.getLong(3), cached);
    if (cached == null && smallBytes < SMALL_BYTES_MAX) {
      step.framed = row.getBytes(4);
      smallBytes += step.framed == null ? 0 : step.framed.length;
    }
    return step;
  }

  private void keep(Hash name, List<ChainStep> way) {
    ChainStep end = way.getLast();
    if (steps.putIfAbsent(end.rid, end) == null) {
      roots.add(end);
    }
    for (int i = way.size() - 2; i >= 0; i--) {
      steps.put(way.get(i).rid, way.get(i));
      way.get(i + 1).deltas.add(way.get(i));
    }
    way.getFirst().name = name;
  }

  /** The steps of each tree, a source before its deltas and the heaviest of these last. */
  private List<List<ChainStep>> order() {
    List<List<ChainStep>> trees = new ArrayList<>();
    for (ChainStep root : roots) {
      List<ChainStep> ordered = new ArrayList<>();
      // Any order with sources first will do to weigh them, from behind.
      ordered.add(root);
      for (int i = 0; i < ordered.size(); i++) {
        ordered.addAll(ordered.get(i).deltas);
      }
      for (ChainStep step : ordered.reversed()) {
        step.deltas.forEach(delta -> step.weight += delta.weight);
        step.deltas.sort(Comparator.comparingInt(delta -> delta.weight));
      }
      ordered.clear();
      Deque<ChainStep> next = new ArrayDeque<>(List.of(root));
      while (!next.isEmpty()) {
        ChainStep step = next.pop();
        ordered.add(step);
        step.deltas.reversed().forEach(next::push);
      }
      trees.add(ordered);
    }
    return trees;
  }

  private void walk(List<ChainStep> ordered, Hash first, Visitor visitor) {
    long bytes = TreeWalk.bytesAtOnce(ordered) + (long) ROW_BYTES * ordered.size() + smallBytes;
    // One by one they may find room.
    if (bytes > context.options().budget().totalBytes() / 4) {
      return;
    }
    MemoryBudget.Charge charge;
    try {
      charge = loader.acquire(first, bytes);
    } catch (RepositoryException.OutOfBudget e) {
      loader = loader.withoutPatience();
      return;
    }
    try (TreeWalk walk = new TreeWalk(context, epoch, ordered, visitor)) {
      walk.run();
    } finally {
      charge.close();
    }
  }
}
