package io.edgesync.agent.nats;

import io.edgesync.mesh.Bus;
import io.edgesync.mesh.Delivery;
import io.edgesync.mesh.LinkId;
import io.edgesync.mesh.Message;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One way to others: this node's place on a Bus. What is heard there came over a {@code via}: a link of the embedded server, or the
 * foreign server as a whole, behind which everybody heard it. So a name says where news need not be told again. Thread-safe.
 */
public final class Way implements AutoCloseable {
  private final PeerEndpoint endpoint;
  private final @Nullable String foreignName;
  private final Supplier<Set<LinkId>> linksUp;

  private Way(PeerEndpoint endpoint, @Nullable String foreignName, Supplier<Set<LinkId>> linksUp) {
    this.endpoint = endpoint;
    this.foreignName = foreignName;
    this.linksUp = linksUp;
  }

  /**
   * By the embedded server and its links.
   *
   * @param linksUp the links that are up at the moment
   */
  public static Way byLinks(PeerEndpoint endpoint, Supplier<Set<LinkId>> linksUp) {
    return new Way(endpoint, null, linksUp);
  }

  /**
   * By a foreign server.
   *
   * @param name of this way within this process
   */
  public static Way byForeignServer(PeerEndpoint endpoint, String name) {
    return new Way(endpoint, "server " + name, Set::of);
  }

  public Bus bus() {
    return endpoint.bus();
  }

  public PeerEndpoint endpoint() {
    return endpoint;
  }

  /** What it came over; null for this node's own clients. */
  public @Nullable String via(Delivery delivery) {
    if (foreignName != null) {
      return foreignName;
    }
    LinkId link = delivery.link();
    return link == null ? null : link.toString();
  }

  /**
   * Publishes to everybody this way leads to, except where it came from.
   *
   * @param exceptVia null for nothing to leave out
   */
  public void publish(Message message, @Nullable String exceptVia) {
    if (exceptVia == null) {
      bus().publish(message);
    } else if (foreignName != null) {
      if (!exceptVia.equals(foreignName)) {
        bus().publish(message);
      }
    } else if (exceptVia.startsWith("server ")) {
      bus().publish(message);
    } else {
      Set<LinkId> others = new HashSet<>(linksUp.get());
      others.removeIf(link -> link.toString().equals(exceptVia));
      if (!others.isEmpty()) {
        bus().publish(message, others);
      }
    }
  }

  /** Withdraws this node's place; the Bus stays with who opened it. */
  @Override
  public void close() {
    endpoint.close();
  }
}
