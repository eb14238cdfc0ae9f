package io.edgesync.repository.crosslink;

import io.edgesync.xfer.artifact.Hash;
import io.edgesync.xfer.delta.Delta;
import io.edgesync.xfer.delta.DeltaException;
import io.edgesync.xfer.envelope.FramingException;
import io.edgesync.xfer.envelope.StoredForm;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Finds the Q-cards of check-ins in their stored bytes, nearly always without expanding one: a card stands in a full text, or whole in what a
 * delta inserts, or it is copied from the place where the delta's source has it. What does not say so plainly is expanded. Every card
 * is found; what is found need not be a card, which whoever reads the check-in will see. One thread at a time.
 */
final class StoredPicks implements AutoCloseable {

  /** More than this inside is not looked at here. */
  private static final int INSIDE_BYTES_MAX = 4 << 20;
  /** A copy of fewer bytes may begin at any Q; with one more behind it there is a sign, which stands behind no other Q of a check-in. */
  private static final int COPY_BYTES_MIN = 3;
  /** Cards of one check-in that are looked for one by one in what is a delta of it. */
  private static final int LINES_MAX = 50;
  /** {@code Q +} or {@code Q -}. */
  private static final int BEFORE_NAME = 3;

  /** A check-in and what one of its Q-cards names. */
  record Pick(long rid, Hash target) {}

  /** What of the repository is asked for when the stored bytes of one check-in do not say enough. */
  interface Rows {
    /** What is stored as a delta on {@code rid}. */
    List<Long> deltasOf(long rid);

    byte @Nullable [] framed(long rid);

    /** The whole check-in, null where it cannot be had. */
    byte @Nullable [] expand(long rid);
  }

  /** A card in the text of a check-in, from its Q to what follows the name. */
  private record Line(long rid, long at, int length, Hash target) {}

  private final StoredForm form = new StoredForm();
  /** Those whose lines are known, or will be when what is doubtful is expanded. */
  private final BitSet known = new BitSet();
  private final Map<Long, Set<Line>> linesOf = new HashMap<>();
  private final Set<Long> doubtful = new LinkedHashSet<>();
  private final Set<Long> expanded = new HashSet<>();
  private final LinkedHashMap<Long, List<Line>> fresh = new LinkedHashMap<>();
  private final Map<Long, Long> sourcesToCome = new HashMap<>();
  /** Room for what is inflated. */
  private byte[] room = new byte[8 << 10];
  /** The full text or delta that is looked at. */
  private byte[] inside = room;
  private int insideBytes;

  /**
   * Looks at one check-in.
   *
   * @param source what it is a delta of, 0 for none
   * @param framed its stored bytes; null where they are too many to be looked at
   */
  void add(long rid, long source, byte @Nullable [] framed) {
    known.set((int) rid);
    if (framed == null || !open(framed)) {
      doubtful.add(rid);
    } else if (source == 0) {
      find(rid, 0, 0, insideBytes);
    } else {
      if (!known.get((int) source)) {
        sourcesToCome.put(rid, source);
      }
      read(rid);
      List.copyOf(linesOf.getOrDefault(source, Set.of())).forEach(line -> follow(rid, line));
    }
  }

  /** The cards of all that was added since this was last asked. */
  List<Pick> settle(Rows rows) {
    sourcesToCome.forEach((rid, source) -> {
      // Not one of the check-ins that are looked at: whatever it holds may be copied.
      if (!known.get(source.intValue())) {
        doubtful.add(rid);
      }
    });
    sourcesToCome.clear();
    List<Pick> picks = new ArrayList<>();
    while (!doubtful.isEmpty() || !fresh.isEmpty()) {
      if (!fresh.isEmpty()) {
        Map.Entry<Long, List<Line>> lines = fresh.pollFirstEntry();
        lines.getValue().forEach(line -> picks.add(new Pick(line.rid(), line.target())));
        followAll(lines.getKey(), lines.getValue(), rows);
      } else {
        long rid = doubtful.iterator().next();
        doubtful.remove(rid);
        if (expanded.add(rid)) {
          expand(rid, rows.expand(rid));
        }
      }
    }
    return picks;
  }

  private void expand(long rid, byte @Nullable [] content) {
    if (content != null) {
      inside = content;
      insideBytes = content.length;
      find(rid, 0, 0, insideBytes);
    }
  }

  private boolean open(byte[] framed) {
    try {
      room = form.unframe(framed, 0, framed.length, INSIDE_BYTES_MAX,
          size -> size <= room.length ? room : new byte[Math.max(size, 2 * room.length)]);
      inside = room;
      insideBytes = (int) StoredForm.announcedBytes(framed, 0, framed.length);
      return true;
    } catch (FramingException e) {
      return false;
    }
  }

  private void read(long rid) {
    visit(rid, new Delta.Visitor() {
      private long filled;

      @Override
      public void copy(long from, long count) {
        if (count < COPY_BYTES_MIN) {
          doubtful.add(rid);
        }
        filled += count;
      }

      @Override
      public void insert(int at, int count) {
        find(rid, filled, at, at + count);
        filled += count;
      }
    });
  }

  private void visit(long rid, Delta.Visitor visitor) {
    try {
      Delta.visit(inside, 0, insideBytes, visitor);
    } catch (DeltaException e) {
      doubtful.add(rid);
    }
  }

  /** @param base where in the text of the check-in the bytes stand */
  private void find(long rid, long base, int from, int to) {
    for (int at = from; at < to; at++) {
      if (inside[at] == 'Q' && (at == from || inside[at - 1] == '\n')) {
        card(rid, base + at - from, at, to);
      }
    }
  }

  private void card(long rid, long position, int at, int to) {
    if ((at + 1 < to && inside[at + 1] != ' ') || (at + 2 < to && inside[at + 2] != '+' && inside[at + 2] != '-')) {
      return;
    }
    int end = at + BEFORE_NAME;
    while (end < to && isHexadecimal(inside[end])) {
      end++;
    }
    if (end >= to) {
      // It goes on in what the delta copies; nothing goes on behind a whole check-in.
      doubtful.add(rid);
      return;
    }
    String name = new String(inside, at + BEFORE_NAME, end - at - BEFORE_NAME, StandardCharsets.US_ASCII);
    if (Hash.isHash(name)) {
      add(new Line(rid, position, end + 1 - at, new Hash(name)));
    }
  }

  private static boolean isHexadecimal(byte digit) {
    return (digit >= '0' && digit <= '9') || (digit >= 'a' && digit <= 'f');
  }

  private void add(Line line) {
    if (linesOf.computeIfAbsent(line.rid(), any -> new HashSet<>()).add(line)) {
      fresh.computeIfAbsent(line.rid(), any -> new ArrayList<>()).add(line);
    }
  }

  private void followAll(long rid, List<Line> lines, Rows rows) {
    for (long child : rows.deltasOf(rid)) {
      if (known.get((int) child) && !expanded.contains(child)) {
        byte[] framed = lines.size() > LINES_MAX ? null : rows.framed(child);
        if (framed != null && open(framed)) {
          lines.forEach(line -> follow(child, line));
        } else {
          doubtful.add(child);
        }
      }
    }
  }

  /** Whether a delta, which is open, copies a card of its source. */
  private void follow(long rid, Line line) {
    visit(rid, new Delta.Visitor() {
      private long filled;

      @Override
      public void copy(long from, long count) {
        if (from <= line.at() && line.at() < from + count) {
          if (line.at() + line.length() <= from + count) {
            add(new Line(rid, filled + line.at() - from, line.length(), line.target()));
          } else {
            doubtful.add(rid);
          }
        }
        filled += count;
      }

      @Override
      public void insert(int at, int count) {
        filled += count;
      }
    });
  }

  /** Frees native memory; it may be used again. */
  @Override
  public void close() {
    form.close();
  }
}
