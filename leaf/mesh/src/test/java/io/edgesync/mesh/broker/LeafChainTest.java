package io.edgesync.mesh.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.edgesync.mesh.Delivery;
import io.edgesync.mesh.LinkId;
import io.edgesync.mesh.leafnode.LinkOptions;
import io.edgesync.xfer.testing.FreePort;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * Chains of servers of both kinds: each message once, in order, both ways; requests, groups and interest across all of it. Of the
 * reference's checklist: 74, 75, 78 (two hops), 81.
 */
class LeafChainTest extends LinkTest {
  private static final int MESSAGES = 2000;

  @Test
  void oursThenANatsServerThenOurs() throws Exception {
    Broker top = scene.hub();
    NatsServerProcess middle = scene.real("server_name: MIDDLE",
        "remotes: [ {url: \"nats-leaf://127.0.0.1:" + LinkScene.at(top).port() + "\"} ]");
    Broker bottom = scene.open(LinkScene.node().withLink(LinkOptions.to(LinkScene.at(middle))));

    everythingCrosses(top, bottom);
  }

  @Test
  void oursThenOursThenANatsServerThenOurs() throws Exception {
    NatsServerProcess top = scene.real("server_name: TOP", "");
    Broker middle = scene
        .open(LinkScene.anybody().withLeafPort(0).withLink(LinkOptions.to(LinkScene.at(top))));
    Broker bottom = scene.open(LinkScene.node().withLink(LinkOptions.to(LinkScene.at(middle))));
    Broker besides = scene.open(LinkScene.node().withLink(LinkOptions.to(LinkScene.at(top))));

    everythingCrosses(bottom, besides);
    everythingCrosses(middle, besides);
  }

  private void everythingCrosses(Broker one, Broker other) throws Exception {
    for (List<Broker> pair : List.of(List.of(one, other), List.of(other, one))) {
      Broker from = pair.getFirst();
      Broker to = pair.getLast();
      String subject = "chain." + from.serverName();
      BlockingQueue<Delivery> got = scene.collect(to, subject);
      BlockingQueue<Delivery> worked = new LinkedBlockingQueue<>();
      scene.add(to.bus().subscribe(subject + ".work", "g", MESSAGES * 2, worked::add));
      scene.add(to.bus().subscribe(subject + ".work", "g", MESSAGES * 2, worked::add));
      scene.echo(to, subject + ".svc");
      LinkScene.awaitInterest(from, subject);
      LinkScene.awaitInterest(from, subject + ".work");

      for (int i = 0; i < MESSAGES; i++) {
        from.bus().publish(LinkScene.text(subject, "n" + i));
        from.bus().publish(LinkScene.text(subject + ".work", "n" + i));
      }

      List<String> all = IntStream.range(0, MESSAGES).mapToObj(i -> "n" + i).toList();
      await().atMost(LinkScene.PATIENCE).until(() -> got.size() >= MESSAGES && worked.size() >= MESSAGES);
      assertThat(got).extracting(LinkScene::string).isEqualTo(all);
      assertThat(worked).extracting(LinkScene::string).containsExactlyInAnyOrderElementsOf(all);
      assertThat(LinkScene.ask(from, subject + ".svc", "question")).isEqualTo("question");
    }
  }

  @Test
  void aSpokeOffersALeafsInterestUpwardAndNotOneHubsToAnother() throws Exception {
    Broker hubA = scene.hub();
    NatsServerProcess hubB = scene.real("", "");
    Broker spoke = scene.open(LinkScene.anybody().withLeafPort(0).withLink(LinkOptions.to(LinkScene.at(hubA)))
        .withLink(LinkOptions.to(LinkScene.at(hubB))));
    LinkScene.awaitUp(spoke);
    Broker leaf = scene.open(LinkScene.node().withLink(LinkOptions.to(LinkScene.at(spoke))));
    Broker other = scene.open(LinkScene.node().withLink(LinkOptions.to(LinkScene.at(hubB))));
    scene.collect(other, "of.b");
    scene.collect(leaf, "of.leaf");
    LinkScene.awaitInterest(leaf, "of.b");
    LinkScene.awaitInterest(hubA, "of.leaf");
    LinkScene.awaitInterest(other, "of.leaf");

    assertThat(hubA.router().match("of.b").isEmpty()).isTrue();
  }

  @Test
  void aNodeOfAClusterOfThreeIsKilledUnderLoad() throws Exception {
    List<NatsServerProcess> cluster = cluster();
    List<Broker> nodes = new ArrayList<>();
    for (NatsServerProcess server : cluster) {
      nodes.add(scene.open(LinkScene.node().withLink(LinkOptions.to(LinkScene.at(server)))));
    }
    nodes.forEach(LinkScene::awaitUp);
    BlockingQueue<Delivery> atFirst = scene.collect(nodes.get(0), "load");
    BlockingQueue<Delivery> atSecond = scene.collect(nodes.get(1), "load");
    Broker publisher = nodes.get(2);
    await().atMost(LinkScene.PATIENCE).until(() -> {
      publisher.bus().publish(LinkScene.text("load", "probe"));
      return !atFirst.isEmpty() && !atSecond.isEmpty();
    });
    publisher.bus().publish(LinkScene.text("load", "begin"));

    LinkId original = LinkScene.first(nodes.getFirst()).link();
    int sent = 0;
    while (sent < MESSAGES) {
      publisher.bus().publish(LinkScene.text("load", "n" + sent++));
    }
    cluster.getFirst().signal("KILL");
    while (sent < 2 * MESSAGES || Objects.equals(original, LinkScene.first(nodes.getFirst()).link())) {
      publisher.bus().publish(LinkScene.text("load", "n" + sent++));
      Thread.onSpinWait();
    }
    // It has learned of the other two, and dials one of them.
    LinkScene.awaitUp(nodes.getFirst());
    assertThat(LinkScene.first(nodes.getFirst()).address()).isNotEqualTo(cluster.getFirst().leafUrl());
    await().atMost(LinkScene.PATIENCE).until(() -> {
      publisher.bus().publish(LinkScene.text("load", "restored"));
      return texts(atFirst).contains("restored");
    });
    publisher.bus().publish(LinkScene.text("load", "end"));
    await().atMost(LinkScene.PATIENCE).until(() -> texts(atSecond).contains("end") && texts(atFirst).contains("end"));

    List<String> all = IntStream.range(0, sent).mapToObj(i -> "n" + i).toList();
    assertThat(texts(atSecond)).filteredOn(text -> text.startsWith("n")).isEqualTo(all);
    assertThat(texts(atFirst)).filteredOn(text -> text.startsWith("n")).doesNotHaveDuplicates();
    assertThat(texts(atFirst)).filteredOn("end"::equals).hasSize(1);
    scene.echo(nodes.getFirst(), "svc");
    assertThat(LinkScene.ask(publisher, "svc", "again")).isEqualTo("again");
  }

  private static List<String> texts(BlockingQueue<Delivery> queue) {
    return queue.stream().map(LinkScene::string).toList();
  }

  private List<NatsServerProcess> cluster() throws Exception {
    List<Integer> ports = List.of(FreePort.next(), FreePort.next(),
        FreePort.next());
    String routes = String.join(", ", ports.stream().map(port -> "\"nats-route://127.0.0.1:" + port + "\"").toList());
    List<NatsServerProcess> servers = new ArrayList<>();
    for (int i = 0; i < ports.size(); i++) {
      servers.add(scene.real("server_name: C" + i + "\ncluster { name: C, listen: \"127.0.0.1:" + ports.get(i)
          + "\", routes: [ " + routes + " ] }", ""));
    }
    for (NatsServerProcess server : servers) {
      await().atMost(LinkScene.PATIENCE)
          .until(() -> server.log().lines().filter(line -> line.contains("Route connection created")).count() >= 2);
    }
    return servers;
  }
}
