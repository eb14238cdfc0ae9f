package io.edgesync.mesh.broker;

import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/**
 * Whether a connection is still alive: PINGs where it is quiet, and a look from time to time whether its socket takes what waits for
 * it. On the connection's event loop.
 */
final class Heartbeat {
  private static final double JITTER = 0.2;
  private static final long LOOK_NANOS_MIN = 1_000_000;

  private final Connection connection;
  private long lastInboundNanos = System.nanoTime();
  private int pingsOut;
  private boolean roundTripKnown;

  Heartbeat(Connection connection) {
    this.connection = connection;
  }

  void onInbound() {
    lastInboundNanos = System.nanoTime();
  }

  void onPong() {
    pingsOut = 0;
    roundTripKnown = true;
  }

  void startPings(long firstMillis) {
    long first = Math.min(connection.node.limits().pingInterval().toMillis(), firstMillis);
    first += (long) (first * JITTER * ThreadLocalRandom.current().nextDouble());
    connection.channel.eventLoop().schedule(this::pingTimer, first, TimeUnit.MILLISECONDS);
  }

  private void pingTimer() {
    if (isOver()) {
      return;
    }
    BrokerLimits limits = connection.node.limits();
    long interval = limits.pingInterval().toNanos();
    boolean quiet = System.nanoTime() - lastInboundNanos >= interval;
    if (quiet || !roundTripKnown) {
      if (pingsOut + 1 > limits.pingsOutMax()) {
        connection.fail("Stale Connection");
        return;
      }
      pingsOut++;
      connection.out.append("PING\r\n");
    }
    connection.channel.eventLoop().schedule(this::pingTimer, interval, TimeUnit.NANOSECONDS);
  }

  void watchWriting() {
    if (isOver()) {
      return;
    }
    long deadline = connection.node.limits().writeDeadline().toNanos();
    if (connection.out.stuckNanos(System.nanoTime()) > deadline) {
      connection.cut("slow consumer: Slow Consumer (Write Deadline)");
      return;
    }
    connection.out.shrink();
    connection.channel.eventLoop().schedule(this::watchWriting, Math.max(deadline / 4, LOOK_NANOS_MIN),
        TimeUnit.NANOSECONDS);
  }

  private boolean isOver() {
    return connection.isFinished() || !connection.channel.isActive();
  }
}
