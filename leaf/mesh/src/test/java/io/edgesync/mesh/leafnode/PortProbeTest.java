package io.edgesync.mesh.leafnode;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class PortProbeTest {
  private static final String INFO = "INFO {\"server_id\":\"X\",\"server_name\":\"X\",\"version\":\"2.9.10\","
      + "\"headers\":true,\"max_payload\":1048576,\"auth_required\":true,\"leafnode_urls\":[]} \r\n";

  /** What a server is like that greets, and then says this again and again. */
  private static boolean letsIn(String again) throws Exception {
    try (var listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Thread server = Thread.ofVirtual().start(() -> babble(listener, again));
      boolean in = PortProbe.letsIn(new LeafRemote("127.0.0.1", listener.getLocalPort()), Duration.ofMillis(300));
      server.join();
      return in;
    }
  }

  private static void babble(ServerSocket listener, String again) {
    try (Socket socket = listener.accept()) {
      socket.getOutputStream().write(INFO.getBytes(StandardCharsets.US_ASCII));
      while (true) {
        socket.getOutputStream().write(again.getBytes(StandardCharsets.US_ASCII));
      }
    } catch (IOException closed) {
      Thread.yield();
    }
  }

  @Test
  void whoeverBabblesIsHeardForTheTimeThatWasGiven() throws Exception {
    assertThat(letsIn("+OK\r\n".repeat(100))).isTrue();
    assertThat(letsIn("x".repeat(1000))).isTrue();
  }

  @Test
  void aRefusalIsHeard() throws Exception {
    assertThat(letsIn("+OK\r\n-ERR 'Authorization Violation'\r\n")).isFalse();
  }
}
