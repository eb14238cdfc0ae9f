package io.edgesync.mesh.broker;

import static io.edgesync.mesh.broker.LinkScene.PATIENCE;
import static io.edgesync.mesh.broker.LinkScene.QUICK;
import static io.edgesync.mesh.broker.LinkScene.ask;
import static io.edgesync.mesh.broker.LinkScene.awaitInterest;
import static io.edgesync.mesh.broker.LinkScene.awaitUp;
import static io.edgesync.mesh.broker.LinkScene.string;
import static io.edgesync.mesh.broker.LinkScene.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.edgesync.mesh.Delivery;
import io.edgesync.mesh.Headers;
import io.edgesync.mesh.Message;
import io.edgesync.mesh.NoRespondersException;
import io.edgesync.mesh.identity.NodeIdentity;
import io.edgesync.mesh.leafnode.LeafRemote;
import io.edgesync.mesh.leafnode.LinkStatus;
import io.edgesync.mesh.leafnode.LinkStatus.State;
import io.edgesync.xfer.testing.FreePort;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Links between our brokers, and with a real nats-server on either end. */
class LeafnodeTest extends LinkTest {
  @Test
  void aRequestCrossesALinkBetweenOurOwnBothWays() throws Exception {
    Broker hub = scene.hub();
    Broker leaf = leafOf(hub);
    awaitUp(leaf);

    scene.echo(hub, "svc.hub");
    scene.echo(leaf, "svc.leaf");

    assertThat(ask(leaf, "svc.hub", "one")).isEqualTo("one");
    assertThat(ask(hub, "svc.leaf", "two")).isEqualTo("two");
  }

  @Test
  void aDeliveryTellsItsLinkAndTheKeyThatThePeerHasProven() throws Exception {
    NodeIdentity identity = NodeIdentity.generate();
    Broker hub = scene.hub();
    Broker leaf = scene
        .open(BrokerOptions.of(identity).withRemote(new LeafRemote("127.0.0.1", hub.leafAddress().getPort())));
    awaitUp(leaf);
    BlockingQueue<Delivery> atHub = scene.collect(hub, "x");
    BlockingQueue<Delivery> atLeaf = scene.collect(leaf, "y");
    awaitInterest(leaf, "x");
    awaitInterest(hub, "y");

    leaf.bus().publish(text("x", "up"));
    hub.bus().publish(text("y", "down"));

    Delivery up = atHub.poll(10, TimeUnit.SECONDS);
    assertThat(up.originKey()).isEqualTo(identity.nodeKey());
    assertThat(up.link()).isEqualTo(hub.links().getFirst().link());
    Delivery down = atLeaf.poll(10, TimeUnit.SECONDS);
    assertThat(down.link()).isEqualTo(leaf.links().getFirst().link());
    assertThat(down.originKey()).isNull();
    assertThat(hub.links().getFirst().peerName()).isEqualTo(identity.nodeKey());
    assertThat(hub.links().getFirst().peerKey()).isEqualTo(identity.nodeKey());
  }

  @Test
  void aHubForwardsBetweenItsLeavesAndNotBack() throws Exception {
    Broker hub = scene.hub();
    Broker a = leafOf(hub);
    Broker b = leafOf(hub);
    awaitUp(a);
    awaitUp(b);
    BlockingQueue<Delivery> atA = scene.collect(a, "news.>");
    BlockingQueue<Delivery> atB = scene.collect(b, "news.>");
    BlockingQueue<Delivery> atHub = scene.collect(hub, "news.>");
    awaitInterest(a, "news.x");

    a.bus().publish(text("news.today", "hello"));

    assertThat(atB.poll(10, TimeUnit.SECONDS).payload()).asString().isEqualTo("hello");
    assertThat(atHub.poll(10, TimeUnit.SECONDS).payload()).asString().isEqualTo("hello");
    assertThat(atA.poll(10, TimeUnit.SECONDS).link()).isNull();
    assertThat(atA).isEmpty();
    scene.echo(b, "svc.b");
    assertThat(ask(a, "svc.b", "through the hub")).isEqualTo("through the hub");
  }

  @Test
  void publishesToChosenLinksOnly() throws Exception {
    Broker hub = scene.hub();
    Broker a = leafOf(hub);
    Broker b = leafOf(hub);
    awaitUp(a);
    awaitUp(b);
    BlockingQueue<Delivery> atA = scene.collect(a, "s");
    BlockingQueue<Delivery> atB = scene.collect(b, "s");
    BlockingQueue<Delivery> atHub = scene.collect(hub, "s");
    await().atMost(PATIENCE).until(() -> hub.links().size() == 2);
    LinkStatus toA = hub.links().stream().filter(link -> a.serverName().equals(link.peerName())).findFirst()
        .orElseThrow();

    await().atMost(PATIENCE).until(() -> {
      hub.bus().publish(text("s", "only a"), Set.of(toA.link()));
      return !atA.isEmpty();
    });

    hub.bus().publish(text("s", "all"));
    await().atMost(PATIENCE).until(() -> atB.stream().anyMatch(d -> string(d).equals("all")));
    assertThat(atB).hasSize(1);
    assertThat(atHub).hasSize(1);
  }

  @Test
  void aQueueGroupOverLinksServesEachMessageOnce() throws Exception {
    Broker hub = scene.hub();
    Broker a = leafOf(hub);
    Broker b = leafOf(hub);
    awaitUp(a);
    awaitUp(b);
    BlockingQueue<Delivery> all = new LinkedBlockingQueue<>();
    scene.add(a.bus().subscribe("work", "g", 10_000, all::add));
    scene.add(b.bus().subscribe("work", "g", 10_000, all::add));
    awaitInterest(hub, "work");
    BlockingQueue<Delivery> marks = scene.collect(a, "mark");
    BlockingQueue<Delivery> marksOfB = scene.collect(b, "mark");
    awaitInterest(hub, "mark");
    all.clear();

    for (int i = 0; i < 500; i++) {
      hub.bus().publish(text("work", "n" + i));
    }
    hub.bus().publish(text("mark", "end"));

    await().atMost(PATIENCE).until(() -> marks.stream().anyMatch(d -> string(d).equals("end"))
        && marksOfB.stream().anyMatch(d -> string(d).equals("end")));
    await().atMost(PATIENCE).until(() -> all.size() >= 500);
    assertThat(all).hasSize(500);
    assertThat(all.stream().map(LinkScene::string).distinct()).hasSize(500);
  }

  @Test
  void joinsANatsServerAndAnswersItsClients() throws Exception {
    NatsServerProcess server = scene.add(NatsServerProcess.start(directory));
    Broker leaf = leafOf(server);
    awaitUp(leaf);
    scene.echo(leaf, "svc.leaf");

    try (var wire = new Wire(server.clientPort())) {
      wire.line();
      wire.send("CONNECT {\"verbose\":false,\"headers\":true,\"no_responders\":true}\r\nSUB in.* 1\r\nPING\r\n");
      wire.linesUntil("PONG");
      await().atMost(PATIENCE).until(() -> {
        wire.send("PUB svc.leaf in.1 2\r\nhi\r\n");
        return wire.line().startsWith("MSG in.1");
      });
    }
    assertThat(leaf.links().getFirst().peerVersion()).matches("\\d+\\.\\d+\\.\\d+.*");
    assertThat(server.log()).doesNotContain("Authorization");
  }

  @Test
  void twoLeavesThatShareANatsServerReachEachOther() throws Exception {
    NatsServerProcess server = scene.add(NatsServerProcess.start(directory));
    Broker a = leafOf(server);
    Broker b = leafOf(server);
    awaitUp(a);
    awaitUp(b);
    scene.echo(b, "svc.b");

    assertThat(ask(a, "svc.b", "hop by hop")).isEqualTo("hop by hop");
    byte[] megabyte = randomBytes((1 << 20) - 100);
    Delivery answer = a.bus().request(new Message("svc.b", null, Headers.of("Kind", "big"), megabyte), PATIENCE);
    assertThat(Arrays.equals(answer.payload(), megabyte)).isTrue();
    assertThat(answer.headers().first("kind")).contains("big");
  }

  @Test
  void waitsForANatsServerThatComesLaterAndGoesOnAfterARestart() throws Exception {
    NatsServerProcess server = scene.add(NatsServerProcess.prepare(directory, "", ""));
    Broker a = leafOf(server);
    Broker b = leafOf(server);
    scene.echo(b, "svc.b");
    await().atMost(PATIENCE).until(() -> a.links().getFirst().state() == State.DOWN);
    assertThat(a.links().getFirst().lastError()).contains("refused");

    server.start();
    assertThat(ask(a, "svc.b", "late")).isEqualTo("late");

    server.stop();
    await().atMost(PATIENCE).until(() -> a.links().getFirst().state() == State.DOWN);
    server.start();
    assertThat(ask(a, "svc.b", "again")).isEqualTo("again");
  }

  @Test
  void takesALinkFromANatsServer() throws Exception {
    Broker hub = scene.hub();
    NatsServerProcess spoke = scene.add(NatsServerProcess.start(directory, "server_name: SPOKE",
        "  remotes [ { url: \"nats-leaf://127.0.0.1:" + hub.leafAddress().getPort() + "\" } ]"));
    await().atMost(PATIENCE).until(() -> !hub.links().isEmpty());
    assertThat(hub.links().getFirst().peerName()).isEqualTo("SPOKE");
    scene.echo(hub, "svc.hub");
    Broker other = leafOf(spoke);
    awaitUp(other);

    assertThat(ask(other, "svc.hub", "down and up")).isEqualTo("down and up");
  }

  @Test
  void aPairOfLinksThatFormALoopIsCutToOne() throws Exception {
    int portA = FreePort.next();
    int portB = FreePort.next();
    Broker a = scene
        .open(BrokerOptions.named("loop-a").withLeafPort(portA).withRemote(new LeafRemote("127.0.0.1", portB))
            .withRedial(QUICK));
    Broker b = scene
        .open(BrokerOptions.named("loop-b").withLeafPort(portB).withRemote(new LeafRemote("127.0.0.1", portA))
            .withRedial(QUICK));
    Broker c = scene
        .open(BrokerOptions.named("loop-c").withRemote(new LeafRemote("127.0.0.1", portA)).withRedial(QUICK));
    Broker d = scene
        .open(BrokerOptions.named("loop-d").withRemote(new LeafRemote("127.0.0.1", portB)).withRedial(QUICK));
    awaitUp(c);
    awaitUp(d);

    await().atMost(PATIENCE).until(() -> linksBetween(a, b) == 1
        && (isLoop(a.links().getFirst()) || isLoop(b.links().getFirst())));
    LinkStatus toC = c.links().getFirst();
    LinkStatus toD = d.links().getFirst();
    BlockingQueue<Delivery> atD = scene.collect(d, "once");
    await().atMost(PATIENCE).until(() -> {
      c.bus().publish(text("once", "x"));
      return !atD.isEmpty();
    });
    atD.clear();
    c.bus().publish(text("once", "one"));
    await().atMost(PATIENCE).until(() -> atD.stream().anyMatch(each -> string(each).equals("one")));
    // The redials of the link too many go on meanwhile, and must cost nobody else a link.
    await().during(Duration.ofSeconds(3)).atMost(PATIENCE).until(() -> c.links().getFirst().equals(toC)
        && d.links().getFirst().equals(toD));
    assertThat(atD.stream().filter(each -> string(each).equals("one"))).hasSize(1);
  }

  private static long linksBetween(Broker a, Broker b) {
    return Stream.concat(a.links().stream(), b.links().stream())
        .filter(link -> link.direction() == LinkStatus.Direction.SOLICITED && link.state() == State.UP).count();
  }

  private static boolean isLoop(LinkStatus link) {
    return link.lastError() != null && link.lastError().contains("another way");
  }

  @Test
  void aClientPortIsNamedAsSuch() throws Exception {
    NatsServerProcess server = scene.add(NatsServerProcess.start(directory));
    Broker leaf = scene
        .open(BrokerOptions.named("wrong-port").withRemote(new LeafRemote("127.0.0.1", server.clientPort())));

    await().atMost(PATIENCE).until(() -> leaf.links().getFirst().lastError() != null);
    assertThat(leaf.links().getFirst().lastError()).contains("is the client port of NATS server")
        .contains("nats-leaf://");
  }

  @Test
  void honoursWhatTheServerPermits() throws Exception {
    NatsServerProcess server = scene.add(NatsServerProcess.start(directory,
        "accounts { A { users [ { user: u, password: p, permissions { publish { allow: [\"up.>\", \"_INBOX.>\"] },"
            + " subscribe { allow: [\"down.>\", \"_INBOX.>\"] } } } , { user: c, password: c } ] } }",
        ""));
    Broker leaf = scene.open(BrokerOptions.of(NodeIdentity.generate())
        .withRemote(LeafRemote.parse("nats-leaf://u:p@127.0.0.1:" + server.leafPort())).withRedial(QUICK));
    awaitUp(leaf);
    BlockingQueue<Delivery> down = scene.collect(leaf, "down.a");
    scene.collect(leaf, "secret.a");

    try (var wire = new Wire(server.clientPort())) {
      wire.line();
      wire.send("CONNECT {\"verbose\":false,\"user\":\"c\",\"pass\":\"c\"}\r\nSUB > 1\r\nPING\r\n");
      wire.linesUntil("PONG");
      await().atMost(PATIENCE).until(() -> {
        wire.send("PUB down.a 1\r\nx\r\n");
        leaf.bus().publish(text("down.b", "forbidden"));
        leaf.bus().publish(text("up.b", "allowed"));
        return !down.isEmpty();
      });
      String heard = wire.linesUntil("allowed");
      assertThat(heard).doesNotContain("forbidden");
    }
    assertThat(leaf.links().getFirst().state()).isEqualTo(State.UP);
  }

  @Test
  void aWrongPasswordIsToldAndDialledAgain() throws Exception {
    NatsServerProcess server = scene.add(NatsServerProcess.start(directory, "",
        "  authorization { user: u, password: p }"));
    Broker leaf = scene.open(BrokerOptions.of(NodeIdentity.generate())
        .withRemote(LeafRemote.parse("nats-leaf://u:wrong@127.0.0.1:" + server.leafPort())));

    await().atMost(PATIENCE).until(() -> leaf.links().getFirst().lastError() != null);
    assertThat(leaf.links().getFirst().lastError()).contains("Authorization Violation").contains("user and password");
  }

  @Test
  void aSubscriptionToJetStreamOfOurOwnDoesNotCostTheLink() throws Exception {
    NatsServerProcess server = scene.add(NatsServerProcess.start(directory));
    Broker leaf = leafOf(server);
    awaitUp(leaf);

    scene.collect(leaf, "$JS.API.INFO");
    scene.collect(leaf, "$KV.a");
    scene.echo(leaf, "svc");
    Broker other = leafOf(server);
    assertThat(ask(other, "svc", "alive")).isEqualTo("alive");
    assertThat(leaf.links().getFirst().state()).isEqualTo(State.UP);
  }

  @Test
  void manyMegabytesCrossInOrder() throws Exception {
    Broker hub = scene.hub();
    Broker leaf = leafOf(hub);
    awaitUp(leaf);
    byte[] part = randomBytes((1 << 20) - 64);
    int parts = 200;
    BlockingQueue<Integer> got = new LinkedBlockingQueue<>();
    scene.add(leaf.bus().subscribe("body", null, 64, d -> {
      int number = Integer.parseInt(d.headers().first("n").orElseThrow());
      if (number >= 0) {
        got.add(number);
      }
    }));
    awaitInterest(hub, "body");

    for (int i = 0; i < parts; i++) {
      int sent = i;
      await().atMost(PATIENCE).pollDelay(Duration.ZERO).pollInterval(Duration.ofMillis(1))
          .until(() -> sent - got.size() <= 16);
      hub.bus().publish(new Message("body", null, Headers.of("n", String.valueOf(i)), part));
    }
    await().atMost(PATIENCE).until(() -> got.size() == parts);

    assertThat(List.copyOf(got)).isSorted();
  }

  @Test
  void whatWasPublishedBeforeCloseStillArrives() throws Exception {
    Broker hub = scene.hub();
    Broker leaf = leafOf(hub);
    awaitUp(leaf);
    BlockingQueue<Delivery> got = scene.collect(hub, "last");
    awaitInterest(leaf, "last");

    for (int i = 0; i < 6; i++) {
      leaf.bus().publish(new Message("last", new byte[1 << 20]));
    }
    leaf.close();

    await().atMost(PATIENCE).until(() -> got.size() == 6);
  }

  @Test
  void aPublisherWaitsForALinkThatDoesNotRead() throws Exception {
    Broker hub = scene.open(BrokerOptions.named("hub-" + RandomToken.next()).withLeafPort(0).withLimits(
        BrokerLimits.DEFAULT.withPending(64L << 20, 128L << 20, 2L << 20).withWriteDeadline(Duration.ofMillis(500))));
    try (var wire = new Wire(hub.leafAddress().getPort())) {
      wire.line();
      wire.send("CONNECT {\"name\":\"deaf\",\"headers\":true}\r\nLS+ flood\r\nPONG\r\n");
      awaitInterest(hub, "flood");
      byte[] part = new byte[1 << 20];

      await().atMost(PATIENCE).until(() -> {
        hub.bus().publish(new Message("flood", part));
        return hub.links().isEmpty();
      });
    }
    try {
      hub.bus().request(text("flood", "x"), Duration.ofSeconds(1));
      throw new AssertionError("somebody answered");
    } catch (NoRespondersException expected) {
      assertThat(expected.subject()).isEqualTo("flood");
    }
  }

  private Broker leafOf(Broker hub) throws IOException {
    return scene.open(BrokerOptions.of(NodeIdentity.generate()).withRedial(QUICK)
        .withRemote(new LeafRemote("127.0.0.1", hub.leafAddress().getPort())));
  }

  private Broker leafOf(NatsServerProcess server) throws IOException {
    return scene.open(
        BrokerOptions.of(NodeIdentity.generate()).withRedial(QUICK).withRemote(LeafRemote.parse(server.leafUrl())));
  }

  private static byte[] randomBytes(int count) {
    byte[] bytes = new byte[count];
    RandomGenerator.of("L64X128MixRandom").nextBytes(bytes);
    return bytes;
  }
}
