package io.edgesync.agent.nats;

import io.edgesync.mesh.Bus;
import io.edgesync.mesh.Delivery;
import io.edgesync.mesh.LinkId;
import io.edgesync.mesh.Message;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One way to others: this node's place on a Bus. What is heard there came by a broadcast domain: that of a link of the embedded server, or the
 * foreign server as a whole, behind which everybody heard it. So a domain's name says where news need not be told again. Thread-safe.
 */
public final class Way implements AutoCloseable {

  /** The clients of the embedded server. */
  private static final String CLIENTS = "clients";

  private final PeerEndpoint endpoint;
  private final @Nullable String foreignName;
  private final @Nullable LinkDomains links;

  private Way(PeerEndpoint endpoint, @Nullable String foreignName, @Nullable LinkDomains links) {
    this.endpoint = endpoint;
    this.foreignName = foreignName;
    this.links = links;
  }

  /** By the embedded server and its links. */
  public static Way byLinks(PeerEndpoint endpoint, LinkDomains links) {
    return new Way(endpoint, null, links);
  }

  /**
   * By a foreign server.
   *
   * @param name of this way within this process
   */
  public static Way byForeignServer(PeerEndpoint endpoint, String name) {
    return new Way(endpoint, "server " + name, null);
  }

  public Bus bus() {
    return endpoint.bus();
  }

  public PeerEndpoint endpoint() {
    return endpoint;
  }

  /** The domain of a foreign server; null where it has links. */
  public @Nullable String foreignName() {
    return foreignName;
  }

  /** The domain it came by. */
  public String domain(Delivery delivery) {
    return domain(delivery.link());
  }

  /** The domain of a link; for null that of the foreign server, or of the clients. */
  public String domain(@Nullable LinkId link) {
    return links == null || link == null ? foreignName == null ? CLIENTS : foreignName : links.of(link);
  }

  /** Whether that node is at the other end of one of this way's links. */
  boolean isLinkTo(String node) {
    return links != null && links.isEnd(node);
  }

  /** How many hear a domain of this way, as far as that is known; 0 where it is not. */
  public int audience(String domain) {
    return links != null && domain.equals(LinkDomains.LEAVES) ? links.size(domain) : 0;
  }

  /** Publishes to one domain; to none when it is not one of this way's. */
  public void publish(Message message, String domain) {
    if (links == null) {
      if (domain.equals(foreignName)) {
        bus().publish(message);
      }
    } else if (domain.equals(CLIENTS)) {
      // There is no way to tell the clients alone.
      bus().publish(message);
    } else {
      publish(message, links.links(domain));
    }
  }

  /**
   * Publishes to everybody this way leads to, except who heard it where it came from.
   *
   * @param via the domain it came by; null for this node itself
   */
  public void publishOn(Message message, @Nullable String via) {
    if (via == null || via.equals(CLIENTS) || (links != null && via.startsWith("server "))) {
      bus().publish(message);
    } else if (links != null) {
      publish(message, links.unreachedBy(via));
    } else if (!via.equals(foreignName)) {
      bus().publish(message);
    }
  }

  /** Whether {@link #publishOn} would publish to anybody, as far as that is known. */
  public boolean leadsOn(@Nullable String via) {
    if (via == null || via.equals(CLIENTS)) {
      return true;
    }
    return links == null ? !via.equals(foreignName) : via.startsWith("server ") || !links.unreachedBy(via).isEmpty();
  }

  private void publish(Message message, Set<LinkId> only) {
    if (!only.isEmpty()) {
      bus().publish(message, only);
    }
  }

  /** Withdraws this node's place; the Bus stays with who opened it. */
  @Override
  public void close() {
    endpoint.close();
  }
}
