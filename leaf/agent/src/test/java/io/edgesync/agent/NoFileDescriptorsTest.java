package io.edgesync.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.edgesync.agent.control.ControlClient;
import io.edgesync.agent.state.StateDirectory;
import io.edgesync.repository.HashPolicy;
import io.edgesync.repository.NewRepository;
import io.edgesync.repository.Repository;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A daemon that has no file descriptor left for a moment. */
@Timeout(180)
class NoFileDescriptorsTest {

  @TempDir
  Path temp;

  @Test
  void theControlSocketAnswersAgainWhenThereAreSome() throws Exception {
    Path file = temp.resolve("notes.fossil");
    Repository.create(file, new NewRepository("admin", "secret", null, HashPolicy.SHA3, InstantSource.system(),
        new Random(1))).close();
    Path state = temp.resolve("state");
    List<SocketChannel> connections = new ArrayList<>();
    try (DaemonProcess daemon = DaemonProcess.start(DaemonLimits.HEAP_MEBIBYTES, file, state, null)) {
      limit(daemon, Long.toString(descriptors(daemon)));
      await().atMost(Duration.ofSeconds(60)).until(() -> {
        // Each that is taken leaves one less.
        connections.add(SocketChannel.open(UnixDomainSocketAddress.of(StateDirectory.controlSocket(state))));
        return Files.readString(temp.resolve("state.log")).contains("control connection not accepted");
      });

      limit(daemon, "1024");
      try (ControlClient client = ControlClient.connect(state)) {
        assertThat(client.status().repositories()).hasSize(1);
      }
    } finally {
      for (SocketChannel connection : connections) {
        connection.close();
      }
    }
  }

  private static long descriptors(DaemonProcess daemon) throws IOException {
    try (Stream<Path> all = Files.list(Path.of("/proc/" + daemon.pid() + "/fd"))) {
      return all.count();
    }
  }

  /** Sets the soft limit, which may be raised again. */
  private static void limit(DaemonProcess daemon, String descriptors) throws IOException, InterruptedException {
    Process process = new ProcessBuilder("prlimit", "--pid", Long.toString(daemon.pid()),
        "--nofile=" + descriptors + ":").inheritIO().start();
    assertThat(process.waitFor()).isZero();
  }
}
