package io.edgesync.repository.rebuild;

import io.edgesync.xfer.delta.Delta;
import io.edgesync.xfer.delta.DeltaException;
import io.edgesync.xfer.envelope.StoredForm;
import java.io.IOException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Expands every artifact once, from the full texts down the delta trees. Contents on the way down are held until the last delta of
 * theirs was made; when they are more than may be in flight in sum, the ones nearest the root are let go and made again when
 * the walk comes back to them, which only a tree of large, bushy artifacts needs.
 */
final class TreeWalk implements AutoCloseable {

  /** Sees each artifact as it is expanded. */
  interface Visitor {

    /**
     * @param slot            the artifact
     * @param content         held until this returns; who needs it longer holds it
     * @param neighbour       the artifact that it is stored as a delta of, or a negative number
     * @param source          that artifact's content, held likewise; {@code null} for a full text
     */
    void expanded(int slot, Expansion content, int neighbour, @Nullable Expansion source)
        throws SQLException, InterruptedException;

    /** The artifact, and all that are deltas of it, cannot be expanded. */
    void unreadable(int slot, String reason);
  }

  /** Sees again what was read before in the same transaction. */
  @FunctionalInterface
  interface SecondVisitor extends Visitor {

    @Override
    default void unreadable(int slot, String reason) {
      throw new IllegalStateException("slot " + slot + " was read a moment ago: " + reason);
    }
  }

  private static final class Frame {
    final int slot;
    @Nullable
    Expansion content;
    int next;

    Frame(int slot, Expansion content, int next) {
      this.slot = slot;
      this.content = content;
      this.next = next;
    }
  }

  private static final int DELTA_ROOM_MAX = 1 << 20;

  private final DeltaForest forest;
  private final int artifactBytesMax;
  private final long heldBytesMax;
  private final StoredRows rows;
  private final ContentArrays arrays;
  private final StoredForm framing = new StoredForm();
  private final List<Frame> stack = new ArrayList<>();
  private final BitSet skipped = new BitSet();
  private byte[] deltaRoom = new byte[1024];
  private long heldBytes;

  /** Takes ownership of {@code rows}. */
  TreeWalk(StoredRows rows, DeltaForest forest, RebuildOptions options) {
    this.rows = rows;
    this.forest = forest;
    this.arrays = ContentArrays.reused(options.bytesInFlightMax() * 3 / 2);
    this.artifactBytesMax = options.artifactBytesMax();
    this.heldBytesMax = options.bytesInFlightMax();
  }

  /** Expands {@code roots}, full texts, and all that are deltas of them. */
  void run(int[] roots, Visitor visitor) throws SQLException, InterruptedException {
    for (int root : roots) {
      walk(root, visitor);
    }
  }

  /** Expands only {@code slots}, and on the way what they are stored as deltas of, in the order of a whole walk. */
  void runOnly(BitSet slots, Visitor visitor) throws SQLException, InterruptedException {
    BitSet needed = forest.withSources(slots);
    skipped.or(forest.reached());
    skipped.andNot(needed);
    try {
      for (int root : forest.roots()) {
        if (needed.get(root)) {
          walk(root, visitor);
        }
      }
    } finally {
      skipped.clear();
    }
  }

  private void walk(int root, Visitor visitor) throws SQLException, InterruptedException {
    Expansion content;
    try {
      content = content(root, null);
    } catch (IOException | DeltaException e) {
      unreadable(root, e, visitor);
      return;
    }
    visitor.expanded(root, content, -1, null);
    push(root, content);
    while (!stack.isEmpty()) {
      Frame frame = stack.getLast();
      if (frame.next == forest.endOfChildren(frame.slot)) {
        pop();
        continue;
      }
      int child = forest.child(frame.next++);
      if (skipped.get(child)) {
        continue;
      }
      try {
        Expansion source = contentOf(stack.size() - 1);
        source.hold();
        if (frame.next == forest.endOfChildren(frame.slot)) {
          pop();
        }
        try {
          Expansion target = content(child, source);
          visitor.expanded(child, target, frame.slot, source);
          push(child, target);
        } finally {
          source.release();
        }
      } catch (DeltaException | IOException e) {
        unreadable(child, e, visitor);
      }
    }
  }

  /** Releases {@code content} when its last delta was made. */
  private void push(int slot, Expansion content) {
    if (forest.firstChild(slot) == forest.endOfChildren(slot)) {
      content.release();
      return;
    }
    stack.add(new Frame(slot, content, forest.firstChild(slot)));
    heldBytes += content.length();
    for (int i = 0; heldBytes > heldBytesMax && i < stack.size() - 1; i++) {
      letGo(stack.get(i));
    }
  }

  private void pop() {
    letGo(stack.removeLast());
  }

  private void letGo(Frame frame) {
    if (frame.content != null) {
      heldBytes -= frame.content.length();
      frame.content.release();
      frame.content = null;
    }
  }

  /** The content of a frame, made again if it was let go. */
  private Expansion contentOf(int depth) throws SQLException, IOException, DeltaException {
    Frame frame = stack.get(depth);
    Expansion content = frame.content;
    if (content == null) {
      content = expansion(frame.slot);
      frame.content = content;
      heldBytes += content.length();
    }
    return content;
  }

  /** One artifact's content, outside the walk. */
  byte[] expand(int slot) throws SQLException, IOException, DeltaException {
    return expansion(slot).exact();
  }

  private Expansion expansion(int slot) throws SQLException, IOException, DeltaException {
    List<Integer> chain = new ArrayList<>();
    int root = slot;
    for (; forest.source(root) >= 0; root = forest.source(root)) {
      chain.add(root);
    }
    Expansion content = content(root, null);
    for (int link : chain.reversed()) {
      Expansion source = content;
      content = content(link, source);
      source.release();
    }
    return content;
  }

  /** The artifact in {@code slot}; {@code source} is what its row is a delta of, {@code null} for a full text. */
  private Expansion content(int slot, @Nullable Expansion source) throws SQLException, IOException, DeltaException {
    return switch (rows.read(slot)) {
      case StoredRows.Row.Whole(byte[] content) -> new Expansion(content, content.length, ContentArrays.NEW);
      case StoredRows.Row.AsKnown(byte[] framed) -> source == null ? fullText(framed) : target(source, framed);
    };
  }

  private Expansion fullText(byte[] framed) throws IOException {
    byte[] content = framing.unframe(framed, 0, framed.length, artifactBytesMax, arrays::take);
    return new Expansion(content, (int) StoredForm.announcedBytes(framed, 0, framed.length), arrays);
  }

  private Expansion target(Expansion source, byte[] framed) throws IOException, DeltaException {
    byte[] delta = framing.unframe(framed, 0, framed.length, artifactBytesMax, this::roomForDelta);
    int length = (int) StoredForm.announcedBytes(framed, 0, framed.length);
    byte[] content = Delta.apply(source.array(), 0, source.length(), delta, 0, length, artifactBytesMax, arrays::take);
    return new Expansion(content, Delta.targetBytes(delta, 0, length), arrays);
  }

  /** A delta is read before the next one comes. */
  private byte[] roomForDelta(int bytes) {
    if (bytes > DELTA_ROOM_MAX) {
      return new byte[bytes];
    }
    if (bytes > deltaRoom.length) {
      deltaRoom = new byte[Math.min(DELTA_ROOM_MAX, bytes * 2)];
    }
    return deltaRoom;
  }

  private void unreadable(int slot, Exception cause, Visitor visitor) {
    String message = cause.getMessage();
    visitor.unreadable(slot, message == null ? cause.getClass().getSimpleName() : message);
    List<Integer> pending = new ArrayList<>(List.of(slot));
    while (!pending.isEmpty()) {
      int source = pending.removeLast();
      for (int position = forest.firstChild(source); position < forest.endOfChildren(source); position++) {
        visitor.unreadable(forest.child(position), "it is stored as a delta of an artifact that cannot be expanded");
        pending.add(forest.child(position));
      }
    }
  }

  @Override
  public void close() {
    framing.close();
    rows.close();
  }
}
