package io.edgesync.mesh.broker;

import io.edgesync.mesh.LinkId;
import io.edgesync.mesh.leafnode.LinkListener;
import io.edgesync.mesh.leafnode.LinkStatus;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells listeners of links, one call at a time, on a virtual thread of its own, which also owns the list of links that are up. */
final class LinkEvents {
  private static final Logger LOG = LoggerFactory.getLogger(LinkEvents.class);
  private static final long CLOSE_SECONDS = 2;

  private final ExecutorService thread = Executors
      .newSingleThreadExecutor(Thread.ofVirtual().name("mesh-links").factory());
  private final List<LinkListener> listeners = new ArrayList<>();
  private final Map<LinkId, LinkStatus> up = new LinkedHashMap<>();

  void add(LinkListener listener) {
    submit(() -> {
      listeners.add(listener);
      up.values().forEach(status -> tell(listener, l -> l.linkUp(status)));
    });
  }

  void up(LinkStatus status, LinkId id) {
    submit(() -> {
      up.put(id, status);
      LOG.info("link up {} peer={} version={} {}", status.address(), status.peerName(), status.peerVersion(), id);
      listeners.forEach(listener -> tell(listener, l -> l.linkUp(status)));
    });
  }

  void down(LinkStatus status, LinkId id) {
    submit(() -> {
      if (up.remove(id) != null) {
        LOG.info("link down {} peer={} reason={} {}", status.address(), status.peerName(), status.lastError(), id);
        listeners.forEach(listener -> tell(listener, l -> l.linkDown(status)));
      }
    });
  }

  private static void tell(LinkListener listener, Consumer<LinkListener> what) {
    try {
      what.accept(listener);
    } catch (RuntimeException e) {
      LOG.error("link listener failed", e);
    }
  }

  private void submit(Runnable task) {
    try {
      thread.execute(task);
    } catch (RejectedExecutionException closed) {
      LOG.debug("link event after close");
    }
  }

  /** Lets the listeners hear what happened so far, for a moment at most. */
  void close() {
    thread.shutdown();
    try {
      if (!thread.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS)) {
        thread.shutdownNow();
      }
    } catch (InterruptedException e) {
      thread.shutdownNow();
      Thread.currentThread().interrupt();
    }
  }
}
