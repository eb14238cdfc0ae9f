package io.edgesync.sync.clone;

import io.edgesync.sync.Meanwhile;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** Stores what came while more of it is read: one batch at a time, beside its caller's thread. One thread calls. */
final class Storing implements AutoCloseable {

  private @Nullable Meanwhile<Boolean> underWay;

  /**
   * Begins the next batch, once {@link #finish} was called.
   *
   * @param batch whether more is wanted after it
   */
  void begin(BooleanSupplier batch) {
    underWay = new Meanwhile<>(batch::getAsBoolean, task -> Thread.ofVirtual().name("clone-store").start(task));
  }

  /** Waits for the batch under way, and throws what it threw; whether more is wanted. */
  boolean finish() {
    try (Meanwhile<Boolean> batch = underWay) {
      underWay = null;
      return batch == null || batch.await();
    }
  }

  /** Waits for the batch under way, whatever comes of it. */
  @Override
  public void close() {
    if (underWay != null) {
      underWay.close();
      underWay = null;
    }
  }
}
