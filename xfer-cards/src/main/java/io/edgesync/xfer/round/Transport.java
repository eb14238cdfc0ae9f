package io.edgesync.xfer.round;

/**
 * Carries rounds to one answering side. HTTP, NATS, in-memory and simulated networks implement it; callers never learn which.
 * Safe for use by several threads, each with its own round.
 */
public interface Transport extends AutoCloseable {

  /**
   * Sends the request and feeds the reply to {@code reply}, card by card; returns when the reply ended properly.
   *
   * @throws TransportException which of four ways the exchange failed; cards that reached {@code reply} before it stay fed
   */
  void exchange(Round round, CardSource request, CardSink reply) throws TransportException, InterruptedException;

  /** Whether bodies travel compressed as a whole, so that small contents in them are best left uncompressed. */
  default boolean compresses() {
    return false;
  }

  /** The peer as a person would name it in a status line: a URL without credentials, or a node. */
  String peerName();

  @Override
  void close();
}
