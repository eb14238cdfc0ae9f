package io.edgesync.mesh.broker;

import io.netty.channel.Channel;
import java.util.concurrent.TimeUnit;

/** Stops reading from a connection that fills another one faster than that is read, or that waits for an answer. */
final class ReadPause {
  /** A pause ends after this time in any case, so that PINGs are answered. */
  private static final long MILLIS_MAX = 1000;

  private final Channel channel;
  /** On the event loop. */
  private boolean paused;
  private boolean halted;

  ReadPause(Channel channel) {
    this.channel = channel;
  }

  /** Any thread: pauses until {@code target} has at most {@code belowBytes} waiting. */
  void untilRoom(Outbound target, long belowBytes) {
    channel.eventLoop().execute(() -> {
      if (!paused && channel.isActive()) {
        paused = true;
        channel.config().setAutoRead(false);
        target.whenRoom(belowBytes, () -> channel.eventLoop().execute(this::resume));
        channel.eventLoop().schedule(this::resume, MILLIS_MAX, TimeUnit.MILLISECONDS);
      }
    });
  }

  private void resume() {
    if (paused) {
      paused = false;
      channel.config().setAutoRead(!halted);
    }
  }

  /** On the event loop: reads nothing until {@link #proceed}. */
  void halt() {
    halted = true;
    channel.config().setAutoRead(false);
  }

  void proceed() {
    halted = false;
    channel.config().setAutoRead(!paused);
  }
}
