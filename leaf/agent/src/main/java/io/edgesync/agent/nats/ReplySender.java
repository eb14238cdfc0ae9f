package io.edgesync.agent.nats;

import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/** Sends a reply while it is still being made, on a virtual thread of its own. */
final class ReplySender implements Runnable {

  private final InputStream text;
  private final Spool spool;
  private final PartsOut out;
  private final Thread sending;
  /** Written by the sending thread before it ends, read after joining it. */
  private @Nullable Exception failure;

  /** @param text what {@code spool} gives to read; closed by this */
  ReplySender(InputStream text, Spool spool, PartsOut out) {
    this.text = text;
    this.spool = spool;
    this.out = out;
    this.sending = Thread.ofVirtual().name("answer-nats-send").start(this);
  }

  @Override
  public void run() {
    try (InputStream open = text) {
      out.send(open);
    } catch (IOException | InterruptedException | RuntimeException e) {
      failure = e;
    }
  }

  /** Waits until everything went out. */
  void finish() throws IOException, InterruptedException {
    try {
      sending.join();
    } catch (InterruptedException e) {
      cancel();
      throw e;
    }
    switch (failure) {
      case null -> {
        // Everything went out.
      }
      case IOException e -> throw e;
      case InterruptedException e -> throw e;
      default -> throw new IllegalStateException("reply could not be sent", failure);
    }
  }

  void cancel() {
    spool.abandon(new IOException("the answer broke off"));
    sending.interrupt();
  }
}
