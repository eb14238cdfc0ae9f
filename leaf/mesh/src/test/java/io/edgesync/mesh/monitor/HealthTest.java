package io.edgesync.mesh.monitor;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgesync.mesh.broker.Broker;
import io.edgesync.mesh.broker.BrokerOptions;
import io.edgesync.mesh.broker.LameDuck;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Objects;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class HealthTest {

  @Test
  void whoTakesLeaveIsNotHealthySoThatNobodyIsSentThere() throws Exception {
    try (Broker broker = Broker.start(BrokerOptions.named("leaving").withClientPort(0));
        Monitor monitor = Monitor.start(broker,
            MonitorOptions.at(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0)));
        HttpClient http = HttpClient.newHttpClient();
        Socket client = new Socket(InetAddress.getLoopbackAddress(),
            Objects.requireNonNull(broker.clientAddress()).getPort())) {
      new BufferedReader(new InputStreamReader(client.getInputStream(), StandardCharsets.UTF_8)).readLine();
      HttpRequest request = HttpRequest
          .newBuilder(URI.create("http://127.0.0.1:" + monitor.address().getPort() + "/healthz")).build();
      assertThat(http.send(request, HttpResponse.BodyHandlers.ofString()).statusCode()).isEqualTo(200);

      Thread leaving = Thread.ofVirtual().start(() -> {
        try {
          broker.lameDuck(new LameDuck(Duration.ofMinutes(10), Duration.ofMinutes(20)));
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
        }
      });
      Awaitility.await().atMost(Duration.ofSeconds(60)).until(broker::isLameDuck);
      assertThat(http.send(request, HttpResponse.BodyHandlers.ofString()).statusCode()).isEqualTo(503);
      leaving.interrupt();
    }
  }
}
