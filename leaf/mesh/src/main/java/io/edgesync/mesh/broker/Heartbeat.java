package io.edgesync.mesh.broker;

import io.netty.util.concurrent.Ticker;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Whether a connection is still alive: PINGs where it is quiet, and a look from time to time whether its socket takes what waits for
 * it in time. On the connection's event loop, but for what is read.
 *
 * <p>Source: nats-server {@code server/client.go}, {@code processPingTimer}. A PONG is no activity: a peer that does nothing but answer is
 * asked at each interval.
 */
final class Heartbeat {
  private static final double JITTER = 0.2;
  private static final long LOOK_NANOS_MIN = 1_000_000;
  /** The round trip is measured anew after this time, however busy the connection is. */
  private static final long ROUND_TRIP_NANOS_MAX = Duration.ofHours(1).toNanos();

  private final Connection connection;
  private final Ticker clock;
  private final long startNanos;
  /** Written on the loop, read by monitoring. */
  private volatile long lastActivityNanos;
  private volatile long roundTripNanos;
  private long pingSentNanos;
  private boolean roundTripKnown;
  private int pingsOut;
  private @Nullable Future<?> timer;

  Heartbeat(Connection connection) {
    this.connection = connection;
    this.clock = connection.channel.eventLoop().ticker();
    this.startNanos = clock.nanoTime();
    this.lastActivityNanos = startNanos;
  }

  /** The peer did something. */
  void onActivity() {
    lastActivityNanos = clock.nanoTime();
  }

  /** When the peer last did something, counted from the beginning. */
  long lastActivityNanos() {
    return lastActivityNanos - startNanos;
  }

  /** Zero before the first PING was answered. */
  Duration roundTrip() {
    return Duration.ofNanos(roundTripNanos);
  }

  void onPong() {
    if (pingsOut > 0) {
      roundTripNanos = Math.max(1, clock.nanoTime() - pingSentNanos);
      roundTripKnown = true;
    }
    pingsOut = 0;
  }

  /** Begins the PING rhythm, or begins it anew; the first comes after {@code firstMillis} or the interval, whichever is less. */
  void startPings(long firstMillis) {
    Future<?> before = timer;
    if (before != null) {
      before.cancel(false);
    }
    long first = Math.min(connection.node.limits().pingInterval().toMillis(), firstMillis);
    first += (long) (first * JITTER * ThreadLocalRandom.current().nextDouble());
    timer = connection.alarms.in(first, TimeUnit.MILLISECONDS, this::pingTimer);
  }

  private void pingTimer() {
    if (isOver()) {
      return;
    }
    BrokerLimits limits = connection.node.limits();
    long interval = limits.pingInterval().toNanos();
    long now = clock.nanoTime();
    boolean quiet = now - lastActivityNanos >= interval;
    boolean measure = !roundTripKnown || now - pingSentNanos > ROUND_TRIP_NANOS_MAX;
    if (quiet || measure) {
      if (pingsOut + 1 > limits.pingsOutMax()) {
        connection.fail("Stale Connection");
        return;
      }
      pingsOut++;
      pingSentNanos = now;
      connection.out.append("PING\r\n");
    }
    timer = connection.alarms.in(interval, TimeUnit.NANOSECONDS, this::pingTimer);
  }

  void watchWriting() {
    if (isOver()) {
      return;
    }
    long deadline = connection.node.limits().writeDeadline().toNanos();
    if (connection.out.waitingNanos(System.nanoTime()) > deadline) {
      connection.cut("slow consumer: what waited was not written within the write deadline",
          CloseReason.SLOW_CONSUMER_WRITE_DEADLINE);
      return;
    }
    connection.out.shrink();
    connection.alarms.in(Math.max(deadline / 4, LOOK_NANOS_MIN), TimeUnit.NANOSECONDS, this::watchWriting);
  }

  private boolean isOver() {
    return connection.isFinished() || !connection.channel.isActive();
  }
}
