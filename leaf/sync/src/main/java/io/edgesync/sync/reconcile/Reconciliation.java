package io.edgesync.sync.reconcile;

import io.edgesync.sync.Fingerprint;
import io.edgesync.sync.reconcile.PublicNames.View;
import io.edgesync.sync.reconcile.RangeMessage.Cells;
import io.edgesync.sync.reconcile.RangeMessage.Ids;
import io.edgesync.xfer.artifact.Hash;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Answers what a peer says about ranges. The same for both sides, and without memory: a cell that differs by one name is settled, the others
 * are split, small ranges are listed. What is wanted of the peer is asked for by id, what it lacks is given.
 *
 * <p>The work on one message is two walks over the own names at most, since its ranges do not overlap, and the answer's size is bounded; ranges
 * for which there is no room are named for later.
 */
final class Reconciliation {

  /** Names in a range that are not worth more cells. */
  private static final int LIST_MAX = 3;
  /** Parts of the whole in the first answer: the buckets of the fingerprint. */
  private static final int FIRST_FANOUT = 8;
  private static final int FANOUT_MAX = 8;
  private static final int LATER_FANOUT = 4;
  private static final int AFTER_PHANTOMS_FANOUT = 2;
  /** Cells of one message: 180 KB; the ids that it makes the peer ask for are as many at most. */
  private static final int CELLS_MAX = 30_000;
  private static final int GIVES_MAX = 20_000;

  private final View names;
  private final long salt;
  private final boolean gives;
  private final boolean takes;
  private final boolean asker;

  /** What is given, by the first 64 bits of its name. */
  private final List<Long> given = new ArrayList<>();
  private final List<Cells> cells = new ArrayList<>();
  private final List<Ids> lists = new ArrayList<>();
  private final Map<Range, List<Long>> asks = new HashMap<>();
  private final Set<Range> later = new LinkedHashSet<>();
  private int cellsLeft = CELLS_MAX;

  /** What both sides hold in one range. */
  private record Compared(Range range, Cell here, Cell there) {}

  /**
   * What is to be done about a message.
   *
   * @param given names that the peer lacks and may have
   * @param reply what to say; may be empty
   */
  record Step(List<Hash> given, RangeMessage reply) {
    Step {
      given = List.copyOf(given);
    }
  }

  private Reconciliation(View names, long salt, boolean gives, boolean takes, boolean asker) {
    this.names = names;
    this.salt = salt;
    this.gives = gives;
    this.takes = takes;
    this.asker = asker;
  }

  /**
   * @param gives whether the peer may have what it lacks
   * @param takes whether what it holds and we lack is wanted
   * @param asker this side began the conversation
   */
  static Step answer(RangeMessage message, View names, boolean gives, boolean takes, boolean asker) {
    Reconciliation reconciliation = new Reconciliation(names, message.salt(), gives, takes, asker);
    reconciliation.read(message);
    return reconciliation.step();
  }

  /** Speaks first: what is held in each of 256 ranges. */
  static RangeMessage first(View names, long salt) {
    Reconciliation reconciliation = new Reconciliation(names, salt, false, false, false);
    reconciliation.describe(Range.ALL, FIRST_FANOUT);
    return reconciliation.step().reply();
  }

  private Step step() {
    List<Ids> asked = asks.entrySet().stream().map(ask -> new Ids(ask.getKey(), ask.getValue())).toList();
    return new Step(names.names(given), new RangeMessage(salt, cells, lists, asked, List.copyOf(later)));
  }

  private void read(RangeMessage message) {
    names.prepare(message.ranges(), salt);
    Set<Range> toDescribe = Set.copyOf(message.later());
    message.asks().forEach(asked -> give(asked, toDescribe.contains(asked.range())));
    message.lists().forEach(this::compare);
    List<Compared> differing = new ArrayList<>();
    int compared = 0;
    long surplus = 0;
    long squares = 0;
    for (Cells each : message.cells()) {
      List<Cell> mine = cellsOf(each.range(), each.fanout());
      for (int part = 0; part < mine.size(); part++) {
        Compared both = new Compared(each.range().child(each.fanout(), part), mine.get(part), each.parts().get(part));
        long difference = both.here().surplus(both.there());
        compared++;
        surplus += difference;
        squares += difference * difference;
        if (!both.here().equals(both.there())) {
          differing.add(both);
        }
      }
    }
    names.prepare(differing.stream().map(Compared::range).toList(), salt);
    if (asker && message.cells().stream().anyMatch(each -> each.range().equals(Range.ALL))
        && differing.stream().anyMatch(both -> hasPhantoms(both.range()))) {
      differing.removeIf(both -> asksForPhantoms(both.range()));
    }
    List<Range> unsettled = differing.stream().filter(both -> !isSettled(both)).map(Compared::range).toList();
    // Names that one side lacks fall on ranges by chance, and so vary by as much as there are of them.
    double expected = compared == 0 ? 0 : squares - (double) surplus * surplus / compared;
    split(unsettled, fanout(unsettled.size(), expected - (differing.size() - unsettled.size())));
    Set<Range> asked = message.asks().stream().map(Ids::range).collect(Collectors.toSet());
    for (Range range : message.later()) {
      if (!asked.contains(range)) {
        describe(range, LATER_FANOUT);
      } else if (!later.contains(range) && (asker || !hasPhantoms(range) || !asksForPhantoms(range))) {
        describe(range, AFTER_PHANTOMS_FANOUT);
      }
    }
  }

  private boolean hasPhantoms(Range range) {
    return takes && range.bits() == FIRST_FANOUT && !names.phantoms(range.firstBucket()).isEmpty();
  }

  /**
   * Asks for what is known to be lacking in a bucket that differs, perhaps nothing, and wants to hear of the bucket once more after that: names
   * that are known need not be searched for. Each side does so once, the asking one when it hears of the whole, the other one when it is asked
   * like this.
   */
  private boolean asksForPhantoms(Range range) {
    List<Hash> phantoms = names.phantoms(range.firstBucket());
    if (range.bits() != FIRST_FANOUT || cellsLeft <= phantoms.size()) {
      return false;
    }
    MessageDigest sha256 = Fingerprint.sha256();
    asks.put(range, phantoms.stream().map(name -> Bucket.id(sha256, salt, name)).toList());
    cellsLeft -= 1 + phantoms.size();
    later.add(range);
    return true;
  }

  /** So many bits that about every other part will differ. */
  private static int fanout(int ranges, double differences) {
    int bits = 2;
    while (bits < FANOUT_MAX && (ranges << bits) < 2 * differences) {
      bits++;
    }
    return bits;
  }

  /** Whether the cells differ by one name. */
  private boolean isSettled(Compared both) {
    Range range = both.range();
    Cell here = both.here();
    Cell there = both.there();
    if (here.surplus(there) == 1) {
      Map<Long, Long> found = find(range, Set.of(here.idMissingIn(there)));
      found.values().forEach(this::give);
      return !found.isEmpty();
    }
    if (here.surplus(there) == -1) {
      // Whether it is only one, the peer will see: an id that it does not find there makes it split the range.
      if (takes) {
        ask(range, there.idMissingIn(here));
      }
      return takes;
    }
    return false;
  }

  private void give(long key) {
    if (gives) {
      given.add(key);
    }
  }

  private void ask(Range range, long id) {
    asks.computeIfAbsent(range, any -> new ArrayList<>()).add(id);
  }

  /** The peer asks for names by their ids; one that is none says that more differs there than it thought. */
  private void give(Ids asked, boolean isDescribedAnyway) {
    Set<Long> ids = new HashSet<>(asked.ids());
    if (!gives) {
      return;
    }
    if (!hasRoomToGive(ids.size())) {
      later.add(asked.range());
      return;
    }
    Map<Long, Long> found = find(asked.range(), ids);
    found.values().forEach(this::give);
    if (found.size() < ids.size() && !isDescribedAnyway) {
      split(List.of(asked.range()), 2);
    }
  }

  private boolean hasRoomToGive(int count) {
    return given.isEmpty() || given.size() + count <= GIVES_MAX;
  }

  /** The peer lists all that it holds in a range. */
  private void compare(Ids listed) {
    int size = count(listed.range());
    if (gives && !hasRoomToGive(size)) {
      later.add(listed.range());
      return;
    }
    Set<Long> theirs = new HashSet<>(listed.ids());
    forEach(listed.range(), (id, key) -> {
      if (!theirs.remove(id)) {
        give(key);
      }
    });
    if (takes) {
      theirs.forEach(id -> ask(listed.range(), id));
    }
  }

  private void split(List<Range> ranges, int fanout) {
    for (Range range : ranges) {
      describe(range, fanout);
    }
  }

  private void describe(Range range, int wanted) {
    int fanout = Math.min(wanted, Range.BITS_MAX - range.bits());
    if (range.bits() > 0 && (fanout == 0 || count(range) <= LIST_MAX)) {
      if (cellsLeft <= 0) {
        later.add(range);
        return;
      }
      List<Long> ids = new ArrayList<>();
      forEach(range, (id, key) -> ids.add(id));
      lists.add(new Ids(range, ids));
      cellsLeft -= 1 + ids.size();
    } else if (cellsLeft < 1 << fanout) {
      later.add(range);
    } else {
      cells.add(new Cells(range, fanout, cellsOf(range, fanout)));
      cellsLeft -= 1 << fanout;
    }
  }

  private List<Cell> cellsOf(Range range, int fanout) {
    List<Cell> parts = new ArrayList<>(1 << fanout);
    if (salt == 0 && range.bits() == 0 && fanout == FIRST_FANOUT) {
      Fingerprint fingerprint = names.fingerprint();
      for (int bucket = 0; bucket < Fingerprint.BUCKETS; bucket++) {
        parts.add(new Cell(fingerprint.count(bucket), fingerprint.sum(bucket)));
      }
      return parts;
    }
    if (range.bits() < Byte.SIZE) {
      names.prepare(List.of(range), salt);
    }
    Cell[] sums = new Cell[1 << fanout];
    Arrays.fill(sums, Cell.EMPTY);
    int width = range.bits() + fanout;
    long first = range.value() << fanout;
    walk(range, (bucket, from, to) -> {
      for (int at = from; at < to; at++) {
        int part = (int) (Range.valueOf(bucket.key(at), width) - first);
        sums[part] = sums[part].with(bucket.id(at));
      }
    });
    return List.of(sums);
  }

  /** By id the first 64 bits of the names that have one of these. */
  private Map<Long, Long> find(Range range, Set<Long> ids) {
    Map<Long, Long> found = new HashMap<>();
    forEach(range, (id, key) -> {
      if (ids.contains(id)) {
        found.putIfAbsent(id, key);
      }
    });
    return found;
  }

  private int count(Range range) {
    int[] count = new int[1];
    walk(range, (bucket, from, to) -> count[0] += to - from);
    return count[0];
  }

  /** What is done with an id and the first 64 bits of its name. */
  @FunctionalInterface
  private interface Visitor {
    void visit(long id, long key);
  }

  private void forEach(Range range, Visitor visitor) {
    walk(range, (bucket, from, to) -> {
      for (int at = from; at < to; at++) {
        visitor.visit(bucket.id(at), bucket.key(at));
      }
    });
  }

  /** Takes the part of a bucket that lies in a range. */
  @FunctionalInterface
  private interface Stretch {
    void take(Bucket bucket, int from, int to);
  }

  private void walk(Range range, Stretch stretch) {
    for (int number = range.firstBucket(); number <= range.lastBucket(); number++) {
      Bucket bucket = names.bucket(number, salt);
      int from = number == range.firstBucket() ? bucket.indexOf(range.firstKey()) : 0;
      int to = number == range.lastBucket() ? bucket.indexAfter(range.lastKey()) : bucket.size();
      stretch.take(bucket, from, Math.max(from, to));
    }
  }
}
