package io.edgesync.sync.simulation;

import io.edgesync.sync.SyncClock;
import java.time.Duration;
import java.time.Instant;
import java.util.PriorityQueue;
import java.util.function.BooleanSupplier;

/** Time that passes from event to event. Events of one moment happen in the order in which they were planned. */
final class VirtualTime implements SyncClock {

  private static final Instant BEGINNING = Instant.parse("2026-01-01T00:00:00Z");

  private record Event(long nanos, long number, Runnable what) implements Comparable<Event> {
    @Override
    public int compareTo(Event other) {
      int byTime = Long.compare(nanos, other.nanos);
      return byTime != 0 ? byTime : Long.compare(number, other.number);
    }
  }

  private final PriorityQueue<Event> events = new PriorityQueue<>();
  private long now;
  private long number;
  private long happened;

  @Override
  public long nanoTime() {
    return now;
  }

  @Override
  public Instant now() {
    return BEGINNING.plusNanos(now);
  }

  /** Events so far. */
  long events() {
    return happened;
  }

  void after(long nanos, Runnable what) {
    at(now + nanos, what);
  }

  void at(long nanos, Runnable what) {
    events.add(new Event(Math.max(now, nanos), number++, what));
  }

  /** Lets time pass to {@code nanos}, or until {@code done} holds after some event. Returns whether it held. */
  boolean runUntil(long nanos, BooleanSupplier done) {
    while (!events.isEmpty() && events.peek().nanos() <= nanos) {
      Event event = events.remove();
      now = event.nanos();
      event.what().run();
      happened++;
      if (done.getAsBoolean()) {
        return true;
      }
    }
    now = Math.max(now, nanos);
    return false;
  }

  void run(Duration time) {
    runUntil(now + time.toNanos(), () -> false);
  }
}
