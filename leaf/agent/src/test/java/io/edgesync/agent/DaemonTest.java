package io.edgesync.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.edgesync.agent.status.SessionState;
import io.edgesync.mesh.broker.NatsServerProcess;
import io.edgesync.xfer.testing.FossilProcess;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(180)
class DaemonTest extends TwoClonesTest {

  @Test
  void aCommitArrivesBecauseItWasAnnouncedWithBeaconsAndPollingOff() throws Exception {
    try (Daemon first = Daemon.start(quiet("a", alice.repository()));
        Daemon second = Daemon.start(quiet("b", bob).withUpstreams(List.of(leafUrl(first))))) {
      awaitLinked(first, second);

      String commit = alice.commit("hello.txt", bytes("hello\n"));

      awaitHeld(bob, commit);
      assertThat(alice.names(bob)).isEqualTo(alice.names(alice.repository()));
      Awaitility.await().atMost(Duration.ofSeconds(30))
          .untilAsserted(() -> assertThat(second.status().repositories().getFirst().peers())
              .singleElement().satisfies(peer -> {
                assertThat(peer.peer()).isEqualTo(first.ready().node());
                assertThat(peer.last().outcome()).isEqualTo(SessionState.Outcome.OK);
                assertThat(peer.last().received()).isPositive();
              }));
    }
  }

  @Test
  void leavesThatAreLinkedLaterConvergeBothWays() throws Exception {
    String here = alice.commit("a.txt", bytes("made by alice\n"));
    String there = StockCheckout.of(fossil, bob, temp, "bob").commit("b.txt", bytes("made by bob\n"));

    try (Daemon first = Daemon.start(options("a", alice.repository()));
        Daemon _ = Daemon.start(options("b", bob).withUpstreams(List.of(leafUrl(first))))) {
      awaitHeld(bob, here);
      awaitHeld(alice.repository(), there);
    }
    assertThat(alice.names(bob)).isEqualTo(alice.names(alice.repository()));
    assertThat(fossil.ok(temp, "test-integrity", "-R", bob.toString())).contains("0 errors");
  }

  @Test
  void twoLeavesThatOnlyShareANatsServerConvergeAndGoOnAfterItsRestart() throws Exception {
    try (NatsServerProcess server = NatsServerProcess.prepare(temp, "", "");
        Daemon first = Daemon.start(options("a", alice.repository()).withUpstreams(List.of(server.leafUrl())));
        Daemon second = Daemon.start(options("b", bob).withUpstreams(List.of(server.leafUrl())))) {
      String before = alice.commit("1.txt", bytes("before the server\n"));
      server.start();
      awaitHeld(bob, before);
      awaitLinked(first, second);

      server.stop();
      String meanwhile = alice.commit("2.txt", bytes("while it is away\n"));
      server.start();

      awaitHeld(bob, meanwhile);
      String after = alice.commit("3.txt", bytes("afterwards\n"));
      awaitHeld(bob, after);
    }
  }

  @Test
  void equalsThatShareAHubAreLinkedDirectlyToo() throws Exception {
    try (NatsServerProcess server = NatsServerProcess.start(temp, "", "");
        Daemon first = Daemon.start(quiet("a", alice.repository()).withUpstreams(List.of(server.leafUrl())));
        Daemon second = Daemon.start(quiet("b", bob).withUpstreams(List.of(server.leafUrl()))
            .withPeers(List.of(leafUrl(first))))) {
      awaitLinked(first, second);
      awaitUp(second, 2);

      String commit = alice.commit("1.txt", bytes("by either way\n"));

      awaitHeld(bob, commit);
      server.stop();
      String alone = alice.commit("2.txt", bytes("the hub is away\n"));
      awaitHeld(bob, alone);
    }
    assertThatThrownBy(() -> Daemon.start(options("c", bob).withPeers(List.of("nats://127.0.0.1:4222"))))
        .isInstanceOf(AgentException.BadOption.class).hasMessageContaining("peer: ", "nats-leaf://");
  }

  private static void awaitUp(Daemon daemon, int links) {
    Awaitility.await().atMost(Duration.ofSeconds(60)).untilAsserted(() -> assertThat(daemon.status().links())
        .filteredOn(link -> link.state().equals("up")).hasSizeGreaterThanOrEqualTo(links));
  }

  @Test
  void withoutRightsALeafGetsNothingAndItsStatusSaysWhy() throws Exception {
    String commit = alice.commit("secret.txt", bytes("not for everybody\n"));
    fossil.ok(temp, "user", "capabilities", "nobody", "jr", "-R", alice.repository().toString());

    try (Daemon first = Daemon.start(options("a", alice.repository()));
        Daemon second = Daemon.start(options("b", bob).withUpstreams(List.of(leafUrl(first))))) {
      Awaitility.await().atMost(Duration.ofSeconds(30)).untilAsserted(
          () -> assertThat(second.status().repositories().getFirst().peers()).singleElement().satisfies(peer -> {
            assertThat(peer.last().outcome()).isEqualTo(SessionState.Outcome.DENIED);
            assertThat(peer.last().error()).contains("not authorized to read");
          }));
      assertThat(alice.holds(bob, commit)).isFalse();
    }

    try (Daemon first = Daemon.start(options("a", alice.repository()));
        Daemon _ = Daemon.start(options("b", bob).withUpstreams(List.of(leafUrl(first)))
            .withLogin(new DaemonLogin(FossilProcess.USER, "secret")))) {
      awaitHeld(bob, commit);
    }
  }

  @Test
  void aLargeArtifactArrivesAndATooLargeOneIsRefusedByNameOnBothSides() throws Exception {
    // DocumentedHeapTest has the largest of all, and forty megabytes.
    byte[] large = noise(8 << 20);
    DaemonLimits limits = DaemonLimits.DEFAULT.withArtifactBytesMax(10L << 20);
    try (Daemon first = Daemon.start(options("a", alice.repository()).withLimits(limits));
        Daemon second = Daemon
            .start(options("b", bob).withLimits(limits).withUpstreams(List.of(leafUrl(first))))) {
      awaitLinked(first, second);

      String commit = alice.commit("large.bin", large);
      awaitHeld(bob, commit);
      Awaitility.await().atMost(Duration.ofSeconds(60))
          .untilAsserted(() -> assertThat(alice.names(bob)).isEqualTo(alice.names(alice.repository())));

      alice.commit("too-large.bin", noise(12 << 20));
      String name = alice.sql(alice.repository(), "SELECT uuid FROM blob WHERE size>=" + (12 << 20));
      Awaitility.await().atMost(Duration.ofSeconds(60)).untilAsserted(() -> {
        assertThat(second.status().repositories().getFirst().blocked()).anyMatch(b -> b.name().equals(name));
        assertThat(first.status().repositories().getFirst().blocked()).anyMatch(b -> b.name().equals(name));
      });

      String small = alice.commit("small.txt", bytes("still alive\n"));
      awaitHeld(bob, small);
    }
  }

  @Test
  void whatAnAskerDoesNotTakeIsNoTroubleOfOurs() throws Exception {
    alice.commit("a.txt", bytes("one\n"));
    String name = alice.sql(alice.repository(), "SELECT uuid FROM blob WHERE size=4");
    try (Daemon first = Daemon
        .start(options("a", alice.repository()).withHttpListen(DaemonOptions.loopback(0)));
        HttpClient client = HttpClient.newHttpClient()) {
      String project = first.status().repositories().getFirst().project();
      HttpResponse<String> said = client.send(HttpRequest.newBuilder(URI.create("http://" + host(first) + "/xfer"))
          .header("Content-Type", "application/x-fossil-uncompressed")
          .POST(HttpRequest.BodyPublishers.ofString(
              "pragma client-version 22100 20230226 192424\npragma edgesync 1 - max=1\npull 1 " + project + "\ngimme "
                  + name + "\n"))
          .build(), HttpResponse.BodyHandlers.ofString());

      assertThat(said.body()).contains("pragma edgesync-blocked " + name + " 4 1");
      assertThat(first.status().repositories().getFirst().blocked()).isEmpty();
    }
  }

  @Test
  void stockFossilClonesOverHttpAndWhatItPushesWithAPasswordReachesTheOtherLeaf() throws Exception {
    alice.commit("a.txt", bytes("one\n"));
    try (Daemon first = Daemon
        .start(options("a", alice.repository()).withHttpListen(DaemonOptions.loopback(0)));
        Daemon second = Daemon.start(options("b", bob).withUpstreams(List.of(leafUrl(first)))
            .withHttpListen(DaemonOptions.loopback(0)))) {
      Path carol = temp.resolve("carol.fossil");
      fossil.ok(temp, "clone", "http://" + host(first) + "/", carol.toString());
      StockCheckout work = StockCheckout.of(fossil, carol, temp, "carol");
      String commit = work.commit("carol.txt", bytes("pushed\n"));

      String pushed = fossil.ok(temp, "push", "http://" + FossilProcess.USER + ":secret@" + host(first) + "/", "-R",
          carol.toString(), "--once");

      assertThat(pushed).doesNotContain("Error");
      awaitHeld(alice.repository(), commit);
      awaitHeld(bob, commit);
      fossil.ok(temp, "clone", "http://" + host(second) + "/", temp.resolve("dave.fossil").toString());
      assertThat(alice.holds(temp.resolve("dave.fossil"), commit)).isTrue();
    }
  }

  @Test
  void whatCannotBeServedIsNamedAndNothingStaysBehind() throws Exception {
    assertThatThrownBy(() -> Daemon.start(options("a", alice.repository(), bob)))
        .isInstanceOf(AgentException.BadOption.class).hasMessageContaining("bob.fossil");
    try (Daemon first = Daemon
        .start(options("a", alice.repository()).withHttpListen(DaemonOptions.loopback(0)))) {
      assertThatThrownBy(() -> Daemon.start(options("a", bob))).isInstanceOf(AgentException.StateDirInUse.class);
      assertThatThrownBy(() -> Daemon.start(options("b", bob)
          .withUpstreams(List.of("nats://127.0.0.1:" + Objects.requireNonNull(first.ready().http()).getPort()))))
          .isInstanceOf(AgentException.BadOption.class).hasMessageContaining("not a NATS server");
      assertThatThrownBy(() -> Daemon.start(options("b", bob).withClientListen(first.ready().nats())))
          .isInstanceOf(AgentException.CannotListen.class);
    }
  }

  private static String host(Daemon daemon) {
    return "127.0.0.1:" + Objects.requireNonNull(daemon.ready().http()).getPort();
  }

  private static String leafUrl(Daemon daemon) {
    return "nats-leaf://127.0.0.1:" + daemon.ready().leafnode().getPort();
  }

  private static void awaitLinked(Daemon... daemons) {
    for (Daemon daemon : daemons) {
      Awaitility.await().atMost(Duration.ofSeconds(30))
          .until(() -> daemon.status().links().stream().anyMatch(link -> link.state().equals("up")));
    }
  }

  private static byte[] noise(int size) {
    byte[] bytes = new byte[size];
    new java.util.Random(size).nextBytes(bytes);
    return bytes;
  }
}
