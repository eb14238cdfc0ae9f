package io.edgesync.repository.rebuild;

import io.edgesync.repository.crosslink.TaggedVersion;
import io.edgesync.repository.structure.ClusterArtifact;
import io.edgesync.repository.structure.ControlArtifact;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a pass read: the structural artifacts in the order of the walk until they are sorted into that of a stock rebuild. */
final class Catalog {

  /** One structural artifact. */
  sealed interface Entry {
    int slot();

    /** A check-in; kept by slot as well. */
    record OfCheckin(Checkin checkin) implements Entry {
      @Override
      public int slot() {
        return checkin.slot();
      }
    }

    /** A control artifact. */
    record OfControl(int slot, ControlArtifact control) implements Entry {}

    /** A cluster. */
    record OfCluster(int slot, ClusterArtifact cluster) implements Entry {}

    /** An artifact of another kind: wiki, ticket, technote, attachment, forum. But for its tags, its content is read again. */
    record OfOther(int slot, TaggedVersion version) implements Entry {}
  }

  private final List<Entry> entries = new ArrayList<>();
  private final @Nullable Checkin[] checkins;
  private final BitSet noCheckins = new BitSet();
  private int @Nullable [] visits;

  Catalog(int rows) {
    checkins = new @Nullable Checkin[rows];
  }

  void add(Entry entry) {
    entries.add(entry);
    if (entry instanceof Entry.OfCheckin of) {
      checkins[of.slot()] = of.checkin();
    }
    noCheckins.set(entry.slot(), !(entry instanceof Entry.OfCheckin));
  }

  /** Takes out what turned out not to be structural after all. */
  void removeAll(BitSet slots) {
    if (!slots.isEmpty()) {
      entries.removeIf(entry -> slots.get(entry.slot()));
      slots.stream().forEach(slot -> checkins[slot] = null);
      noCheckins.andNot(slots);
    }
  }

  /**
   * Brings the entries into the order in which a stock rebuild visits them.
   *
   * @param visit when, by slot
   */
  void sort(int[] visit) {
    visits = visit;
    entries.sort(Comparator.comparingInt(entry -> visit[entry.slot()]));
  }

  /** Whether a stock rebuild visits {@code slot} first, of two that are here; known once the entries are sorted. */
  boolean isBefore(int slot, int other) {
    if (visits == null) {
      throw new IllegalStateException("not sorted yet");
    }
    return slot < visits.length && other < visits.length && visits[slot] < visits[other];
  }

  List<Entry> entries() {
    return entries;
  }

  /** The check-in in a slot, {@code null} where there is none. */
  @Nullable
  Checkin checkin(int slot) {
    return slot >= 0 && slot < checkins.length ? checkins[slot] : null;
  }

  /** What counts as a check-in where one is made from it: a structural artifact of any other kind is one without files. */
  @Nullable
  Checkin source(int slot) {
    return slot >= 0 && noCheckins.get(slot)
        ? new Checkin(slot, new int[0], -1, 0, FileTree.EMPTY, new int[0], List.of(), List.of(), null, null, false)
        : checkin(slot);
  }
}
