package io.edgesync.mesh.broker;

import io.netty.channel.Channel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/**
 * What one connection does later, unless it has ended by then: a task that waits in the event loop holds on to all that it speaks of, so
 * none is left behind. On the connection's event loop.
 */
final class Alarms {
  private final Channel channel;
  private final List<Future<?>> set = new ArrayList<>(2);
  private boolean over;

  Alarms(Channel channel) {
    this.channel = channel;
  }

  /** Does it after this time; what is given back calls it off. Nothing happens behind {@link #end}. */
  Future<?> in(long time, TimeUnit unit, Runnable task) {
    if (over) {
      return CompletableFuture.completedFuture(null);
    }
    set.removeIf(Future::isDone);
    Future<?> alarm = channel.eventLoop().schedule(task, time, unit);
    set.add(alarm);
    return alarm;
  }

  /** The connection is gone. */
  void end() {
    over = true;
    set.forEach(alarm -> alarm.cancel(false));
    set.clear();
  }
}
