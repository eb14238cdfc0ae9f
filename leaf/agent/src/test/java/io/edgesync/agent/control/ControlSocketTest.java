package io.edgesync.agent.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.edgesync.agent.AgentException;
import io.edgesync.agent.state.StateDirectory;
import io.edgesync.agent.status.BlockedArtifact;
import io.edgesync.agent.status.DaemonStatus;
import io.edgesync.agent.status.GrantState;
import io.edgesync.agent.status.LinkState;
import io.edgesync.agent.status.PeerState;
import io.edgesync.agent.status.SessionState;
import io.edgesync.agent.status.Standing;
import io.edgesync.agent.status.RefusedFile;
import io.edgesync.agent.status.RepositoryState;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.nio.channels.ServerSocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(30)
class ControlSocketTest {

  private static final DaemonStatus STATUS = new DaemonStatus("UNODE", Instant.parse("2026-11-21T10:00:00Z"),
      "127.0.0.1:4222", "127.0.0.1:7422", "",
      List.of(new LinkState("leafnode-out", "nats-leaf://h:7422", "connecting", "Connection refused")),
      List.of(new RepositoryState("/r.fossil", "a".repeat(40), 12, List.of(new BlockedArtifact("b", "too large")),
          List.of(new PeerState("UPEER", Standing.DENIED, Instant.parse("2026-11-21T10:01:00Z"), 7, true,
              List.of(new BlockedArtifact("c", "larger")), List.of("push denied: no"), null, 40, 50,
              new SessionState(SessionState.Outcome.DENIED, Instant.parse("2026-11-21T10:01:00Z"), 1, 2, 3, 4, 5,
                  "not authorized to read")),
              new PeerState("UNEW", Standing.NEVER, null, 0, false, List.of(), List.of(), Instant.EPOCH, 0, 0,
                  SessionState.NEVER)),
          9, "was removed")),
      List.of(new RefusedFile("/drop/text.fossil", "is no Fossil repository")));

  @TempDir
  Path temp;
  private final List<GrantState> grants = new CopyOnWriteArrayList<>();
  private final AtomicInteger syncs = new AtomicInteger();

  @Test
  void whatTheDaemonSaysArrivesWhole() throws Exception {
    try (ControlServer _ = start(); ControlClient client = ControlClient.connect(temp)) {
      assertThat(client.status()).isEqualTo(STATUS);
      client.syncNow();
      assertThat(syncs.get()).isEqualTo(1);
    }
  }

  @Test
  void onlyItsUserMayOpenTheSocket() throws Exception {
    try (ControlServer _ = start()) {
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(StateDirectory.controlSocket(temp))))
          .isEqualTo("rw-------");
    }
  }

  @Test
  void aHintAboutAnotherRepositoryIsRefusedByName() throws Exception {
    try (ControlServer _ = start(); ControlClient client = ControlClient.connect(temp)) {
      client.commitHint(Path.of("/r.fossil"));

      assertThatThrownBy(() -> client.commitHint(Path.of("/other.fossil")))
          .isInstanceOf(AgentException.ControlFailed.class).hasMessageContaining("/other.fossil");
    }
  }

  @Test
  void withoutADaemonTheErrorSaysHowToStartOne() {
    assertThatThrownBy(() -> ControlClient.connect(temp)).isInstanceOf(AgentException.NotRunning.class)
        .hasMessageContaining("edgesync sync start");
  }

  @Test
  void anAnswerThatNeverEndsIsGivenUpAndNotTakenForNoDaemon() throws Exception {
    try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      server.bind(UnixDomainSocketAddress.of(StateDirectory.controlSocket(temp)));
      Thread answering = Thread.startVirtualThread(() -> {
        try (SocketChannel asker = server.accept()) {
          ByteBuffer part = ByteBuffer.allocate(1 << 20);
          while (true) {
            asker.write(part.clear());
          }
        } catch (IOException hungUp) {
          // As it should be.
        }
      });
      try (ControlClient client = ControlClient.connect(temp)) {
        assertThatThrownBy(client::status).isInstanceOf(AgentException.ControlFailed.class)
            .hasMessageContaining("67108864 bytes at most").hasMessageContaining("/status");
      }
      answering.join();
    }
  }

  @Test
  void nonsenseCostsALineAndNotTheDaemon() throws Exception {
    try (ControlServer _ = start()) {
      try (SocketChannel channel = SocketChannel
          .open(UnixDomainSocketAddress.of(StateDirectory.controlSocket(temp)))) {
        channel.write(ByteBuffer.wrap(("nonsense\n{\"do\":\"dance\"}\n{\"do\":\"revoke\",\"file\":\"a\\u0000b\"}\n")
            .getBytes(StandardCharsets.UTF_8)));
        JsonLines lines = new JsonLines(channel, JsonLines.ANSWER_BYTES_MAX);

        assertThat(lines.read()).contains("\"ok\":false");
        assertThat(lines.read()).contains("unknown command");
        assertThat(lines.read()).contains("\"ok\":false", "file: no path").doesNotContain("Exception");
      }
      try (ControlClient client = ControlClient.connect(temp)) {
        assertThat(client.status()).isEqualTo(STATUS);
      }
    }
  }

  @Test
  void thoseWhoSayNothingShutNobodyOut() throws Exception {
    List<SocketChannel> silent = new ArrayList<>();
    try (ControlServer _ = start()) {
      for (int i = 0; i < 100; i++) {
        silent.add(SocketChannel.open(UnixDomainSocketAddress.of(StateDirectory.controlSocket(temp))));
      }
      try (ControlClient client = ControlClient.connect(temp)) {
        assertThat(client.status()).isEqualTo(STATUS);
      }
      assertThat(silent.getFirst().read(ByteBuffer.allocate(1))).isEqualTo(-1);
    } finally {
      for (SocketChannel each : silent) {
        each.close();
      }
    }
  }

  @Test
  void grantsAreGivenListedAndTakenBack() throws Exception {
    try (ControlServer _ = start(); ControlClient client = ControlClient.connect(temp)) {
      client.grant(Path.of("/r.fossil"), "UNODE", "gio");
      assertThat(client.grants()).containsExactly(new GrantState("/r.fossil", "UNODE", "gio", GrantState.HERE));
      assertThatThrownBy(() -> client.grant(Path.of("/r.fossil"), "UNODE", ""))
          .isInstanceOf(AgentException.ControlFailed.class).hasMessage("no letters");
      client.revoke(Path.of("/r.fossil"), "UNODE");
      assertThat(client.grants()).isEmpty();
    }
  }

  private ControlServer start() throws AgentException {
    return ControlServer.start(StateDirectory.controlSocket(temp), new ControlServer.Commands() {
      @Override
      public DaemonStatus status() {
        return STATUS;
      }

      @Override
      public void syncNow() {
        syncs.incrementAndGet();
      }

      @Override
      public boolean commitHint(Path file) {
        return file.equals(Path.of("/r.fossil"));
      }

      @Override
      public void grant(Path file, String node, String letters) throws AgentException {
        if (letters.isEmpty()) {
          throw new AgentException.ControlFailed("no letters", null);
        }
        grants.add(new GrantState(file.toString(), node, letters, GrantState.HERE));
      }

      @Override
      public void revoke(Path file, String node) {
        grants.removeIf(grant -> grant.node().equals(node));
      }

      @Override
      public List<GrantState> grants() {
        return List.copyOf(grants);
      }
    });
  }
}
