package io.edgesync.cli.sync;

import io.edgesync.cli.console.Terminal;
import io.edgesync.cli.process.Signals;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What signals ask for: done at once, or when that of which it is asked has started. */
final class WhenStarted<T> {

  private static final Logger LOG = LoggerFactory.getLogger(WhenStarted.class);

  private final CompletableFuture<T> started = new CompletableFuture<>();
  private final Terminal terminal;

  WhenStarted(Terminal terminal) {
    this.terminal = terminal;
  }

  void complete(T what) {
    started.complete(what);
  }

  /** @param otherwise said where it cannot be done */
  void on(String signal, String otherwise, Consumer<T> action) {
    Signals.on(signal, () -> ask(otherwise, action));
  }

  /** Returns at once, with what is counted down when it was done, or could not be. */
  CountDownLatch ask(String otherwise, Consumer<T> action) {
    CountDownLatch over = new CountDownLatch(1);
    started.thenAcceptAsync(what -> {
      try {
        action.accept(what);
      } catch (RuntimeException e) {
        // On a thread of its own: nobody else would say it.
        LOG.error("{}", otherwise, e);
        terminal.say(otherwise + ": " + e);
      } finally {
        over.countDown();
      }
    }, Thread::startVirtualThread);
    return over;
  }
}
