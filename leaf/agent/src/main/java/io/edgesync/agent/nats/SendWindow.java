package io.edgesync.agent.nats;

import java.util.ArrayDeque;

/**
 * How many bytes of a body may be on their way to its receiver, and in parts of which size: few at first, more where they are consumed soon after they were
 * sent. So what a narrow link has before it is carried within a second or two, and what others send does not wait for longer, nor is a part taken for silence; a
 * wide one has the whole window after a few times there and back. Not thread-safe.
 */
final class SendWindow {

  /** With which each body begins: that many sessions on a link of 1 KiB/s for each still hear something within the silence limit. */
  static final int FIRST_BYTES = 16 << 10;
  /** The least part that is worth its headers, and after which a receiver grants more. */
  static final int PART_BYTES_MIN = 4 << 10;
  private static final int PARTS = 8;
  /** What has been consumed by then came soon; more than half of it is too much to grow on, and twice as much too late. */
  private static final long SOON_NANOS_MIN = 1_000_000_000L;
  /** However far away the receiver seems: he may be near, behind what others send. */
  private static final long SOON_NANOS_MAX = 4 * SOON_NANOS_MIN;
  /** Of the time that the quickest part took, what is soon: a satellite is no narrow link. */
  private static final int SOON_TIMES = 4;
  private static final long GROWTH_MAX = 7;

  private record Sent(long endBytes, int bytes, long nanos) {}

  private final ArrayDeque<Sent> onTheWay = new ArrayDeque<>();
  private long bytes = FIRST_BYTES;
  private long sentBytes;
  private long consumedBytes;
  private long quickestNanos = Long.MAX_VALUE / SOON_TIMES;

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

  /** @param total of the body, as the receiver says; more than was sent is not believed, less than before says nothing new */
  void consumed(long total, long nowNanos) {
    consumedBytes = Math.clamp(total, consumedBytes, sentBytes);
    while (!onTheWay.isEmpty() && onTheWay.element().endBytes <= consumedBytes) {
      Sent part = onTheWay.remove();
      long tookNanos = Math.max(1, nowNanos - part.nanos);
      quickestNanos = Math.min(quickestNanos, tookNanos);
      long soonNanos = Math.clamp(SOON_TIMES * quickestNanos, SOON_NANOS_MIN, SOON_NANOS_MAX);
      if (tookNanos > 2 * soonNanos) {
        // The first bytes may have gone ahead at once, through a shaper's bucket or into buffers.
        bytes = Math.max(FIRST_BYTES, bytes - part.bytes / 2);
      } else {
        long growth = Math.clamp(soonNanos / tookNanos - 1, 0, GROWTH_MAX);
        bytes = Math.min(Part.WINDOW_BYTES, bytes + growth * part.bytes);
      }
    }
  }
}
