package io.edgesync.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.edgesync.mesh.broker.NatsServerProcess;
import io.edgesync.repository.Repository;
import io.edgesync.repository.RepositoryOptions;
import io.edgesync.repository.clone.CloneFile;
import io.edgesync.repository.clone.CloneOptions;
import io.edgesync.sync.SyncClock;
import io.edgesync.sync.clone.CloneListener;
import io.edgesync.sync.clone.CloneOutcome;
import io.edgesync.sync.clone.ClonePeers;
import io.edgesync.sync.clone.PeersCloneSession;
import io.edgesync.sync.clone.CloneRequest;
import io.edgesync.sync.clone.CloneSession;
import io.edgesync.sync.session.Direction;
import io.edgesync.sync.session.SessionLimits;
import io.edgesync.sync.session.SyncListener;
import io.edgesync.sync.session.SyncOutcome;
import io.edgesync.sync.session.SyncRequest;
import io.edgesync.sync.session.SyncSession;
import io.edgesync.xfer.artifact.ProjectCode;
import io.edgesync.xfer.content.MemoryBudget;
import io.edgesync.xfer.round.Transport;
import io.edgesync.xfer.testing.FossilProcess;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class MeshClientTest {

  @TempDir
  Path temp;
  private final MemoryBudget budget = new MemoryBudget(128L << 20);
  private FossilProcess fossil;
  private StockCheckout alice;
  private ProjectCode project;

  @BeforeEach
  void aProject() throws Exception {
    fossil = FossilProcess.in(Files.createDirectories(temp.resolve("home")));
    alice = StockCheckout.init(fossil, temp, "alice");
    project = new ProjectCode(alice.sql(alice.repository(), "SELECT value FROM config WHERE name='project-code'"));
  }

  @Test
  void aProjectIsClonedFromTheLeafThatAnswersForIt() throws Exception {
    alice.commit("a.txt", "one\n".getBytes(StandardCharsets.UTF_8));
    Path file = temp.resolve("bob.fossil");

    try (Daemon daemon = Daemon.start(options());
        MeshClient client = MeshClient.join(MeshClientOptions.of(leafUrl(daemon)), budget);
        Transport transport = client.transport(project)) {
      assertThat(transport.peerName()).isEqualTo(daemon.ready().node());
      assertThat(client.named()).contains(daemon.ready().node());
      cloneTo(file, transport);
    }

    assertThat(alice.names(file)).isEqualTo(alice.names(alice.repository()));
    assertThat(fossil.ok(temp, "test-integrity", "-R", file.toString())).contains("0 errors");
  }

  @Test
  void oneSessionThroughANatsServerBringsWhatIsNew() throws Exception {
    Path file = alice.cloneTo(temp.resolve("bob.fossil"));
    String commit = alice.commit("a.txt", "one\n".getBytes(StandardCharsets.UTF_8));

    try (NatsServerProcess server = NatsServerProcess.start(temp);
        Daemon _ = Daemon.start(options().withUpstreams(List.of(server.leafUrl())));
        MeshClient client = MeshClient.join(MeshClientOptions.of(server.leafUrl()), budget);
        Transport transport = client.transport(project);
        Repository repository = Repository.open(file, RepositoryOptions.standard())) {
      SyncOutcome outcome = new SyncSession(repository.artifacts(), transport, SyncRequest.of(Direction.PULL, null),
          SessionLimits.DEFAULT, SyncClock.SYSTEM, RandomGenerator.getDefault(), SyncListener.SILENT).run();

      assertThat(outcome.isSuccess()).as(outcome.summary()).isTrue();
    }
    assertThat(alice.holds(file, commit)).isTrue();
  }

  @Test
  void allLeavesThatHoldAProjectAreFoundAndGiveAPartEach() throws Exception {
    alice.commit("a.txt", "one\n".getBytes(StandardCharsets.UTF_8));
    Path lap = alice.cloneTo(temp.resolve("lap.fossil"));
    Path file = temp.resolve("bob.fossil");

    try (NatsServerProcess server = NatsServerProcess.start(temp);
        Daemon one = Daemon.start(options().withUpstreams(List.of(server.leafUrl())));
        Daemon other = Daemon.start(DaemonOptions.of(List.of(lap), temp.resolve("state2"))
            .withUpstreams(List.of(server.clientUrl())));
        MeshClient client = MeshClient.join(MeshClientOptions.of(server.clientUrl()), budget)) {
      ClonePeers peers = client.peers(project);
      // A link may be slower than the first question.
      await().atMost(Duration.ofSeconds(60)).until(() -> peers.find(Set.of()).size() == 2);

      assertThat(peers.find(Set.of(one.ready().node()))).extracting(Transport::peerName)
          .containsExactly(other.ready().node());
      try (CloneFile part = CloneFile.openOrCreate(file, RepositoryOptions.standard())) {
        new PeersCloneSession(part, peers, request(), SessionLimits.DEFAULT, SyncClock.SYSTEM,
            RandomGenerator.getDefault(), CloneListener.SILENT).run().repository().close();
      }
    }

    assertThat(alice.names(file)).isEqualTo(alice.names(alice.repository()));
    assertThat(fossil.ok(temp, "test-integrity", "-R", file.toString())).contains("0 errors");
  }

  @Test
  void aProjectThatNobodyServesIsNamed() throws Exception {
    MeshClientOptions hasty;
    try (Daemon daemon = Daemon.start(options())) {
      hasty = new MeshClientOptions(leafUrl(daemon), MeshLogin.NODE, "fossil", Duration.ofSeconds(5),
          Duration.ofSeconds(5));
      try (MeshClient client = MeshClient.join(hasty, budget)) {
        ProjectCode unknown = new ProjectCode("0".repeat(40));

        assertThatThrownBy(() -> client.transport(unknown)).isInstanceOf(AgentException.MeshUnreachable.class)
            .hasMessageContaining(unknown.hex());
      }
    }
    assertThatThrownBy(() -> MeshClient.join(hasty, budget)).isInstanceOf(AgentException.MeshUnreachable.class)
        .hasMessageContaining("127.0.0.1");
  }

  @Test
  void aProjectIsClonedThroughTheClientPortOfANatsServerWhateverTheUrlTakesItFor() throws Exception {
    alice.commit("a.txt", "one\n".getBytes(StandardCharsets.UTF_8));
    try (NatsServerProcess server = NatsServerProcess.start(temp);
        Daemon daemon = Daemon.start(options().withUpstreams(List.of(server.clientUrl())))) {
      for (String url : List.of(server.clientUrl(), "nats-leaf://127.0.0.1:" + server.clientPort(),
          "nats://127.0.0.1:" + daemon.ready().nats().getPort())) {
        Path file = temp.resolve("clone" + url.hashCode() + ".fossil");
        try (MeshClient client = MeshClient.join(MeshClientOptions.of(url), budget);
            Transport transport = client.transport(project)) {
          assertThat(transport.peerName()).isEqualTo(daemon.ready().node());
          assertThat(client.named().isPresent()).isEqualTo(url.endsWith(":" + daemon.ready().nats().getPort()));
          cloneTo(file, transport);
        }
        assertThat(alice.names(file)).isEqualTo(alice.names(alice.repository()));
      }
    }
  }

  @Test
  void aLoginThatIsRefusedIsSaidWithoutThePassword() throws Exception {
    try (NatsServerProcess server = NatsServerProcess.start(temp, "authorization { user: ann, password: right }",
        "")) {
      MeshClientOptions wrong = new MeshClientOptions("nats://ann:wr0ng@127.0.0.1:" + server.clientPort(),
          MeshLogin.NODE, "fossil",
          Duration.ofSeconds(8), Duration.ofSeconds(5));

      assertThatThrownBy(() -> MeshClient.join(wrong, budget)).isInstanceOf(AgentException.MeshUnreachable.class)
          .hasMessageContaining("refuses the login").hasMessageNotContaining("wr0ng");
    }
  }

  private void cloneTo(Path file, Transport transport) throws Exception {
    try (CloneFile part = CloneFile.openOrCreate(file, RepositoryOptions.standard())) {
      CloneOutcome outcome = new CloneSession(part, transport,
          request(), SessionLimits.DEFAULT, SyncClock.SYSTEM, RandomGenerator.getDefault(), CloneListener.SILENT).run();
      outcome.repository().close();
    }
  }

  private CloneRequest request() {
    return new CloneRequest(project, null, new CloneOptions("tester", "secret", RandomGenerator.getDefault()), null);
  }

  private DaemonOptions options() {
    return DaemonOptions.of(List.of(alice.repository()), temp.resolve("state"));
  }

  private static String leafUrl(Daemon daemon) {
    return "nats-leaf://127.0.0.1:" + daemon.ready().leafnode().getPort();
  }
}
