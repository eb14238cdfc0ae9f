package io.edgesync.sync.reconcile;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.ToIntFunction;

/**
 * What one side says about ranges, in records of four kinds. On the wire (binary, big-endian; a {@code varint} has 7 bits a byte, the lowest
 * first, the high bit says that more follow):
 *
 * <pre>
 * message = salt(8 bytes) *group
 * group   = kind(1) bits(1) fanout(1) varint(number of ranges) *(varint(value, less the value before) record)
 * record  = cells: 2^fanout cells, each count(1) sum(5), of the parts of the range
 *         | list, ask: varint(number) *id(5)
 *         | later: nothing
 * </pre>
 *
 * @param salt  what ids are made with: 0, or a number that the asking side drew
 * @param cells what the speaker holds in the parts of ranges
 * @param lists the ids of all that the speaker holds in small ranges
 * @param asks  ids of names that the listener holds and the speaker lacks
 * @param later ranges that the speaker said nothing about for lack of room: they are to be described to it again
 */
record RangeMessage(long salt, List<Cells> cells, List<Ids> lists, List<Ids> asks, List<Range> later) {

  /** A message is never larger, whoever made it. */
  static final int BYTES_MAX = 512 << 10;
  /** Says nothing. */
  static final RangeMessage EMPTY = new RangeMessage(0, List.of(), List.of(), List.of(), List.of());
  private static final int CELLS = 1;
  private static final int LIST = 2;
  private static final int ASK = 3;
  private static final int LATER = 4;
  private static final int FANOUT_MAX = 12;
  private static final int RANGES_MAX = 100_000;

  /** The parts of one range, 2^fanout of them, in their order. */
  record Cells(Range range, int fanout, List<Cell> parts) {
    Cells {
      parts = List.copyOf(parts);
    }
  }

  /** Ids in one range. */
  record Ids(Range range, List<Long> ids) {
    Ids {
      ids = List.copyOf(ids);
    }
  }

  RangeMessage {
    cells = sorted(cells, Comparator.comparing(Cells::range));
    lists = sorted(lists, Comparator.comparing(Ids::range));
    asks = sorted(asks, Comparator.comparing(Ids::range));
    later = sorted(later, Comparator.naturalOrder());
  }

  private static <T> List<T> sorted(List<T> list, Comparator<T> order) {
    return list.stream().sorted(order).toList();
  }

  boolean isEmpty() {
    return cells.isEmpty() && lists.isEmpty() && asks.isEmpty() && later.isEmpty();
  }

  /** All that it speaks of, but for the whole where its parts are those of the fingerprint. */
  List<Range> ranges() {
    List<Range> ranges = new ArrayList<>(later);
    cells.forEach(each -> ranges.add(each.range()));
    lists.forEach(each -> ranges.add(each.range()));
    asks.forEach(each -> ranges.add(each.range()));
    ranges.remove(Range.ALL);
    return ranges;
  }

  /** Ids in it. */
  int ids() {
    ToIntFunction<Ids> size = record -> record.ids().size();
    return lists.stream().mapToInt(size).sum() + asks.stream().mapToInt(size).sum();
  }

  byte[] encode() {
    Bytes out = new Bytes();
    out.number(salt, 8);
    SortedMap<Integer, List<Cells>> byShape = new TreeMap<>();
    cells.forEach(each -> byShape.computeIfAbsent((each.range().bits() << 8) | each.fanout(), any -> new ArrayList<>())
        .add(each));
    byShape.forEach((shape, group) -> {
      group(out, CELLS, shape >> 8, shape & 0xff, group.size());
      long before = 0;
      for (Cells each : group) {
        before = value(out, each.range(), before);
        for (Cell part : each.parts()) {
          out.number(part.count(), 1);
          out.number(part.sum(), 5);
        }
      }
    });
    ids(out, LIST, lists);
    ids(out, ASK, asks);
    ids(out, LATER, later.stream().map(range -> new Ids(range, List.of())).toList());
    return out.toArray();
  }

  private static void ids(Bytes out, int kind, List<Ids> records) {
    SortedMap<Integer, List<Ids>> byBits = new TreeMap<>();
    records.forEach(each -> byBits.computeIfAbsent(each.range().bits(), any -> new ArrayList<>()).add(each));
    byBits.forEach((bits, group) -> {
      group(out, kind, bits, 0, group.size());
      long before = 0;
      for (Ids each : group) {
        before = value(out, each.range(), before);
        if (kind != LATER) {
          out.varint(each.ids().size());
          each.ids().forEach(id -> out.number(id, 5));
        }
      }
    });
  }

  private static void group(Bytes out, int kind, int bits, int fanout, int ranges) {
    out.number(kind, 1);
    out.number(bits, 1);
    out.number(fanout, 1);
    out.varint(ranges);
  }

  private static long value(Bytes out, Range range, long before) {
    out.varint(range.value() - before);
    return range.value();
  }

  /**
   * Reads a message, and allocates no more than its bytes call for.
   *
   * @throws ReconcileException where it is none, or where two records of a kind speak of the same names: whoever answers it then walks
   *                            over its own names once for what is compared, and once for what is asked
   */
  static RangeMessage parse(byte[] bytes) throws ReconcileException {
    if (bytes.length > BYTES_MAX) {
      throw new ReconcileException("expected at most " + BYTES_MAX + " bytes, got " + bytes.length);
    }
    Bytes.Reader in = new Bytes.Reader(bytes);
    long salt = in.number(8);
    List<Cells> cells = new ArrayList<>();
    List<Ids> lists = new ArrayList<>();
    List<Ids> asks = new ArrayList<>();
    List<Range> later = new ArrayList<>();
    int all = 0;
    while (in.hasMore()) {
      int kind = (int) in.number(1);
      int bits = (int) in.number(1);
      int fanout = (int) in.number(1);
      long ranges = in.varint();
      long value = 0;
      for (long i = 0; i < ranges; i++) {
        value += in.varint();
        if (++all > RANGES_MAX) {
          throw new ReconcileException("expected at most " + RANGES_MAX + " of them");
        }
        Range range = range(bits, value);
        switch (kind) {
          case CELLS -> cells.add(new Cells(range, fanout, parts(in, range, fanout)));
          case LIST -> lists.add(new Ids(range, ids(in)));
          case ASK -> asks.add(new Ids(range, ids(in)));
          case LATER -> later.add(range);
          default -> throw new ReconcileException("expected a record of kind 1 to 4, got " + kind);
        }
      }
    }
    List<Range> compared = new ArrayList<>(later);
    cells.forEach(each -> compared.add(each.range()));
    lists.forEach(each -> compared.add(each.range()));
    requireDisjoint(compared);
    requireDisjoint(asks.stream().map(Ids::range).toList());
    return new RangeMessage(salt, cells, lists, asks, later);
  }

  private static Range range(int bits, long value) throws ReconcileException {
    if (bits > Range.BITS_MAX || value < 0 || value >>> bits != 0) {
      throw new ReconcileException("expected a prefix of " + bits + " bits, got the number " + value);
    }
    return new Range(bits, value);
  }

  private static List<Cell> parts(Bytes.Reader in, Range range, int fanout) throws ReconcileException {
    if (fanout < 1 || fanout > FANOUT_MAX || range.bits() + fanout > Range.BITS_MAX) {
      throw new ReconcileException("expected a range of " + range.bits() + " bits in 2 to 4096 parts, got a fanout of "
          + fanout + " bits");
    }
    in.require((long) Cell.BYTES << fanout);
    List<Cell> parts = new ArrayList<>(1 << fanout);
    for (int i = 0; i < 1 << fanout; i++) {
      parts.add(new Cell((int) in.number(1), in.number(5)));
    }
    return parts;
  }

  private static List<Long> ids(Bytes.Reader in) throws ReconcileException {
    long count = in.varint();
    in.require(count);
    in.require(5 * count);
    List<Long> ids = new ArrayList<>((int) count);
    for (long i = 0; i < count; i++) {
      ids.add(in.number(5));
    }
    return ids;
  }

  private static void requireDisjoint(List<Range> ranges) throws ReconcileException {
    List<Range> ordered = ranges.stream().sorted().toList();
    for (int i = 1; i < ordered.size(); i++) {
      Range before = ordered.get(i - 1);
      Range range = ordered.get(i);
      if (Long.compareUnsigned(range.firstKey(), before.lastKey()) <= 0) {
        throw new ReconcileException("expected each name in one range, got " + before + " and " + range);
      }
    }
  }
}
