package io.edgesync.agent.nats;

import java.time.Duration;
import java.util.Comparator;
import java.util.PriorityQueue;

/** One direction of a link of which nothing is known but its speed and how far it reaches: what is put on it waits for what is before it. */
final class SimulatedWay {

  /** No time passes but what is due next. */
  static final class Time {
    private record Due(long nanos, long order, Runnable what) {}

    private final PriorityQueue<Due> due = new PriorityQueue<>(
        Comparator.comparingLong(Due::nanos).thenComparingLong(Due::order));
    private long nanos;
    private long order;

    void at(long whenNanos, Runnable what) {
      due.add(new Due(whenNanos, order++, what));
    }

    void pass() {
      for (Due next = due.poll(); next != null; next = due.poll()) {
        nanos = next.nanos;
        next.what.run();
      }
    }
  }

  /** A body that goes by one way, and whose credits come back by another. */
  static final class Body {
    private static final int CREDIT_BYTES = 150;
    /** Nobody's clock is anybody else's. */
    private static final Duration CLOCKS_APART = Duration.ofDays(-400);

    private final SendWindow window = new SendWindow();
    private final SimulatedWay out;
    private final SimulatedWay back;
    private final Time time;
    private long left;
    private long received;
    private Duration arrived = Duration.ZERO;
    private Duration longestOnTheWay = Duration.ZERO;
    private long largestPart;

    Body(long bytes, SimulatedWay out, SimulatedWay back, Duration begins) {
      this.left = bytes;
      this.out = out;
      this.back = back;
      this.time = out.time;
      time.at(begins.toNanos(), this::send);
    }

    private void send() {
      for (int part = next(); part > 0 && window.hasRoomFor(part); part = next()) {
        int sent = part;
        long sentNanos = time.nanos;
        window.sent(sent, sentNanos);
        left -= sent;
        largestPart = Math.max(largestPart, sent);
        out.carry(sent, () -> receive(sent, sentNanos));
      }
    }

    private int next() {
      return (int) Math.min(left, window.partBytes());
    }

    private void receive(int part, long sentNanos) {
      received += part;
      arrived = Duration.ofNanos(time.nanos);
      Duration onTheWay = arrived.minusNanos(sentNanos);
      longestOnTheWay = onTheWay.compareTo(longestOnTheWay) > 0 ? onTheWay : longestOnTheWay;
      long total = received;
      long atNanos = time.nanos + CLOCKS_APART.toNanos();
      back.carry(CREDIT_BYTES, () -> {
        window.consumed(total, atNanos, time.nanos);
        send();
      });
    }

    /** When the last of it came. */
    Duration arrived() {
      return arrived;
    }

    /** The longest that a part was on its way there. */
    Duration longestOnTheWay() {
      return longestOnTheWay;
    }

    long largestPart() {
      return largestPart;
    }
  }

  private final Time time;
  private final double bytesPerSecond;
  private final long reachNanos;
  private double bucketBytes;
  private long freeNanos;

  SimulatedWay(Time time, double bytesPerSecond, Duration reach) {
    this.time = time;
    this.bytesPerSecond = bytesPerSecond;
    this.reachNanos = reach.toNanos();
  }

  /** The first bytes are carried at once. */
  SimulatedWay withBucket(int bytes) {
    bucketBytes = bytes;
    return this;
  }

  private void carry(int bytes, Runnable there) {
    double atOnce = Math.min(bytes, bucketBytes);
    bucketBytes -= atOnce;
    freeNanos = Math.max(freeNanos, time.nanos) + (long) ((bytes - atOnce) / bytesPerSecond * 1e9);
    time.at(freeNanos + reachNanos, there);
  }
}
