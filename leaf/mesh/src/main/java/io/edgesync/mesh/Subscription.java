package io.edgesync.mesh;

/** Interest of this process in a subject, until closed. */
public interface Subscription extends AutoCloseable {

  String subject();

  /** Deliveries lost because the handler was too slow for its room. */
  long dropped();

  /**
   * Withdraws the interest; what waits is discarded. Waits for a handler that is running, unless called by that handler.
   * Idempotent.
   */
  @Override
  void close();
}
