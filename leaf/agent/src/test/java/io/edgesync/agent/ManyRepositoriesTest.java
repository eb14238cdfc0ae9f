package io.edgesync.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.edgesync.mesh.broker.Broker;
import io.edgesync.mesh.broker.BrokerOptions;
import io.edgesync.mesh.broker.SimulatedLeaves;
import io.edgesync.repository.HashPolicy;
import io.edgesync.repository.NewRepository;
import io.edgesync.repository.Repository;
import io.edgesync.xfer.testing.FossilProcess;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Daemons that hold many repositories, and what a hub has to hold for a thousand of them: as many as {@code -Dleaves} says. */
@Timeout(240)
class ManyRepositoriesTest {

  private static final int LEAVES = Integer.getInteger("leaves", 1000);
  private static final int REPOSITORIES = 100;
  private static final int FEW = 16;
  private static final Duration POLL = Duration.ofMillis(200);
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  /** What hubs hold for their leaves, beside anything else. */
  private record Held(int interests, long bytes) {}

  @TempDir
  Path temp;

  private List<Path> repositories(int count) {
    Random random = new Random(count);
    List<Path> files = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      Path file = temp.resolve("r" + count + "-" + i + ".fossil");
      Repository
          .create(file, new NewRepository("admin", "secret", null, HashPolicy.SHA3, InstantSource.system(), random))
          .close();
      files.add(file);
    }
    return files;
  }

  @Test
  void aHundredIdleRepositoriesTakeNoThreadsAndAHubHoldsNoMoreForThemThanForOne() throws Exception {
    List<String> ofOne = announcedWith(1);
    List<String> ofMany = announcedWith(REPOSITORIES);
    assertThat(ofMany).hasSameSizeAs(ofOne).anyMatch(line -> line.startsWith("LS+ fossil.*.sync sync-"));
    // Once for what is loaded and compiled on the way.
    hold(ofOne, 20);

    Held one = hold(ofOne, LEAVES);
    Held many = hold(ofMany, LEAVES);

    assertThat(many.interests()).isEqualTo(one.interests());
    assertThat(many.bytes()).as("bytes, with one repository each " + one.bytes()).isLessThan(one.bytes() / 20 * 21);
  }

  /** What a daemon with so many repositories announces on its link; its node's key reads {@code NODE}. */
  private List<String> announcedWith(int repositories) throws Exception {
    try (Broker hub = Broker.start(BrokerOptions.named("hub").withLeafPort(0));
        Daemon daemon = Daemon.start(DaemonOptions.of(repositories(repositories), temp.resolve("state" + repositories))
            .withIntervals(Duration.ofMinutes(1), POLL)
            .withUpstreams(List.of("nats-leaf://127.0.0.1:" + Objects.requireNonNull(hub.leafAddress()).getPort())));
        Socket client = new Socket(daemon.ready().nats().getAddress(), daemon.ready().nats().getPort())) {
      await().atMost(PATIENCE).until(() -> hub.status().leafs().size() == 1);
      // A link tells in order: behind a subscriber that came last there is nothing more.
      client.getOutputStream().write("CONNECT {}\r\nSUB last 1\r\n".getBytes(StandardCharsets.US_ASCII));
      await().atMost(PATIENCE).until(() -> announced(hub).contains("last"));
      if (repositories > FEW) {
        // Polling goes on all the while, and opens nothing.
        await().atMost(PATIENCE).during(POLL.multipliedBy(5)).until(() -> repositoryThreads() == 0);
      }
      return announced(hub).stream().filter(each -> !each.equals("last"))
          .map(each -> "LS+ " + each.replace(daemon.ready().node(), "NODE")).toList();
    }
  }

  private static long repositoryThreads() {
    return Thread.getAllStackTraces().keySet().stream().filter(each -> each.getName().startsWith("repository-"))
        .count();
  }

  private static List<String> announced(Broker hub) {
    return hub.status().subscriptions(_ -> true).stream().filter(each -> each.connection() != 0)
        .map(each -> each.subject() + (each.queue() == null ? "" : " " + each.queue() + " 1"))
        .filter(each -> !each.startsWith("$")).toList();
  }

  private static Held hold(List<String> announced, int leaves) {
    long before = SimulatedLeaves.heapUsed();
    try (SimulatedLeaves hub = new SimulatedLeaves()) {
      for (int i = 0; i < leaves; i++) {
        hub.join(String.join("\r\n", announced).replace("NODE", "U" + i) + "\r\n");
        if (i % 20 == 0) {
          hub.drain("");
        }
      }
      hub.drain("");
      return new Held(hub.interests(), SimulatedLeaves.heapUsed() - before);
    }
  }

  @Test
  void leavesWithManyAndWithFewRepositoriesConverge() throws Exception {
    FossilProcess fossil = FossilProcess.in(Files.createDirectories(temp.resolve("home")));
    StockCheckout alice = StockCheckout.init(fossil, temp, "alice");
    Path bob = alice.cloneTo(temp.resolve("bob.fossil"));
    List<Path> all = new ArrayList<>(repositories(20));
    all.add(bob);
    try (Daemon few = Daemon.start(DaemonOptions.of(List.of(alice.repository()), temp.resolve("few")).withIntervals(
        Duration.ZERO, Duration.ZERO));
        Daemon many = Daemon
            .start(DaemonOptions.of(all, temp.resolve("many")).withIntervals(Duration.ZERO, Duration.ZERO)
                .withUpstreams(List.of("nats-leaf://127.0.0.1:" + few.ready().leafnode().getPort())))) {
      await().atMost(PATIENCE).until(() -> many.status().links().getFirst().state().equals("up"));

      String here = alice.commit("a.txt", "to the many\n".getBytes(StandardCharsets.UTF_8));
      await().atMost(PATIENCE).until(() -> alice.holds(bob, here));
      String there = StockCheckout.of(fossil, bob, temp, "bob").commit("b.txt",
          "to the few\n".getBytes(StandardCharsets.UTF_8));
      await().atMost(PATIENCE).until(() -> alice.holds(alice.repository(), there));
    }
  }
}
