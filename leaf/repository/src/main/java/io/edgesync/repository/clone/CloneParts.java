package io.edgesync.repository.clone;

import io.edgesync.repository.artifact.ArtifactStore.StoredArtifact;
import io.edgesync.repository.artifact.NameRange;
import io.edgesync.repository.artifact.NameRanges;
import io.edgesync.repository.database.RepositoryDatabase;
import io.edgesync.repository.rebuild.Fault;
import io.edgesync.repository.rebuild.WrongArtifact;
import io.edgesync.repository.structure.JulianDay;
import io.edgesync.xfer.artifact.Hash;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A clone that several peers give parts of, by ranges of names: which ranges are here, and which peer gave what, so that what a wrong one gave
 * can be thrown away. All of it is kept in the part file with the artifacts. Copies of a project store the same artifacts as deltas of different
 * ones, so that a mixture may lack a source, or have deltas that run in a circle: {@link #missingSources} and {@link #circles} find them.
 * Thread-safe as far as its methods go; {@link CloneFile} is not.
 */
public final class CloneParts {

  private final RepositoryDatabase database;
  private final InstantSource clock;
  private final CloneFile file;
  private NameRanges gaps;

  CloneParts(CloneFile file, RepositoryDatabase database, InstantSource clock) {
    this.file = file;
    this.database = database;
    this.clock = clock;
    this.gaps = database.read(session -> {
      PartRows rows = new PartRows(session);
      String text = PartRows.isPart(session) ? rows.get(PartRows.GAPS) : "";
      return text == null ? NameRanges.ALL : NameRanges.parse(text);
    });
  }

  /** The names that nobody has given yet; none when all is here. */
  public synchronized NameRanges gaps() {
    return gaps;
  }

  /**
   * Stores what a peer gave, in one transaction, and closes the contents. Artifacts that are here already are skipped.
   *
   * @param given all of the peer's names in this range are here now; null for artifacts that were asked for by name
   */
  public synchronized void append(String peer, List<StoredArtifact> artifacts, @Nullable NameRange given) {
    try {
      NameRanges left = given == null ? gaps : gaps.without(given);
      int stored = database.write(transaction -> {
        PartRows rows = new PartRows(transaction.session());
        long receipt = rows.receipt(peer, JulianDay.of(clock.instant()));
        int count = 0;
        for (StoredArtifact artifact : artifacts) {
          count += rows.put(artifact, receipt) ? 1 : 0;
        }
        if (given != null) {
          rows.set(PartRows.GAPS, left.toString());
          rows.set(PartRows.GIVEN + peer, given(rows, peer).with(given).toString());
        }
        return count;
      });
      gaps = left;
      file.counted(stored);
    } finally {
      artifacts.forEach(artifact -> artifact.content().close());
    }
  }

  private static NameRanges given(PartRows rows, String peer) throws java.sql.SQLException {
    String text = rows.get(PartRows.GIVEN + peer);
    return text == null ? NameRanges.NONE : NameRanges.parse(text);
  }

  /** Throws away all that a peer gave; its ranges are gaps again. */
  public synchronized void forget(String peer) {
    gaps = database.write(transaction -> {
      PartRows rows = new PartRows(transaction.session());
      NameRanges open = gaps.with(given(rows, peer));
      rows.set(PartRows.GAPS, open.toString());
      rows.set(PartRows.GIVEN + peer, "");
      rows.set(PartRows.NEXT, "1");
      file.counted(-rows.forget(peer));
      return open;
    });
    file.at(1);
  }

  /** Throws away single artifacts. */
  public synchronized void forget(Collection<Hash> names) {
    int gone = database.write(transaction -> new PartRows(transaction.session()).forget(names));
    file.counted(-gone);
  }

  /** Throws away what hangs, at whatever distance, on something that is not here; how much that was. */
  public synchronized int forgetWithoutSource() {
    int gone = database.write(transaction -> PartRows.isPart(transaction.session())
        ? new PartRows(transaction.session()).forgetWithoutSource()
        : 0);
    file.counted(-gone);
    return gone;
  }

  /** Whether there are neither {@link #missingSources} nor {@link #circles}. What was found out for that, {@link CloneFile#finish} need not. */
  public synchronized boolean fitsTogether() {
    return database.write(transaction -> {
      PartRows rows = new PartRows(transaction.session());
      boolean fits = rows.link() == null && circles(rows.linked(), 1).isEmpty();
      if (!fits) {
        rows.unlink();
      }
      return fits;
    });
  }

  /** Sources of deltas that are here, and are not here themselves. */
  public synchronized List<Hash> missingSources(int max) {
    return database.read(session -> new PartRows(session).missingSources(max));
  }

  /** What is stored as a delta of one of these. */
  public synchronized Set<Hash> deltasOf(Collection<Hash> sources) {
    return database.read(session -> new PartRows(session).deltasOf(Set.copyOf(sources)));
  }

  /** One artifact of each circle of deltas: without it the others can be expanded. */
  public synchronized List<Hash> circles() {
    return database.read(session -> {
      PartRows rows = new PartRows(session);
      List<Hash> names = new ArrayList<>();
      for (int rid : circles(rows.sources(), Integer.MAX_VALUE)) {
        names.add(rows.name(rid));
      }
      return names;
    });
  }

  private static List<Integer> circles(int[] sources, int max) {
    int[] walks = new int[sources.length];
    List<Integer> found = new ArrayList<>();
    for (int start = 1; start < sources.length && found.size() < max; start++) {
      int at = start;
      while (at != 0 && walks[at] == 0) {
        walks[at] = start;
        at = sources[at];
      }
      if (at != 0 && walks[at] == start) {
        found.add(at);
      }
    }
    return found;
  }

  /**
   * Who gave what is wrong: a delta whose source is wrong, too, is its giver's fault no more than anybody's.
   *
   * @return the reason by peer, empty where nobody is to blame
   */
  public synchronized Map<String, String> givers(List<WrongArtifact> wrong) {
    Set<String> names = new HashSet<>();
    wrong.forEach(each -> names.add(each.name()));
    return database.read(session -> {
      PartRows rows = new PartRows(session);
      Map<String, String> givers = new LinkedHashMap<>();
      for (WrongArtifact each : wrong) {
        String peer = rows.giver(each.name());
        String source = rows.source(each.name());
        if (peer != null && each.fault() != Fault.LOOP && (source == null || !names.contains(source))) {
          givers.putIfAbsent(peer, "artifact " + each.name() + ": " + each.reason());
        }
      }
      return givers;
    });
  }

  /** Notes that nothing is missing any more, so that {@link CloneFile#finish} may follow. */
  public synchronized void done() {
    if (!gaps.isEmpty()) {
      throw new IllegalStateException("names are missing still: " + gaps);
    }
    database.write(transaction -> {
      new PartRows(transaction.session()).set(PartRows.NEXT, "0");
      return null;
    });
    file.at(0);
  }
}
