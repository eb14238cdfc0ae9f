package io.edgesync.agent.nats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.edgesync.agent.foreign.ForeignServer;
import io.edgesync.agent.foreign.NatsBus;
import io.edgesync.agent.foreign.NatsBusOptions;
import io.edgesync.mesh.Bus;
import io.edgesync.mesh.Delivery;
import io.edgesync.mesh.Message;
import io.edgesync.mesh.broker.Broker;
import io.edgesync.mesh.broker.BrokerOptions;
import io.edgesync.mesh.identity.NodeIdentity;
import io.edgesync.mesh.leafnode.LeafRemote;
import io.edgesync.xfer.artifact.ProjectCode;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class ProjectInterestTest {

  private static final Duration PATIENCE = Duration.ofSeconds(40);
  private static final Duration OVERLAP = Duration.ofSeconds(1);
  private static final int MANY = ProjectInterest.SINGLY_MAX + 1;

  private final Broker hub = Broker.start(BrokerOptions.named("hub").withLeafPort(0));
  private final SyncSubjects subjects = new SyncSubjects("fossil");
  private final List<AutoCloseable> opened = new ArrayList<>(List.of(hub));

  ProjectInterestTest() throws Exception {}

  @AfterEach
  void close() throws Exception {
    for (AutoCloseable each : opened.reversed()) {
      each.close();
    }
  }

  private <T extends AutoCloseable> T open(T part) {
    opened.add(part);
    return part;
  }

  /** A node with what its projects have taken: the text of each message. */
  private final class Holder implements ProjectInterest.Taker {
    private final Set<String> announcements = ConcurrentHashMap.newKeySet();
    private final Map<String, Integer> rounds = new ConcurrentHashMap<>();
    private final ProjectInterest interest;

    Holder(Bus bus, String name) {
      interest = open(new ProjectInterest(open(new PeerEndpoint(bus, subjects, name)), OVERLAP));
    }

    Holder(String name) throws Exception {
      this(open(Broker.start(BrokerOptions.named(name)
          .withRemote(new LeafRemote("127.0.0.1", Objects.requireNonNull(hub.leafAddress()).getPort())))).bus(), name);
    }

    Holder holding(int from, int to) {
      Map<ProjectCode, ProjectInterest.Taker> takers = new LinkedHashMap<>();
      IntStream.range(from, to).forEach(i -> takers.put(project(i), this));
      interest.hold(takers);
      return this;
    }

    @Override
    public void announcement(Delivery delivery) {
      announcements.add(text(delivery));
    }

    @Override
    public void round(Delivery delivery) {
      rounds.merge(text(delivery), 1, Integer::sum);
    }

    int times(String round) {
      return rounds.getOrDefault(round, 0);
    }
  }

  private static String text(Delivery delivery) {
    return new String(delivery.payload(), StandardCharsets.UTF_8);
  }

  private static ProjectCode project(int number) {
    return new ProjectCode(String.format("%040x", number));
  }

  /** As Go EdgeSync asks: no headers. */
  private void ask(Bus bus, int project, String text) {
    bus.publish(new Message(subjects.shared(project(project)), text.getBytes(StandardCharsets.UTF_8))
        .withReply("answers"));
  }

  private void announce(Bus bus, int project, String text) {
    bus.publish(new Message(subjects.gossip(project(project)), text.getBytes(StandardCharsets.UTF_8)));
  }

  /** What the hub, or a server, has heard of others about projects. */
  private Set<String> announced() {
    return announced(hub);
  }

  private static Set<String> announced(Broker server) {
    return server.status().subscriptions(_ -> true).stream().filter(each -> each.connection() != 0)
        .map(each -> each.subject() + (each.queue() == null ? "" : " " + each.queue()))
        .filter(each -> each.contains(".gossip") || each.contains(".sync")).collect(Collectors.toSet());
  }

  @Test
  void aFewProjectsAreSubscribedToOneByOneAndManyTogether() throws Exception {
    Holder node = new Holder("a").holding(0, 2);
    await().atMost(PATIENCE).untilAsserted(() -> assertThat(announced()).containsExactlyInAnyOrder(
        subjects.gossip(project(0)), subjects.shared(project(0)) + " sync-" + project(0),
        subjects.gossip(project(1)), subjects.shared(project(1)) + " sync-" + project(1)));

    node.holding(0, MANY);
    await().atMost(PATIENCE).until(() -> announced().size() == 2);
    Set<String> many = announced();
    assertThat(many).contains("fossil.*.gossip")
        .anySatisfy(each -> assertThat(each).matches("fossil\\.\\*\\.sync sync-[0-9a-f]{32}"));

    node.holding(0, MANY + 1);
    await().atMost(PATIENCE).until(() -> announced().size() == 2 && !announced().equals(many));
    node.holding(0, MANY);
    await().atMost(PATIENCE).untilAsserted(() -> assertThat(announced()).isEqualTo(many));
    node.holding(0, 1);
    await().atMost(PATIENCE).untilAsserted(() -> assertThat(announced()).containsExactlyInAnyOrder(
        subjects.gossip(project(0)), subjects.shared(project(0)) + " sync-" + project(0)));
  }

  @Test
  void ofNodesWithTheSameProjectsOneIsAskedAndEachOtherSetOnce() throws Exception {
    Holder first = new Holder("a").holding(0, MANY);
    Holder second = new Holder("b").holding(0, MANY);
    Holder larger = new Holder("c").holding(0, MANY + 1);
    Holder few = new Holder("d").holding(3, 5);
    await().atMost(PATIENCE).until(() -> announced().size() == 7 && hub.status().leafs().size() == 4);

    for (int i = 0; i < 20; i++) {
      ask(hub.bus(), 3, "round " + i);
      ask(hub.bus(), MANY, "only the larger set " + i);
      ask(hub.bus(), 1000, "nobody " + i);
    }
    // What comes behind them says that they have been handed over; whose turn it is, is chance.
    for (Holder each : List.of(first, second, larger, few)) {
      await().atMost(PATIENCE).pollInterval(Duration.ofMillis(5)).until(() -> {
        ask(hub.bus(), 3, "behind");
        return each.times("behind") > 0;
      });
    }
    await().atMost(PATIENCE).pollInterval(Duration.ofMillis(5)).until(() -> larger.times("only the larger set 19") > 0);

    for (int i = 0; i < 20; i++) {
      assertThat(first.times("round " + i) + second.times("round " + i)).isEqualTo(1);
      assertThat(larger.times("round " + i)).isEqualTo(1);
      assertThat(few.times("round " + i)).isEqualTo(1);
      assertThat(larger.times("only the larger set " + i)).isEqualTo(1);
    }
    assertThat(List.of(first, second, few)).allSatisfy(
        each -> assertThat(each.rounds.keySet())
            .noneMatch(text -> text.startsWith("only") || text.startsWith("nobody")));
  }

  @Test
  void aProjectThatIsBusyHoldsUpNoOther() throws Exception {
    Holder node = new Holder("a");
    CountDownLatch ends = new CountDownLatch(1);
    Map<ProjectCode, ProjectInterest.Taker> takers = new LinkedHashMap<>();
    IntStream.range(0, MANY).forEach(i -> takers.put(project(i), node));
    takers.put(project(1), new ProjectInterest.Taker() {
      @Override
      public void announcement(Delivery delivery) {
        try {
          ends.await();
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
        }
      }

      @Override
      public void round(Delivery delivery) {
        announcement(delivery);
      }
    });
    node.interest.hold(takers);
    await().atMost(PATIENCE).until(() -> announced().size() == 2);

    announce(hub.bus(), 1, "busy");
    announce(hub.bus(), 2, "free");
    ask(hub.bus(), 1, "busy");
    ask(hub.bus(), 2, "free");

    await().atMost(PATIENCE).until(() -> node.announcements.contains("free") && node.times("free") == 1);
    ends.countDown();
  }

  @Test
  void nothingIsLostWhileProjectsComeAndGo() throws Exception {
    Holder node = new Holder("a").holding(0, MANY);
    await().atMost(PATIENCE).until(() -> announced().size() == 2);

    comeAndGo(node, hub.bus(), this::announced);
  }

  @Test
  void nothingIsLostWhileProjectsComeAndGoBehindAForeignServer() throws Exception {
    Broker server = open(Broker.start(BrokerOptions.named("server").withClientPort(0)));
    ForeignServer address = new ForeignServer("127.0.0.1", Objects.requireNonNull(server.clientAddress()).getPort(),
        null,
        null, false);
    NatsBus bus = open(NatsBus.open(NatsBusOptions.of(address, NodeIdentity.generate(), "fossil.peer.a.inbox")));
    assertThat(bus.awaitUp(PATIENCE)).isTrue();

    comeAndGo(new Holder(bus, "a").holding(0, MANY), server.bus(), () -> announced(server));
  }

  /** One project stays, and hears and is asked all the time. */
  private void comeAndGo(Holder node, Bus other, Supplier<Set<String>> announced) {
    int sent = 0;
    for (int held : List.of(1, MANY, MANY + 1)) {
      Set<String> before = announced.get();
      node.holding(0, held);
      do {
        for (int end = sent + 10; sent < end; sent++) {
          announce(other, 0, "" + sent);
          ask(other, 0, "" + sent);
        }
        String last = "" + (sent - 1);
        // Never more on the way than may wait.
        await().atMost(PATIENCE).pollInterval(Duration.ofMillis(1))
            .until(() -> node.announcements.contains(last) && node.times(last) > 0);
      } while (announced.get().size() != 2 || announced.get().equals(before));
    }
    Set<String> all = IntStream.range(0, sent).mapToObj(String::valueOf).collect(Collectors.toSet());
    assertThat(node.announcements).containsAll(all);
    assertThat(node.rounds.keySet()).containsAll(all);
  }
}
