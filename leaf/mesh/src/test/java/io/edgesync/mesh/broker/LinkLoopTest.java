package io.edgesync.mesh.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.edgesync.mesh.leafnode.LeafRemote;
import io.edgesync.mesh.leafnode.LinkOptions;
import io.edgesync.mesh.leafnode.LinkStatus.State;
import io.edgesync.xfer.testing.FreePort;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Links that close a loop: one of the loop is cut and the others stay, whoever dials whom and who is first. Ours come back soon, so that
 * a link which stays has to stand what a cut one tries. Of the reference's checklist: 79.
 */
class LinkLoopTest extends LinkTest {
  /** Longer than a nats-server waits after a loop. */
  private static final Duration PATIENCE = Duration.ofSeconds(120);
  private static final String LOOP = "-ERR 'Loop detected for leafnode account=\"$G\". Delaying attempt to reconnect for 30s'\r\n";

  private static BrokerOptions named(String name, int leafPort, int... dialled) {
    BrokerOptions options = BrokerOptions.named(name).withRedial(LinkScene.QUICK).withLeafPort(leafPort);
    for (int port : dialled) {
      options = options.withLink(LinkOptions.to(new LeafRemote("127.0.0.1", port)));
    }
    return options;
  }

  private static String remote(int port) {
    return "remotes: [ {url: \"nats-leaf://127.0.0.1:" + port + "\"} ]";
  }

  private static long up(Broker broker) {
    return broker.links().stream().filter(link -> link.state() == State.UP).count();
  }

  private static boolean isCut(Broker broker) {
    return broker.links().stream().anyMatch(link -> String.valueOf(link.lastError()).contains("leads back"));
  }

  /** What one publishes the other has once and in order. */
  private void crosses(Broker from, Broker to) {
    String subject = "loop." + from.serverName() + "." + to.serverName();
    var got = scene.collect(to, subject);
    await().atMost(PATIENCE).until(() -> !from.router().match(subject).isEmpty());
    List<String> sent = Stream.concat(IntStream.range(0, 50).mapToObj(i -> "n" + i), Stream.of("end")).toList();

    sent.forEach(text -> from.bus().publish(LinkScene.text(subject, text)));

    await().atMost(PATIENCE).until(() -> got.stream().map(LinkScene::string).anyMatch("end"::equals));
    assertThat(got).extracting(LinkScene::string).isEqualTo(sent);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void oneOfTwoLinksWithANatsServerStays(boolean weAreFirst) throws Exception {
    int port = FreePort.next();
    NatsServerProcess real = scene.add(NatsServerProcess.prepare(directory, "server_name: REAL", remote(port)));
    if (!weAreFirst) {
      real.start();
    }
    Broker ours = scene.open(named("OURS", port, real.leafPort()));
    if (weAreFirst) {
      real.start();
    }
    await().atMost(PATIENCE).until(() -> real.log().contains("Loop detected") && up(ours) == 1);
    Broker behind = scene.open(named("BEHIND", 0, real.leafPort()));
    LinkScene.awaitUp(behind);

    crosses(ours, behind);
    crosses(behind, ours);
  }

  @Test
  void aRingOfTwoOfOursAndANatsServerThatBothDialBecomesATree() throws Exception {
    int port = FreePort.next();
    NatsServerProcess hub = scene.add(NatsServerProcess.prepare(directory, "server_name: HUB", ""));
    Broker one = scene.open(named("ONE", port, hub.leafPort()));
    Broker two = scene.open(named("TWO", 0, hub.leafPort(), port));
    hub.start();
    Broker behind = scene.open(named("BEHIND", 0, hub.leafPort()));
    // Two links: ours have both ends of one of them, or only one of each.
    await().atMost(PATIENCE).until(() -> {
      long ends = up(one) + up(two);
      return (isCut(one) || isCut(two)) && (ends == 2 || ends == 3);
    });

    crosses(one, two);
    crosses(two, behind);
    crosses(behind, one);
  }

  @Test
  void twoOfOursThatDialEachOtherKeepOneLink() throws Exception {
    int first = FreePort.next();
    int second = FreePort.next();
    Broker one = scene.open(named("ONE", first, second));
    Broker two = scene.open(named("TWO", second, first));
    await().atMost(PATIENCE).until(() -> (isCut(one) || isCut(two)) && up(one) + up(two) == 2);

    crosses(one, two);
    crosses(two, one);
  }

  /** Whoever passes on at once what it hears, as nats-server does, would let us find the loop on its other link, too. */
  @Test
  void aPeerThatClosesALoopIsToldOfNothing() throws Exception {
    Broker ours = scene.open(named("OURS", 0));
    int port = LinkScene.at(ours).port();
    try (var tree = new Wire(port);
        var loop = new Wire(port);
        var sameServer = new Wire(port);
        var dialled = new FakeHub()) {
      tree.line();
      tree.send("CONNECT {\"name\":\"A\",\"cluster\":\"A\"}\r\nLS+ $LDS.A\r\nPONG\r\n");
      String own = tree.linesUntil("LS+ $LDS");

      loop.line();
      loop.send("CONNECT {\"name\":\"B\",\"cluster\":\"B\"}\r\nLS+ $LDS.B\r\n" + own.substring(own.indexOf("LS+"))
          + "PONG\r\n");
      assertThat(loop.rest()).contains("PING\r\n").endsWith(LOOP).doesNotContain("LS+");
      sameServer.line();
      sameServer.send("CONNECT {\"name\":\"C\",\"cluster\":\"C\"}\r\nLS+ $LDS.A\r\nPONG\r\n");
      assertThat(sameServer.rest()).contains("PING\r\n").endsWith(LOOP).doesNotContain("LS+");

      Broker dialling = scene.open(named("DIALLING", 0, dialled.remote().port()));
      try (Wire hub = dialled.accept()) {
        hub.send(FakeHub.INFO).line();
        hub.send(FakeHub.CONNECTED + "LS+ " + dialling.router().loopSubject() + "\r\nPING\r\n");
        assertThat(hub.rest()).endsWith(LOOP).doesNotContain("LS+");
      }
      assertThat(Transcripts.heard(tree.send("PING\r\n"))).endsWith("PONG\r\n");
    }
  }
}
