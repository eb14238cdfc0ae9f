package io.edgesync.cli.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgesync.agent.status.BlockedArtifact;
import io.edgesync.agent.status.DaemonStatus;
import io.edgesync.agent.status.LinkState;
import io.edgesync.agent.status.PeerState;
import io.edgesync.agent.status.SessionState;
import io.edgesync.agent.status.Standing;
import io.edgesync.agent.status.RefusedFile;
import io.edgesync.agent.status.RepositoryState;
import io.edgesync.cli.NatsServer;
import io.edgesync.cli.Run;
import io.edgesync.mesh.leafnode.LeafRemote;
import io.edgesync.mesh.leafnode.PortProbe;
import io.edgesync.repository.Repository;
import io.edgesync.repository.RepositoryException;
import io.edgesync.repository.RepositoryOptions;
import io.edgesync.repository.artifact.ArtifactWriter;
import io.edgesync.repository.artifact.Provenance;
import io.edgesync.xfer.artifact.Hash;
import io.edgesync.xfer.artifact.ProjectCode;
import io.edgesync.xfer.card.ErrorCard;
import io.edgesync.xfer.round.CardSink;
import io.edgesync.xfer.round.CardSource;
import io.edgesync.xfer.round.Principal;
import io.edgesync.xfer.round.Round;
import io.edgesync.xfer.round.Transport;
import io.edgesync.xfer.round.TransportException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Each WARN and each FAIL of the doctor, provoked. */
@Timeout(120)
class DoctorTest {

  private static final Duration PATIENCE = Duration.ofSeconds(5);
  private static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");

  @TempDir
  private Path directory = Path.of("");

  private static void finds(Check check, Finding.Level level, String name, String words) throws InterruptedException {
    assertThat(check.run()).anySatisfy(finding -> {
      assertThat(finding.level()).isEqualTo(level);
      assertThat(finding.name()).isEqualTo(name);
      assertThat(finding.detail()).contains(words);
    });
  }

  @Test
  void java() throws Exception {
    finds(MachineChecks.java(Runtime.Version.parse("21.0.4"), 1L << 30), Finding.Level.FAIL, "java", "JAVA_HOME");
    finds(MachineChecks.java(Runtime.Version.parse("25.0.3"), 64L << 20), Finding.Level.WARN, "java", "-Xmx256m");
    finds(MachineChecks.java(Runtime.Version.parse("26"), 256L << 20), Finding.Level.OK, "java", "256 MiB");
  }

  @Test
  void sqlite() throws Exception {
    finds(MachineChecks.sqlite(() -> {
      throw new RepositoryException.NoSqlite("does not load", new UnsatisfiedLinkError());
    }), Finding.Level.FAIL, "sqlite", "edgesync.native.dir");
    finds(MachineChecks.sqlite(io.edgesync.repository.SqliteEngine::version), Finding.Level.OK, "sqlite", "3.");
  }

  @Test
  void disk() throws Exception {
    finds(MachineChecks.disk(directory, any -> 50L << 20), Finding.Level.FAIL, "disk", "50 MiB");
    finds(MachineChecks.disk(directory, any -> 500L << 20), Finding.Level.WARN, "disk", "make room");
    finds(MachineChecks.disk(directory, any -> {
      throw new IOException("stale handle");
    }), Finding.Level.FAIL, "disk", "stale handle");
    finds(MachineChecks.disk(directory.resolve("not/there"), MachineChecks.UsableBytes.OF_SYSTEM), Finding.Level.OK,
        "disk",
        "MiB free");
  }

  @Test
  void clock() throws Exception {
    finds(MachineChecks.clock(Instant.EPOCH, null), Finding.Level.FAIL, "clock", "timedatectl");
    finds(MachineChecks.clock(NOW, NOW.plusSeconds(3600)), Finding.Level.WARN, "clock", "newest check-in");
    finds(MachineChecks.clock(NOW, NOW.minusSeconds(3600)), Finding.Level.OK, "clock", "2026");
  }

  @Test
  void fossilAbsentOrNotFossil() {
    Map<String, String> without = Run.environment(directory);
    without.put("PATH", directory.toString());
    without.remove("FOSSIL");
    Map<String, String> wrong = Run.environment(directory);
    wrong.put("FOSSIL", "/bin/true");

    assertThat(Run.with(without, directory, "doctor").out()).contains("WARN  fossil: not on the path");
    assertThat(Run.with(wrong, directory, "doctor").out()).contains("WARN  fossil: /bin/true does not tell");
  }

  @Test
  void aRepositoryThatDoesNotOpenFails() throws Exception {
    Files.writeString(directory.resolve("a.fossil"), "nothing".repeat(10_000));

    Run run = Run.in(directory, "doctor", "--repo", "a.fossil");

    assertThat(run.code()).isEqualTo(1);
    assertThat(run.out()).contains("FAIL  repository: ", "failed ===");
  }

  @Test
  void aRepositoryThatMayNotBeWrittenFailsAndOneThatMissesArtifactsWarns() throws Exception {
    assertThat(Run.in(directory, "new", "a.fossil").code()).isZero();
    Path file = directory.resolve("a.fossil");
    RepositoryOptions options = RepositoryOptions.standard();

    finds(new RepositoryCheck(file, options, any -> false), Finding.Level.FAIL, "repository", "may not write");
    try (Repository repository = Repository.open(file, options);
        ArtifactWriter writer = repository.artifacts().receive(Provenance.local("tester"))) {
      writer.phantom(new Hash("ab".repeat(32)), false);
      writer.finish();
    }
    finds(new RepositoryCheck(file, options, any -> true), Finding.Level.WARN, "repository", "known by name only");
  }

  @Test
  void aRepositoryWithScriptsThatNothingRunsWarns() throws Exception {
    assertThat(Run.in(directory, "new", "a.fossil").code()).isZero();
    Path file = directory.resolve("a.fossil");
    RepositoryOptions options = RepositoryOptions.standard();
    assertThat(new RepositoryCheck(file, options, any -> true).run()).extracting(Finding::level)
        .containsOnly(Finding.Level.OK);
    try (Repository repository = Repository.open(file, options)) {
      repository.settings().set("xfer-push-script", "error {not on Sundays}");
    }

    finds(new RepositoryCheck(file, options, any -> true), Finding.Level.WARN, "scripts", "xfer-push-script");
  }

  @Test
  void otherKindsOfPort() throws Exception {
    LeafRemote remote = new LeafRemote("hub", 7422);
    finds(() -> PortCheck.judge(remote, found(PortProbe.Kind.OTHER_NATS, false), false), Finding.Level.FAIL,
        "nats port",
        "hub:7422");
    finds(() -> PortCheck.judge(remote, found(PortProbe.Kind.NOT_NATS, false), false), Finding.Level.FAIL, "nats port",
        "hub:7422");
    finds(() -> PortCheck.judge(remote, found(PortProbe.Kind.LEAFNODE, true), false), Finding.Level.OK, "tls",
        "TLS only");
  }

  private static PortProbe found(PortProbe.Kind kind, boolean tls) {
    return new PortProbe("hub", 7422, kind, "", "server", "2.9.10", 1 << 20, false, tls);
  }

  @Test
  void aWholeRepositoryPasses() {
    assertThat(Run.in(directory, "new", "a.fossil").code()).isZero();

    Run run = Run.in(directory, "doctor", "--repo", "a.fossil");

    assertThat(run.code()).isZero();
    assertThat(run.out()).contains("OK    repository: ")
        .containsPattern("=== [0-9]+ passed, [0-9]+ warnings, 0 failed ===");
  }

  @Test
  void portKindsAndPayload() throws Exception {
    try (NatsServer server = NatsServer.start(directory, "", "max_payload: 32768")) {
      String leaf = "nats-leaf://127.0.0.1:" + server.leafPort();
      finds(new PortCheck(leaf, PATIENCE), Finding.Level.OK, "nats port", "leafnode port");
      finds(new PortCheck(leaf, PATIENCE), Finding.Level.WARN, "max_payload", "32768");
      finds(new PortCheck(leaf, PATIENCE), Finding.Level.OK, "authentication", "no login");
      for (String scheme : List.of("nats-leaf://", "nats://", "tls://")) {
        finds(new PortCheck(scheme + "127.0.0.1:" + server.clientPort(), PATIENCE), Finding.Level.OK, "nats port",
            "is a client port");
        finds(new PortCheck(scheme + "127.0.0.1:" + server.leafPort(), PATIENCE), Finding.Level.OK, "nats port",
            "is a leafnode port");
      }
    }
    finds(new PortCheck("nats-leaf://127.0.0.1:1", PATIENCE), Finding.Level.WARN, "nats port", "127.0.0.1:1");
    finds(new PortCheck("nats://127.0.0.1:1", PATIENCE), Finding.Level.WARN, "nats port", "127.0.0.1:1");
    finds(new PortCheck("nats://127.0.0.1/x", PATIENCE), Finding.Level.FAIL, "nats port", "nats://HOST:PORT");
  }

  @Test
  void aLeafnodePortThatAsksForALogin() throws Exception {
    try (NatsServer server = NatsServer.start(directory, "authorization { user: u, password: p }", "")) {
      String at = "127.0.0.1:" + server.leafPort();
      finds(new PortCheck("nats-leaf://" + at, PATIENCE), Finding.Level.FAIL, "authentication", "USER:PASSWORD");
      finds(new PortCheck("nats-leaf://u:p@" + at, PATIENCE), Finding.Level.OK, "authentication", "given");
      finds(new PortCheck("nats-leaf://u:wrong@" + at, PATIENCE), Finding.Level.FAIL, "authentication", "refuses u");
    }
  }

  @Test
  void aClientPortThatAsksForALogin() throws Exception {
    try (NatsServer server = NatsServer.start(directory, "", "authorization { user: u, password: p }")) {
      String at = "127.0.0.1:" + server.clientPort();
      finds(new PortCheck("nats://" + at, PATIENCE), Finding.Level.FAIL, "authentication", "nats://USER:PASSWORD");
      finds(new PortCheck("nats://u:p@" + at, PATIENCE), Finding.Level.OK, "authentication", "given");
      finds(new PortCheck("nats://u:wrong@" + at, PATIENCE), Finding.Level.FAIL, "authentication", "refuses u");
    }
  }

  @Test
  void aServerThatRefusesTheLoginOrDoesNotAnswer() throws Exception {
    finds(login((round, cards, reply) -> reply.accept(new ErrorCard("login failed"))), Finding.Level.FAIL,
        "authentication",
        "login failed");
    finds(login((round, cards, reply) -> {
      throw new TransportException.NotSent("http://x/: connection refused", null);
    }), Finding.Level.WARN, "server", "check address");
    finds(login((round, cards, reply) -> {
      throw new TransportException.NoAnswer("http://x/: silence", null);
    }), Finding.Level.WARN, "server", "silence");
    finds(login((round, cards, reply) -> {
      throw new TransportException.Refused("http://x/: 404", 404, Duration.ZERO);
    }), Finding.Level.FAIL, "server", "path");
    finds(login((round, cards, reply) -> {
      throw new TransportException.TooLarge("http://x/: too large", 1);
    }), Finding.Level.FAIL, "server", "too large");
    finds(login((round, cards, reply) -> {}), Finding.Level.OK, "authentication", "may pull");
  }

  /** How a server answers. */
  private interface Answer {
    void to(Round round, CardSource request, CardSink reply)
        throws TransportException, InterruptedException, IOException;
  }

  private static LoginCheck login(Answer answer) {
    Transport transport = new Transport() {
      @Override
      public void exchange(Round round, CardSource request, CardSink reply)
          throws TransportException, InterruptedException {
        try {
          answer.to(round, request, reply);
        } catch (IOException e) {
          throw new TransportException.NoAnswer("broke off", e);
        }
      }

      @Override
      public String peerName() {
        return "http://x/";
      }

      @Override
      public void close() {}
    };
    return new LoginCheck(transport, new ProjectCode("0".repeat(40)), "1".repeat(40), Principal.NOBODY, PATIENCE);
  }

  @Test
  void aStateDirectoryThatOthersReadOrThatIsAFile() throws Exception {
    Path open = Files.createDirectory(directory.resolve("open"));
    Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rwxr-xr-x"));
    Path file = Files.createFile(directory.resolve("file"));

    finds(new DaemonCheck(open), Finding.Level.WARN, "state", "chmod 700");
    finds(new DaemonCheck(file), Finding.Level.FAIL, "state", "--state-dir");
    finds(new DaemonCheck(directory.resolve("none")), Finding.Level.WARN, "daemon", "sync start");
  }

  @Test
  void whatTheDaemonSaysOfTrouble() {
    PeerState denied = peer(Standing.DENIED, "push denied");
    PeerState failed = peer(Standing.FAILED, "connection reset");
    DaemonStatus status = new DaemonStatus("U1", NOW, "n", "l", "",
        List.of(new LinkState("leafnode-out", "nats-leaf://hub:7422", "connecting", "refused"),
            new LinkState("leafnode-in", "U2", "up", ""), new LinkState("nats-client", "nats://n:4222", "up", "")),
        List.of(
            new RepositoryState("/a.fossil", "p", 1, List.of(new BlockedArtifact("abc", "70 MB, the limit is 64 MB")),
                List.of(denied, failed, peer(Standing.IN_SYNC, "")), 0, "/a.fossil: was removed")),
        List.of(new RefusedFile("/drop/b.fossil", "another clone is served")));

    List<String> lines = DaemonCheck.judge(status).stream().map(Finding::line).toList();

    assertThat(lines).anyMatch(line -> line.startsWith("  WARN  link: nats-leaf://hub:7422 is connecting: refused"))
        .anyMatch(line -> line.startsWith("  OK    link: U2"))
        .anyMatch(line -> line.startsWith("  OK    link: nats://n:4222 is up (nats-client)"))
        .anyMatch(
            line -> line.startsWith("  WARN  session: ") && line.contains("push denied") && line.contains("--user"))
        .anyMatch(line -> line.startsWith("  WARN  session: ") && line.contains("connection reset"))
        .contains("  FAIL  repository: /a.fossil: was removed")
        .contains("  WARN  repository: /drop/b.fossil is not served: another clone is served")
        .anyMatch(line -> line.startsWith("  WARN  blocked: ") && line.contains("abc"))
        .anyMatch(line -> line.startsWith("  OK    session: "));
  }

  private static PeerState peer(Standing standing, @Nullable String error) {
    return new PeerState("U9", standing, NOW, 0, false, List.of(), List.of(), null, 0, 0,
        new SessionState(SessionState.Outcome.FAILED, NOW, 1, 0, 0, 0, 0, error == null ? "" : error));
  }
}
