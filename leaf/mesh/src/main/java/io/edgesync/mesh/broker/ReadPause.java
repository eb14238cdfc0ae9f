package io.edgesync.mesh.broker;

import io.netty.channel.Channel;
import java.util.concurrent.TimeUnit;

/** Stops reading from a connection that fills another one faster than that is read. */
final class ReadPause {
  /** A pause ends after this time in any case, so that PINGs are answered. */
  private static final long MILLIS_MAX = 1000;

  private final Channel channel;
  /** On the event loop. */
  private boolean paused;

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
      channel.config().setAutoRead(true);
    }
  }
}
