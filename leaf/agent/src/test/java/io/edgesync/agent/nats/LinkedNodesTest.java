package io.edgesync.agent.nats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.edgesync.mesh.broker.Broker;
import io.edgesync.mesh.broker.BrokerOptions;
import io.edgesync.mesh.identity.NodeIdentity;
import io.edgesync.mesh.leafnode.LeafRemote;
import io.edgesync.mesh.leafnode.LinkListener;
import io.edgesync.mesh.leafnode.LinkOptions;
import io.edgesync.mesh.leafnode.LinkStatus;
import io.edgesync.sync.PeerHello;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Who is at the other end of a link, by links of real servers. */
@Timeout(60)
class LinkedNodesTest {

  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final int STRANGERS = 10_000;

  /** A node's server and what it knows of its links. */
  private static final class Node implements AutoCloseable {
    final Broker broker;
    final Way way;
    final Ways ways;

    Node(BrokerOptions options) throws Exception {
      broker = Broker.start(options);
      LinkDomains domains = new LinkDomains(broker::links);
      way = Way.byLinks(new PeerEndpoint(broker.bus(), new SyncSubjects("fossil"), broker.serverName()), domains);
      ways = new Ways(List.of(way));
      broker.onLink(new LinkListener() {
        @Override
        public void linkUp(LinkStatus link) {
          domains.up(link);
        }

        @Override
        public void linkDown(LinkStatus link) {
          domains.down(link);
        }
      });
    }

    static BrokerOptions options() {
      return BrokerOptions.of(NodeIdentity.generate());
    }

    static Node dialling(Node other, LinkOptions.Role role) throws Exception {
      int port = Objects.requireNonNull(other.broker.leafAddress()).getPort();
      return new Node(options().withLink(LinkOptions.to(new LeafRemote("127.0.0.1", port)).withRole(role)));
    }

    String name() {
      return broker.serverName();
    }

    void hears(String node) {
      ways.heard(PeerHello.of(node, 1000), way, "domain");
    }

    @Override
    public void close() {
      way.close();
      broker.close();
    }
  }

  @Test
  void bothEndsOfALinkKnowEachOtherWhileItIsUp() throws Exception {
    try (Node one = new Node(Node.options().withLeafPort(0));
        Node leaf = Node.dialling(one, LinkOptions.Role.LEAF)) {
      String gone;
      try (Node equal = Node.dialling(one, LinkOptions.Role.PEER)) {
        gone = equal.name();
        await().atMost(PATIENCE).until(() -> one.ways.isLinkTo(leaf.name()) && leaf.ways.isLinkTo(one.name()));
        await().atMost(PATIENCE).until(() -> one.ways.isLinkTo(gone) && equal.ways.isLinkTo(one.name()));
        assertThat(leaf.ways.isLinkTo(gone)).as("two links away").isFalse();
      }

      await().atMost(PATIENCE).until(() -> !one.ways.isLinkTo(gone));
      assertThat(one.ways.isLinkTo(leaf.name())).isTrue();
    }
  }

  @Test
  void namesThatStrangersMakeUpPushOutNobodyAtTheOtherEndOfALink() throws Exception {
    try (Node one = new Node(Node.options().withLeafPort(0));
        Node leaf = Node.dialling(one, LinkOptions.Role.LEAF)) {
      await().atMost(PATIENCE).until(() -> one.ways.isLinkTo(leaf.name()));
      one.hears(leaf.name());
      one.hears("another");

      for (int i = 0; i < STRANGERS; i++) {
        one.hears("stranger" + i);
      }

      assertThat(one.ways.domain(leaf.name())).isEqualTo("domain");
      assertThat(one.ways.domain("another")).isNull();
    }
  }
}
