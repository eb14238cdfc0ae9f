package io.edgesync.mesh.monitor;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Connections to monitoring that ask for nothing. */
@Timeout(120)
class MonitorCrowdTest {
  private static final String BEGINNING = "GET /healthz HTTP/1.1\r\nHost: x\r\nX: ";

  @Test
  void silentConnectionsShutNobodyOut(@TempDir Path directory) throws Exception {
    List<Socket> silent = new ArrayList<>();
    try (Watched ours = Watched.ours(directory)) {
      for (int i = 0; i < 250; i++) {
        silent.add(new Socket(InetAddress.getLoopbackAddress(), ours.httpPort()));
        if (i % 50 == 49) {
          assertThat(ours.get("/healthz").statusCode()).isEqualTo(200);
        }
      }
    } finally {
      for (Socket socket : silent) {
        socket.close();
      }
    }
  }

  @Test
  void requestsOfOneReadAreAnsweredInTheirOrder(@TempDir Path directory) throws Exception {
    try (Watched ours = Watched.ours(directory);
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), ours.httpPort())) {
      String requests = "GET /subsz?subs=1 HTTP/1.1\r\nHost: x\r\n\r\nGET /nosuch HTTP/1.1\r\nHost: x\r\n\r\n".repeat(3)
          + "GET /varz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n";

      socket.getOutputStream().write(requests.getBytes(StandardCharsets.US_ASCII));

      String answers = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(Pattern.compile("HTTP/1.1 (\\d+)").matcher(answers).results().map(found -> found.group(1)))
          .containsExactly("200", "404", "200", "404", "200", "404", "200");
    }
  }

  @Test
  void aRequestThatNeverEndsIsCutOffHoweverItsBytesCome(@TempDir Path directory) throws Exception {
    try (Watched ours = Watched.ours(directory);
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), ours.httpPort())) {
      socket.setSoTimeout(100);
      socket.getOutputStream().write(BEGINNING.getBytes(StandardCharsets.US_ASCII));
      assertThat(isCutOff(socket)).isTrue();
    }
  }

  /** Sends a letter and another one, until the other side ends it. */
  private static boolean isCutOff(Socket socket) throws IOException {
    while (true) {
      try {
        socket.getOutputStream().write('x');
        if (socket.getInputStream().read() < 0) {
          return true;
        }
      } catch (SocketTimeoutException stillOpen) {
        // Goes on.
      } catch (SocketException reset) {
        return true;
      }
    }
  }
}
