package io.edgesync.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgesync.agent.status.LinkState;
import io.edgesync.mesh.broker.NatsServerProcess;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Daemons that are clients of somebody's nats-server. */
@Timeout(180)
class ForeignUpstreamTest extends TwoClonesTest {

  @Test
  void twoDaemonsThatAreOnlyClientsOfANatsServerConvergeAndGoOnAfterItsRestart() throws Exception {
    String there = StockCheckout.of(fossil, bob, temp, "bob").commit("b.txt", bytes("made by bob\n"));
    try (NatsServerProcess server = NatsServerProcess.prepare(temp, "", "");
        Daemon first = Daemon.start(options("a", alice.repository()).withUpstreams(List.of(server.clientUrl())));
        Daemon second = Daemon.start(options("b", bob).withUpstreams(List.of(server.clientUrl())))) {
      String before = alice.commit("1.txt", bytes("before the server\n"));
      server.start();
      awaitHeld(bob, before);
      awaitHeld(alice.repository(), there);
      awaitState(first, new LinkState("nats-client", server.clientUrl(), "up", ""), true);

      server.stop();
      String meanwhile = alice.commit("2.txt", bytes("while it is away\n"));
      awaitState(second, new LinkState("nats-client", server.clientUrl(), "connecting", ""), false);
      server.start();

      awaitHeld(bob, meanwhile);
      String after = alice.commit("3.txt", bytes("afterwards\n"));
      awaitHeld(bob, after);
      assertThat(alice.names(bob)).isEqualTo(alice.names(alice.repository()));
    }
  }

  @Test
  void aPortOfTheOtherKindThanTheUrlsIsTakenAsWhatItIs() throws Exception {
    try (NatsServerProcess server = NatsServerProcess.start(temp);
        Daemon first = Daemon.start(options("a", alice.repository())
            .withUpstreams(List.of("nats://127.0.0.1:" + server.leafPort())));
        Daemon second = Daemon.start(options("b", bob)
            .withUpstreams(List.of("nats-leaf://127.0.0.1:" + server.clientPort())))) {
      awaitHeld(bob, alice.commit("a.txt", bytes("one by a link, one as a client\n")));
      awaitState(first, new LinkState("leafnode-out", server.leafUrl(), "up", ""), true);
      awaitState(second, new LinkState("nats-client", server.clientUrl(), "up", ""), true);
    }
  }

  /** Alone with its announcements: the one in the middle tells on each way what it heard on the other. */
  @Test
  void aDaemonPassesNewsBetweenAServerThatItIsAClientOfAndItsLinks() throws Exception {
    Path carol = alice.cloneTo(temp.resolve("carol.fossil"));
    try (NatsServerProcess server = NatsServerProcess.start(temp);
        Daemon first = Daemon.start(quiet("a", alice.repository()).withUpstreams(List.of(server.clientUrl())));
        Daemon middle = Daemon.start(quiet("b", bob).withUpstreams(List.of(server.clientUrl())));
        Daemon last = Daemon.start(quiet("c", carol)
            .withUpstreams(List.of("nats-leaf://127.0.0.1:" + middle.ready().leafnode().getPort())))) {
      awaitUp(first);
      awaitUp(middle);
      awaitUp(last);

      String commit = alice.commit("a.txt", bytes("from the server's side\n"));
      awaitHeld(carol, commit);

      String back = StockCheckout.of(fossil, carol, temp, "carol").commit("c.txt", bytes("from the link's side\n"));
      awaitHeld(alice.repository(), back);
    }
  }

  private static void awaitUp(Daemon daemon) {
    Awaitility.await().atMost(Duration.ofSeconds(30))
        .until(() -> !daemon.status().links().isEmpty()
            && daemon.status().links().stream().allMatch(link -> link.state().equals("up")));
  }

  private static void awaitState(Daemon daemon, LinkState expected, boolean sameError) {
    Awaitility.await().atMost(Duration.ofSeconds(30))
        .untilAsserted(() -> assertThat(daemon.status().links()).anySatisfy(link -> {
          assertThat(link.kind()).isEqualTo(expected.kind());
          assertThat(link.remote()).isEqualTo(expected.remote());
          assertThat(link.state()).isEqualTo(expected.state());
          assertThat(sameError || !link.lastError().isEmpty()).isTrue();
        }));
  }
}
