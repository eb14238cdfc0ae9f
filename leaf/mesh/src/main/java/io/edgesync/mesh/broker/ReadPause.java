package io.edgesync.mesh.broker;

import io.netty.channel.Channel;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Stops reading from a connection that fills another one faster than that is read, or that waits for an answer. On its event loop. */
final class ReadPause {
  private final Channel channel;
  /** Ends the pause that there is. */
  private @Nullable ScheduledFuture<?> end;
  private boolean halted;

  ReadPause(Channel channel) {
    this.channel = channel;
  }

  /** Pauses until {@code target} has at most {@code belowBytes} waiting, or for {@code millisMax}. */
  void untilRoom(Outbound target, long belowBytes, long millisMax) {
    if (end == null && channel.isActive()) {
      channel.config().setAutoRead(false);
      end = channel.eventLoop().schedule(this::resume, millisMax, TimeUnit.MILLISECONDS);
      target.whenRoom(belowBytes, () -> channel.eventLoop().execute(this::resume));
    }
  }

  boolean isPaused() {
    return end != null || halted;
  }

  private void resume() {
    if (end != null) {
      end.cancel(false);
      end = null;
      channel.config().setAutoRead(!halted);
    }
  }

  /** Reads nothing until {@link #proceed}. */
  void halt() {
    halted = true;
    channel.config().setAutoRead(false);
  }

  void proceed() {
    halted = false;
    channel.config().setAutoRead(end == null);
  }
}
