package io.edgesync.mesh.broker;

import io.edgesync.mesh.Bus;
import io.edgesync.mesh.leafnode.LinkListener;
import io.edgesync.mesh.leafnode.LinkStatus;
import java.net.InetSocketAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A NATS server in this process: clients and leafnode links connect to it, it dials the remotes it was given for as long as it
 * lives, and the {@link Bus} is the process's own way in.
 */
public final class Broker implements AutoCloseable {

  private Broker() {
  }

  /**
   * Opens the listeners and begins to dial. Returns when the listeners accept; a remote that is not there yet is no error.
   *
   * @throws ListenException when a listener cannot be opened; nothing stays open then
   */
  public static Broker start(BrokerOptions options) throws ListenException {
    throw new IllegalStateException("not yet: " + options);
  }

  public String serverName() {
    throw new IllegalStateException("not yet");
  }

  public Bus bus() {
    throw new IllegalStateException("not yet");
  }

  /** Where clients connect, with the real port; null when the broker does not listen for them. */
  public @Nullable InetSocketAddress clientAddress() {
    return null;
  }

  /** Where leafnode links come in, with the real port; null when the broker does not listen for them. */
  public @Nullable InetSocketAddress leafAddress() {
    return null;
  }

  /** The configured remotes first, in their order, then the links that others made. */
  public List<LinkStatus> links() {
    return List.of();
  }

  /** The listener hears of every link from now on; those up already are told to it at once, on the listeners' thread. */
  public void onLink(LinkListener listener) {
    throw new IllegalStateException("not yet: " + listener);
  }

  /** Closes links, clients and listeners, ends all subscriptions and waits for the threads, a few seconds at most. */
  @Override
  public void close() {
  }
}
