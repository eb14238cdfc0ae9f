package io.edgesync.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import io.edgesync.agent.http.Page;
import io.edgesync.agent.metrics.SyncObserver;
import io.edgesync.agent.metrics.Telemetry;
import io.edgesync.agent.metrics.TelemetryOptions;
import io.edgesync.agent.status.SessionState;
import io.edgesync.agent.status.StatusJson;
import io.edgesync.xfer.artifact.ProjectCode;
import com.grack.nanojson.JsonParser;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The figures of real daemons: by a page, by OTLP, and by an observer. */
@Timeout(180)
class TelemetryTest extends TwoClonesTest {

  private final Queue<String> posted = new ConcurrentLinkedQueue<>();

  /** A receiver of OTLP over HTTP; bodies are kept as text of one byte a character. */
  private HttpServer receiver() throws Exception {
    HttpServer server = HttpServer.create(DaemonOptions.loopback(0), 0);
    server.createContext("/v1/metrics", exchange -> {
      posted.add(exchange.getRequestHeaders().getFirst("Content-Type") + "\n"
          + new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.ISO_8859_1));
      exchange.sendResponseHeaders(200, -1);
      exchange.close();
    });
    server.start();
    return server;
  }

  private static HttpResponse<String> get(Daemon daemon, String path) throws Exception {
    InetSocketAddress address = Objects.requireNonNull(daemon.ready().http());
    try (HttpClient client = HttpClient.newHttpClient()) {
      return client.send(
          HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + address.getPort() + path)).build(),
          HttpResponse.BodyHandlers.ofString());
    }
  }

  @Test
  void sessionsAreCountedOnThePageSentByOtlpAndToldToObservers() throws Exception {
    Queue<String> told = new ConcurrentLinkedQueue<>();
    SyncObserver observer = new SyncObserver() {
      @Override
      public void sessionStarted(ProjectCode project, String peer) {
        told.add("started " + peer);
      }

      @Override
      public void roundEnded(ProjectCode project, String peer, RoundEnd how, Duration took) {
        told.add("round " + how);
        throw new IllegalStateException("an observer's fault");
      }

      @Override
      public void sessionEnded(ProjectCode project, String peer, SessionState how, Duration took) {
        told.add("ended " + how.outcome());
      }
    };
    HttpServer receiver = receiver();
    try {
      URI endpoint = URI.create("http://127.0.0.1:" + receiver.getAddress().getPort() + "/v1/metrics");
      try (Daemon first = Daemon.start(options("a", alice.repository()).withHttpListen(DaemonOptions.loopback(0)));
          Daemon second = Daemon.start(
              options("b", bob).withHttpListen(DaemonOptions.loopback(0))
                  .withUpstreams(List.of("nats-leaf://127.0.0.1:" + first.ready().leafnode().getPort())),
              Telemetry.of(new TelemetryOptions(true, endpoint), observer))) {
        awaitHeld(bob, alice.commit("a.txt", bytes("something\n")));
        await().atMost(Duration.ofSeconds(30)).until(() -> told.contains("ended OK"));

        String figures = get(second, "/metrics").body();
        assertThat(figures).containsPattern("mesh_sync_sessions_seconds_count\\{result=\"ok\"\\} [1-9]")
            .containsPattern("mesh_sync_rounds_seconds_count\\{result=\"ok\"\\} [1-9]")
            .containsPattern("mesh_sync_artifacts_total\\{direction=\"in\"\\} 2")
            .contains("mesh_sync_peers{standing=\"in sync\"}", "mesh_sync_repositories 1", "mesh_broker_leafnodes")
            .doesNotContain(first.ready().node(), second.ready().node(),
                second.status().repositories().getFirst().project());
        assertThat(told).contains("started " + first.ready().node(), "round OK");

        assertThat(get(first, "/metrics").body()).doesNotContain("mesh_sync");
        HttpResponse<String> status = get(first, "/status");
        assertThat(status.statusCode()).isEqualTo(200);
        assertThat(StatusJson.parse(JsonParser.object().from(status.body())).node()).isEqualTo(first.ready().node());
        assertThat(new StatusPage(first::status).read(new Page.Visitor(false)).status()).isEqualTo(403);
      }
      assertThat(posted).isNotEmpty().allMatch(each -> each.startsWith("application/x-protobuf"))
          .anyMatch(each -> each.contains("mesh.sync.sessions") && each.contains("edgesync"));
    } finally {
      receiver.stop(0);
    }
  }
}
