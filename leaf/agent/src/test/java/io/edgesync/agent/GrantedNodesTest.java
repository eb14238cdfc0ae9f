package io.edgesync.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.edgesync.agent.control.ControlClient;
import io.edgesync.agent.status.GrantState;
import io.edgesync.agent.status.SessionState;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a node may do by its key, between real daemons. */
@Timeout(180)
class GrantedNodesTest extends TwoClonesTest {

  @BeforeEach
  void nobodyMayDoAnything() {
    for (Path file : List.of(alice.repository(), bob)) {
      fossil.ok(temp, "user", "capabilities", "nobody", "jr", "-R", file.toString());
    }
  }

  @Test
  void aGrantCountsAtOnceBothWaysAndSoDoesItsEnd() throws Exception {
    String ours = alice.commit("a.txt", bytes("not for everybody\n"));
    try (Daemon hub = Daemon.start(options("a", alice.repository()));
        Daemon leaf = Daemon.start(options("b", bob).withUpstreams(List.of("nats-leaf://127.0.0.1:"
            + hub.ready().leafnode().getPort())));
        ControlClient operator = ControlClient.connect(temp.resolve("state-a"))) {
      String node = leaf.ready().node();
      awaitOutcome(leaf, SessionState.Outcome.DENIED);
      assertThat(alice.holds(bob, ours)).isFalse();

      operator.grant(alice.repository(), node, "io");
      awaitHeld(bob, ours);
      assertThat(operator.grants()).containsExactly(
          new GrantState(project(hub), node, "io", GrantState.HERE));
      assertThat(came(bob, ours)).isEqualTo(hub.ready().node());

      // The hub may not ask the leaf: what is small rides in the announcement of one who may write.
      String theirs = StockCheckout.of(fossil, bob, temp, "bob").commit("b.txt", bytes("made by bob\n"));
      awaitHeld(alice.repository(), theirs);
      assertThat(came(alice.repository(), theirs)).isEqualTo(node);

      operator.revoke(alice.repository(), node);
      alice.tryCommit("c.txt", "after that\n");
      String later = alice.tip(alice.repository());
      awaitOutcome(leaf, SessionState.Outcome.DENIED);
      assertThat(alice.holds(bob, later)).isFalse();
      assertThatThrownBy(() -> operator.revoke(alice.repository(), node)).hasMessageContaining("has no grant");
    }
    assertThat(fossil.ok(temp, "test-integrity", "-R", alice.repository().toString())).contains("0 errors");
  }

  /** Without beacons nothing else would start the session. */
  @Test
  void whoAsksAndMayNotIsGivenWhatItLacks() throws Exception {
    try (Daemon hub = Daemon.start(quiet("a", alice.repository()));
        Daemon leaf = Daemon.start(quiet("b", bob).withUpstreams(List.of("nats-leaf://127.0.0.1:"
            + hub.ready().leafnode().getPort())));
        ControlClient operator = ControlClient.connect(temp.resolve("state-a"))) {
      operator.grant(alice.repository(), leaf.ready().node(), "gio");
      Awaitility.await().atMost(Duration.ofSeconds(60))
          .until(() -> leaf.status().links().getFirst().state().equals("up"));
      awaitHeld(bob, alice.commit("a.txt", bytes("the leaf hears of the hub\n")));

      byte[] large = new byte[100_000];
      new Random(1).nextBytes(large);
      String commit = StockCheckout.of(fossil, bob, temp, "bob").commit("large.bin", large);

      awaitHeld(alice.repository(), commit);
      String content = alice.sql(bob, "SELECT uuid FROM blob WHERE size=100000");
      Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> alice.sql(alice.repository(),
          "SELECT count(*) FROM blob WHERE size=100000 AND uuid='" + content + "'").equals("1"));
    }
  }

  @Test
  void whatIsNoGrantIsRefusedInOneLine() throws Exception {
    try (Daemon hub = Daemon.start(options("a", alice.repository()));
        ControlClient operator = ControlClient.connect(temp.resolve("state-a"))) {
      String node = hub.ready().node();
      assertThatThrownBy(() -> operator.grant(bob, node, "gio"))
          .hasMessageContaining("not a repository of this daemon");
      assertThatThrownBy(() -> operator.grant(alice.repository(), node, "")).hasMessageContaining("gio");
      assertThatThrownBy(() -> operator.grant(alice.repository(), node.substring(1) + "A", "gio"))
          .hasMessageContaining("edgesync status");
      assertThat(operator.grants()).isEmpty();
    }
  }

  /** What stock Fossil shows as the address that an artifact came from. */
  private String came(Path file, String name) {
    return alice.sql(file, "SELECT ipaddr FROM rcvfrom JOIN blob USING(rcvid) WHERE uuid='" + name + "'");
  }

  private static String project(Daemon daemon) {
    return daemon.status().repositories().getFirst().project();
  }

  private static void awaitOutcome(Daemon daemon, SessionState.Outcome outcome) {
    Awaitility.await().atMost(Duration.ofSeconds(60)).untilAsserted(
        () -> assertThat(daemon.status().repositories().getFirst().peers()).singleElement()
            .satisfies(peer -> assertThat(peer.last().outcome()).isEqualTo(outcome)));
  }
}
