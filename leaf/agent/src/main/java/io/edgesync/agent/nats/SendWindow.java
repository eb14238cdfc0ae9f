package io.edgesync.agent.nats;

import java.util.ArrayDeque;

/**
 * How many bytes of a body may be on their way to its receiver, and in parts of which size: few at first, more where they come soon after they were
 * sent, or, however far the receiver is, hardly later than those that did not have to wait: what word of them waits for on its way back says nothing of the way
 * there. So what a narrow link has before it is carried within a second or two, and what others send does not wait for longer, nor is a part taken for silence; a
 * wide one has the whole window after a few times there and back. Not thread-safe.
 */
final class SendWindow {

  /** With which each body begins: that many sessions on a link of 1 KiB/s for each still hear something within the silence limit. */
  static final int FIRST_BYTES = 16 << 10;
  /** The least part that is worth its headers, and after which a receiver grants more. */
  static final int PART_BYTES_MIN = 4 << 10;
  private static final int PARTS = 8;
  /** What has been consumed by then came soon; more than half of it is too much to grow on, and twice as much too late. */
  private static final long SOON_NANOS = 1_000_000_000L;
  private static final long GROWTH_MAX = 7;

  private record Sent(long endBytes, int bytes, long nanos) {}

  private final ArrayDeque<Sent> onTheWay = new ArrayDeque<>();
  private long bytes = FIRST_BYTES;
  private long sentBytes;
  private long consumedBytes;
  /** What the quickest part took from our clock to the receiver's, which are any time apart; once there was one. */
  private long quickestNanos;
  private boolean hasQuickest;

  /** How large a part may be. */
  int partBytes() {
    return Math.clamp(bytes / PARTS, PART_BYTES_MIN, Part.PAYLOAD_BYTES_MAX);
  }

  /** Whether so many bytes may follow: where next to nothing is on the way, also a part that was made when there was more room. */
  boolean hasRoomFor(int more) {
    long onTheWayBytes = sentBytes - consumedBytes;
    return onTheWayBytes < PART_BYTES_MIN || onTheWayBytes + more <= bytes;
  }

  long sentBytes() {
    return sentBytes;
  }

  void sent(int more, long nowNanos) {
    sentBytes += more;
    onTheWay.add(new Sent(sentBytes, more, nowNanos));
  }

  /**
   * @param total   of the body, as the receiver says; more than was sent is not believed, less than before says nothing new
   * @param atNanos when he consumed it, by his clock or, where he does not say, by ours; only differences are looked at
   */
  void consumed(long total, long atNanos, long nowNanos) {
    consumedBytes = Math.clamp(total, consumedBytes, sentBytes);
    while (!onTheWay.isEmpty() && onTheWay.element().endBytes <= consumedBytes) {
      Sent part = onTheWay.remove();
      consumed(part, atNanos - part.nanos, Math.max(1, nowNanos - part.nanos));
    }
  }

  private void consumed(Sent part, long wayNanos, long thereAndBackNanos) {
    // The first one shows nothing yet: a way may be long or narrow.
    boolean comparable = hasQuickest;
    if (!hasQuickest || wayNanos < quickestNanos) {
      quickestNanos = wayNanos;
      hasQuickest = true;
    }
    long waitedNanos = comparable ? wayNanos - quickestNanos : SOON_NANOS;
    if (thereAndBackNanos > 2 * SOON_NANOS && waitedNanos > 2 * SOON_NANOS) {
      // The first bytes may have gone ahead at once, through a shaper's bucket or into buffers.
      bytes = Math.max(FIRST_BYTES, bytes - part.bytes / 2);
      return;
    }
    long near = Math.clamp(SOON_NANOS / thereAndBackNanos - 1, 0, GROWTH_MAX) * part.bytes;
    // At most twice as much each time: on a long way it is known late that it was too much.
    long far = part.bytes - part.bytes * Math.clamp(2 * waitedNanos, 0, SOON_NANOS) / SOON_NANOS;
    bytes = Math.min(Part.WINDOW_BYTES, bytes + Math.max(near, far));
  }
}
