package io.edgesync.mesh.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.edgesync.mesh.Delivery;
import io.edgesync.mesh.leafnode.LeafRemote;
import io.edgesync.mesh.leafnode.LinkOptions;
import io.edgesync.mesh.leafnode.LinkOptions.Role;
import io.edgesync.mesh.leafnode.LinkStatus;
import io.edgesync.mesh.leafnode.LinkStatus.State;
import io.edgesync.xfer.testing.FreePort;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.Test;

/**
 * Links of equals: two nodes that are linked directly and share a hub are no loop, both links stay up, and nobody hears anything twice.
 */
class PeerLinkTest extends LinkTest {
  private static final int MESSAGES = 300;

  private static LinkOptions peer(Broker other) {
    return LinkOptions.to(LinkScene.at(other)).withRole(Role.PEER);
  }

  @Test
  void twoThatShareANatsServerKeepBothLinksAndHearEachMessageOnce() throws Exception {
    LeafRemote hub = LinkScene.at(scene.real("", ""));
    triangle(LinkOptions.to(hub), LinkOptions.to(hub));
  }

  @Test
  void twoThatShareAHubOfOursKeepBothLinksAndHearEachMessageOnce() throws Exception {
    LeafRemote hub = LinkScene.at(scene.hub());
    triangle(LinkOptions.to(hub), LinkOptions.to(hub));
  }

  @Test
  void twoBehindDifferentServersThatAreLinkedKeepAllLinksAndHearEachMessageOnce() throws Exception {
    NatsServerProcess top = scene.real("server_name: TOP", "");
    NatsServerProcess below = scene.real("server_name: BELOW",
        "remotes: [ {url: \"nats-leaf://127.0.0.1:" + top.leafPort() + "\"} ]");
    triangle(LinkOptions.to(LinkScene.at(top)), LinkOptions.to(LinkScene.at(below)));
  }

  private void triangle(LinkOptions upstreamOfA, LinkOptions upstreamOfB) throws Exception {
    Broker a = scene.open(LinkScene.node().withLeafPort(0).withLink(upstreamOfA));
    Broker b = scene.open(LinkScene.node().withLink(upstreamOfB).withLink(peer(a)));
    Broker c = scene.open(LinkScene.node().withLink(upstreamOfB));
    List<Broker> all = List.of(a, b, c);
    all.forEach(LinkScene::awaitUp);
    await().atMost(LinkScene.PATIENCE).until(() -> a.links().size() == 2);
    List<LinkStatus> links = all.stream().flatMap(each -> each.links().stream()).toList();
    List<BlockingQueue<Delivery>> heard = all.stream().map(each -> scene.collect(each, "news.>")).toList();
    List<BlockingQueue<Delivery>> workers = List.of(new LinkedBlockingQueue<>(), new LinkedBlockingQueue<>(),
        new LinkedBlockingQueue<>());
    for (int i = 0; i < all.size(); i++) {
      scene.add(all.get(i).bus().subscribe("work", "g", MESSAGES * 10, workers.get(i)::add));
    }
    // Each hears of each, by whatever way, before it counts; a message of this kind may come by a way that is not the last one.
    all.forEach(from -> await().atMost(LinkScene.PATIENCE).until(() -> {
      from.bus().publish(LinkScene.text("news.probe." + from.serverName(), "x"));
      return heard.stream().allMatch(queue -> queue.stream().anyMatch(d -> d.subject().endsWith(from.serverName())));
    }));
    awaitBothWays(a, b);
    awaitBothWays(b, a);

    for (int i = 0; i < MESSAGES; i++) {
      for (Broker from : all) {
        from.bus().publish(LinkScene.text("news.count", from.serverName() + " " + i));
        from.bus().publish(LinkScene.text("work", from.serverName() + " " + i));
      }
    }
    for (Broker from : all) {
      from.bus().publish(LinkScene.text("news.end", from.serverName()));
    }

    for (BlockingQueue<Delivery> queue : heard) {
      await().atMost(LinkScene.PATIENCE).until(() -> of(queue, "news.end").size() >= all.size());
      assertThat(of(queue, "news.end")).doesNotHaveDuplicates();
      assertThat(of(queue, "news.count")).hasSize(MESSAGES * all.size()).doesNotHaveDuplicates();
    }
    await().atMost(LinkScene.PATIENCE)
        .until(() -> workers.stream().mapToInt(BlockingQueue::size).sum() >= MESSAGES * 3);
    assertThat(workers.stream().flatMap(BlockingQueue::stream).map(LinkScene::string)).hasSize(MESSAGES * 3)
        .doesNotHaveDuplicates();
    scene.echo(b, "svc.b");
    assertThat(LinkScene.ask(a, "svc.b", "hello")).isEqualTo("hello");
    assertThat(all.stream().flatMap(each -> each.links().stream())).isEqualTo(links);
  }

  private static List<String> of(BlockingQueue<Delivery> queue, String subject) {
    return queue.stream().filter(d -> d.subject().equals(subject)).map(LinkScene::string).toList();
  }

  /** The direct link is known to be one of two ways. */
  private static void awaitBothWays(Broker from, Broker to) {
    await().atMost(LinkScene.PATIENCE).until(() -> from.router().receivers("news.count").detours.length == 1);
    assertThat(to.links()).isNotEmpty();
  }

  @Test
  void whatIsMeantForTheDirectLinkAloneGoesByIt() throws Exception {
    LeafRemote hub = LinkScene.at(scene.hub());
    Broker a = scene.open(LinkScene.node().withLeafPort(0).withLink(LinkOptions.to(hub)));
    Broker b = scene.open(LinkScene.node().withLink(LinkOptions.to(hub)).withLink(peer(a)));
    LinkScene.awaitUp(b);
    BlockingQueue<Delivery> atB = scene.collect(b, "direct");
    await().atMost(LinkScene.PATIENCE).until(() -> a.router().receivers("direct").detours.length == 1);
    LinkStatus direct = a.links().getLast();

    a.bus().publish(LinkScene.text("direct", "x"), Set.of(direct.link()));

    await().atMost(LinkScene.PATIENCE).until(() -> !atB.isEmpty());
    assertThat(atB.element().link()).isEqualTo(b.links().getLast().link());
  }

  @Test
  void theDirectLinkGoesOnWhereTheHubIsGone() throws Exception {
    NatsServerProcess hub = scene.real("", "");
    Broker a = scene.open(LinkScene.node().withLeafPort(0).withLink(LinkOptions.to(LinkScene.at(hub))));
    Broker b = scene.open(LinkScene.node().withLink(LinkOptions.to(LinkScene.at(hub))).withLink(peer(a)));
    LinkScene.awaitUp(b);
    BlockingQueue<Delivery> atB = scene.collect(b, "x");
    await().atMost(LinkScene.PATIENCE).until(() -> a.router().receivers("x").detours.length == 1);

    hub.stop();
    await().atMost(LinkScene.PATIENCE).until(() -> a.router().receivers("x").detours.length == 0);
    a.bus().publish(LinkScene.text("x", "without"));

    await().atMost(LinkScene.PATIENCE).until(() -> !atB.isEmpty());
    assertThat(LinkScene.string(atB.element())).isEqualTo("without");
    hub.start();
    await().atMost(LinkScene.PATIENCE).until(() -> a.router().receivers("x").detours.length == 1);
    a.bus().publish(LinkScene.text("x", "with"));
    await().atMost(LinkScene.PATIENCE).until(() -> atB.size() == 2);
  }

  @Test
  void twoThatDialEachOtherHearEachMessageOnce() throws Exception {
    int portOfA = FreePort.next();
    Broker b = scene.open(LinkScene.node().withLeafPort(0)
        .withLink(LinkOptions.to(new LeafRemote("127.0.0.1", portOfA)).withRole(Role.PEER)));
    Broker a = scene.open(LinkScene.node().withLeafPort(portOfA).withLink(peer(b)));
    await().atMost(LinkScene.PATIENCE).until(() -> a.links().size() == 2 && b.links().size() == 2);
    LinkScene.awaitUp(a);
    LinkScene.awaitUp(b);
    BlockingQueue<Delivery> atB = scene.collect(b, "x");
    await().atMost(LinkScene.PATIENCE).until(() -> a.router().receivers("x").detours.length == 1);

    for (int i = 0; i < MESSAGES; i++) {
      a.bus().publish(LinkScene.text("x", "n" + i));
    }

    await().atMost(LinkScene.PATIENCE).until(() -> atB.size() >= MESSAGES);
    assertThat(atB).extracting(LinkScene::string).hasSize(MESSAGES).doesNotHaveDuplicates();
  }

  @Test
  void carriesWhatTheTwoEndsWantThemselvesAndPassesNothingOn() throws Exception {
    Broker a = scene.open(LinkScene.node().withLeafPort(0));
    Broker b = scene.open(LinkScene.node().withLeafPort(0).withLink(peer(a)));
    Broker peerOfB = scene.open(LinkScene.node().withLink(peer(b)));
    Broker leafOfB = scene.open(LinkScene.node().withLink(LinkOptions.to(LinkScene.at(b))));
    LinkScene.awaitUp(b);
    LinkScene.awaitUp(peerOfB);
    LinkScene.awaitUp(leafOfB);
    BlockingQueue<Delivery> atA = scene.collect(a, "x");
    BlockingQueue<Delivery> atB = scene.collect(b, "x");
    scene.collect(peerOfB, "only.peer");
    scene.collect(leafOfB, "only.leaf");
    LinkScene.awaitInterest(b, "only.peer");
    LinkScene.awaitInterest(b, "only.leaf");
    LinkScene.awaitInterest(leafOfB, "x");
    LinkScene.awaitInterest(peerOfB, "x");
    LinkScene.awaitInterest(a, "x");

    leafOfB.bus().publish(LinkScene.text("x", "of the leaf"));
    peerOfB.bus().publish(LinkScene.text("x", "of the peer"));
    await().atMost(LinkScene.PATIENCE).until(() -> atB.size() == 2);
    b.bus().publish(LinkScene.text("x", "of b"));
    await().atMost(LinkScene.PATIENCE).until(() -> !atA.isEmpty());

    assertThat(atA).extracting(LinkScene::string).containsExactly("of b");
    assertThat(a.router().match("only.peer").isEmpty()).isTrue();
    assertThat(a.router().match("only.leaf").isEmpty()).isTrue();
  }

  @Test
  void anOrdinaryServerIsNotTakenForAPeer() throws Exception {
    NatsServerProcess real = scene.real("", "");
    Broker node = scene.open(LinkScene.node().withLink(LinkOptions.to(LinkScene.at(real)).withRole(Role.PEER)));

    await().atMost(LinkScene.PATIENCE).until(() -> LinkScene.first(node).lastError() != null);

    assertThat(LinkScene.first(node).state()).isEqualTo(State.DOWN);
    assertThat(LinkScene.first(node).lastError()).contains("ordinary NATS server").contains("upstream");
  }
}
