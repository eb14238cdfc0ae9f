package io.edgesync.mesh.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.edgesync.mesh.Delivery;
import io.edgesync.mesh.leafnode.LeafRemote;
import io.edgesync.mesh.leafnode.LinkOptions;
import io.edgesync.mesh.leafnode.LinkOptions.Role;
import io.edgesync.mesh.leafnode.LinkStatus.State;
import io.edgesync.xfer.testing.FreePort;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What becomes of a link that does not come up, or ends. Of the reference's checklist: 55, 60, 65, 79, and of 81 the swapped roles. */
class LeafRedialTest extends LinkTest {
  private static final RedialPolicy NEVER_AFTER_REFUSAL = new RedialPolicy(Duration.ofMillis(50),
      Duration.ofMillis(200), Duration.ofHours(1));

  @Test
  void takesTheNextAddressWhereOneDoesNotAnswerOrIsNoLeafnodePort() throws Exception {
    NatsServerProcess real = scene.real("", "");
    Broker leaf = scene.open(LinkScene.node().withRedial(NEVER_AFTER_REFUSAL)
        .withLink(LinkOptions.to(new LeafRemote("127.0.0.1", FreePort.next()),
            new LeafRemote("127.0.0.1", real.clientPort()), LinkScene.at(real))));

    LinkScene.awaitUp(leaf);

    assertThat(LinkScene.first(leaf).address()).isEqualTo(real.leafUrl());
  }

  @Test
  void learnsAddressesFromInfoAndTakesThemInTurn() throws Exception {
    try (var first = new FakeHub(); var second = new FakeHub()) {
      scene.open(LinkScene.node().withLink(LinkOptions.to(first.remote())));
      try (Wire link = first.accept()) {
        link.send(FakeHub.INFO.replace("\"leafnode_urls\":[]",
            "\"leafnode_urls\":[\"127.0.0.1:" + second.port() + "\",\"nonsense\",\":1\",\"x:99999\"]"));
        link.line();
        link.send(FakeHub.CONNECTED);
        link.linesUntil("PING");
        link.send("PONG\r\nPING\r\n").linesUntil("PONG");
      }
      try (Wire link = second.accept()) {
        assertThat(link.send(FakeHub.INFO).line()).startsWith("CONNECT");
        link.send("-ERR 'whatever'\r\n");
      }
      try (Wire again = first.accept()) {
        assertThat(again.send(FakeHub.INFO).line()).startsWith("CONNECT");
      }
    }
  }

  /** After a loop the second time: others of the loop may have been cut, too. */
  @Test
  void waitsLongAfterALoopOrAnEqualClusterNameAndShortlyAfterOtherEnds() throws Exception {
    for (String error : List.of("Loop detected for leafnode account=\"$G\". Delaying attempt to reconnect for 30s",
        "remote leafnode has same cluster name")) {
      try (var hub = new FakeHub()) {
        BrokerOptions options = LinkScene.anybody().withRedial(NEVER_AFTER_REFUSAL)
            .withLink(LinkOptions.to(hub.remote()));
        Broker refused = scene.open(options);
        for (int attempts = error.startsWith("Loop") ? 2 : 1; attempts > 0; attempts--) {
          try (Wire link = hub.accept()) {
            link.send(FakeHub.INFO).line();
            link.send("-ERR '" + error + "'\r\n");
            assertThat(link.rest()).isEmpty();
          }
        }
        await().atMost(LinkScene.PATIENCE).until(() -> LinkScene.first(refused).state() == State.DOWN);
        assertThat(LinkScene.first(refused).lastError()).contains(error.substring(0, 13));

        Broker dropped = scene.open(LinkScene.anybody().withLink(LinkOptions.to(hub.remote())));
        for (int i = 0; i < 5; i++) {
          try (Wire link = hub.accept()) {
            assertThat(link.send(FakeHub.INFO).line()).contains("\"" + dropped.serverName() + "\"");
          }
        }
      }
    }
  }

  @Test
  void aServerThatNeverSendsTheSecondInfoIsDialledAgain() throws Exception {
    try (var hub = new FakeHub()) {
      Broker leaf = scene.open(LinkScene.node().withLink(LinkOptions.to(hub.remote())));
      Wire silent = hub.accept();
      silent.send(FakeHub.INFO);
      assertThat(silent.line()).startsWith("CONNECT");
      assertThat(silent.rest()).isEmpty();
      assertThat(hub.accept().send(FakeHub.INFO).line()).startsWith("CONNECT");
      assertThat(LinkScene.first(leaf).lastError()).contains("no answer to CONNECT");
    }
  }

  @Test
  void theSameServerAgainTakesThePlaceOfItsOldLink() throws Exception {
    Broker ours = scene.hub();
    NatsServerProcess real = scene.real("", "");
    for (int port : List.of(LinkScene.at(ours).port(), real.leafPort())) {
      try (var old = new Wire(port); var fresh = new Wire(port); var other = new Wire(port)) {
        other.line();
        other.send("CONNECT {\"name\":\"B\",\"cluster\":\"B\",\"headers\":true}\r\nPONG\r\n").linesUntil("LS+ $LDS");
        for (Wire link : List.of(old, fresh)) {
          link.line();
          link.send("CONNECT {\"name\":\"A\",\"cluster\":\"A\",\"headers\":true}\r\nPONG\r\n").linesUntil("LS+ $LDS");
        }
        assertThat(old.rest()).endsWith("-ERR 'Duplicate Remote LeafNode Connection'\r\n");
        fresh.send("PING\r\n").linesUntil("PONG");
        other.send("PING\r\n").linesUntil("PONG");
      }
    }
  }

  @Test
  void oneLinkOfALoopWithANatsServerSurvivesAndNothingGoesRound() throws Exception {
    int port = FreePort.next();
    NatsServerProcess real = scene.real("server_name: REAL",
        "remotes: [ {url: \"nats-leaf://127.0.0.1:" + port + "\"} ]");
    Wire client = scene.client(real.clientPort(), Transcripts.QUIET + "SUB x 1\r\n");
    Broker ours = scene.open(LinkScene.anybody().withLeafPort(port).withLink(LinkOptions.to(LinkScene.at(real))));

    await().atMost(LinkScene.PATIENCE).until(() -> real.log().contains("Loop detected")
        && ours.links().stream().filter(link -> link.state() == State.UP).count() == 1);
    LinkScene.awaitInterest(ours, "x");
    for (int i = 0; i < 100; i++) {
      ours.bus().publish(LinkScene.text("x", "n" + (i % 10)));
    }

    for (int i = 0; i < 100; i++) {
      assertThat(client.message()).isEqualTo("MSG x 1 2\r\nn" + (i % 10) + "\r\n");
    }
    assertThat(Transcripts.heard(client.send("PING\r\n"))).isEqualTo("PONG\r\n");
  }

  @Test
  void aHubThatDialsServesItsLeavesAsOneThatListens() throws Exception {
    Broker leafThatListens = scene.open(LinkScene.anybody().withLeafPort(0));
    Broker hub = scene.open(LinkScene.anybody().withLeafPort(0)
        .withLink(LinkOptions.to(LinkScene.at(leafThatListens)).withRole(Role.HUB)));
    Broker other = scene.open(LinkScene.node().withLink(LinkOptions.to(LinkScene.at(hub))));
    Stream.of(hub, other).forEach(LinkScene::awaitUp);
    BlockingQueue<Delivery> atLeaf = scene.collect(leafThatListens, "x");
    LinkScene.awaitInterest(other, "x");

    other.bus().publish(LinkScene.text("x", "through the hub"));

    await().atMost(LinkScene.PATIENCE).until(() -> !atLeaf.isEmpty());
    assertThat(LinkScene.string(atLeaf.element())).isEqualTo("through the hub");
  }
}
