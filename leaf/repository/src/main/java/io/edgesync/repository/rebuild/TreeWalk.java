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
 * theirs was made; when they are more than {@code heldBytesMax} in sum, the ones nearest the root are let go and made again when
 * the walk comes back to them, which only a tree of large, bushy artifacts needs.
 */
final class TreeWalk implements AutoCloseable {

  /** Sees each artifact as it is expanded. */
  interface Visitor {

    /**
     * @param slot            the artifact
     * @param content         its bytes, never changed afterwards by anybody
     * @param neighbour       the artifact that it is stored as a delta of, or a negative number
     * @param neighbourBytes  that artifact's content; {@code null} for a full text
     */
    void expanded(int slot, byte[] content, int neighbour, byte @Nullable [] neighbourBytes)
        throws SQLException, InterruptedException;

    /** The artifact, and all that are deltas of it, cannot be expanded. */
    void unreadable(int slot, String reason);
  }

  private static final class Frame {
    final int slot;
    byte @Nullable [] content;
    int next;

    Frame(int slot, byte[] content, int next) {
      this.slot = slot;
      this.content = content;
      this.next = next;
    }
  }

  private final DeltaForest forest;
  private final int artifactBytesMax;
  private final long heldBytesMax;
  private final StoredRows rows;
  private final StoredForm framing = new StoredForm();
  private final List<Frame> stack = new ArrayList<>();
  private final BitSet skipped = new BitSet();
  private long heldBytes;

  /** Takes ownership of {@code rows}. */
  TreeWalk(StoredRows rows, DeltaForest forest, int artifactBytesMax, long heldBytesMax) {
    this.rows = rows;
    this.forest = forest;
    this.artifactBytesMax = artifactBytesMax;
    this.heldBytesMax = heldBytesMax;
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
    byte[] content;
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
        byte[] source = contentOf(stack.size() - 1);
        if (frame.next == forest.endOfChildren(frame.slot)) {
          pop();
        }
        byte[] target = content(child, source);
        visitor.expanded(child, target, frame.slot, source);
        push(child, target);
      } catch (DeltaException | IOException e) {
        unreadable(child, e, visitor);
      }
    }
  }

  private void push(int slot, byte[] content) {
    if (forest.firstChild(slot) == forest.endOfChildren(slot)) {
      return;
    }
    stack.add(new Frame(slot, content, forest.firstChild(slot)));
    heldBytes += content.length;
    for (int i = 0; heldBytes > heldBytesMax && i < stack.size() - 1; i++) {
      Frame frame = stack.get(i);
      if (frame.content != null) {
        heldBytes -= frame.content.length;
        frame.content = null;
      }
    }
  }

  private void pop() {
    Frame frame = stack.removeLast();
    if (frame.content != null) {
      heldBytes -= frame.content.length;
    }
  }

  /** The content of a frame, made again if it was let go. */
  private byte[] contentOf(int depth) throws SQLException, IOException, DeltaException {
    Frame frame = stack.get(depth);
    if (frame.content == null) {
      byte[] content = expand(frame.slot);
      frame.content = content;
      heldBytes += content.length;
    }
    return frame.content;
  }

  /** One artifact's content, outside the walk. */
  byte[] expand(int slot) throws SQLException, IOException, DeltaException {
    List<Integer> chain = new ArrayList<>();
    int root = slot;
    for (; forest.source(root) >= 0; root = forest.source(root)) {
      chain.add(root);
    }
    byte[] content = content(root, null);
    for (int link : chain.reversed()) {
      content = content(link, content);
    }
    return content;
  }

  /** The artifact in {@code slot}; {@code source} is what its row is a delta of, {@code null} for a full text. */
  private byte[] content(int slot, byte @Nullable [] source) throws SQLException, IOException, DeltaException {
    return switch (rows.read(slot)) {
      case StoredRows.Row.Whole(byte[] content) -> content;
      case StoredRows.Row.AsKnown(byte[] framed) -> {
        byte[] stored = framing.unframe(framed, 0, framed.length, artifactBytesMax);
        yield source == null ? stored : Delta.apply(source, stored, artifactBytesMax);
      }
    };
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
