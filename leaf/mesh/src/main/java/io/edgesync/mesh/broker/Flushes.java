package io.edgesync.mesh.broker;

import io.netty.util.concurrent.FastThreadLocal;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The connections that were written to while one read was handled. They are flushed at its end, so that a burst of messages costs each of
 * its receivers one write. Each event loop has one of these.
 */
final class Flushes {
  private static final FastThreadLocal<Flushes> OF_THREAD = new FastThreadLocal<>() {
    @Override
    protected Flushes initialValue() {
      return new Flushes();
    }
  };

  private final List<Outbound> waiting = new ArrayList<>();
  private boolean gathering;

  private Flushes() {}

  /** Those of the event loop that runs this. */
  static Flushes ofLoop() {
    return OF_THREAD.get();
  }

  /** Takes what was just written to, where this thread is in the middle of a read; false where somebody has to flush it now. */
  static boolean later(Outbound outbound) {
    @Nullable
    Flushes here = OF_THREAD.getIfExists();
    if (here == null || !here.gathering) {
      return false;
    }
    here.waiting.add(outbound);
    return true;
  }

  /** A read begins. */
  void begin() {
    gathering = true;
  }

  /** The read is handled. */
  void end() {
    gathering = false;
    // What is flushed may close connections, whose going is told to others.
    for (int i = 0; i < waiting.size(); i++) {
      waiting.get(i).flush();
    }
    waiting.clear();
  }
}
