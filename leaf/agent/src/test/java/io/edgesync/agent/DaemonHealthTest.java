package io.edgesync.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.edgesync.agent.http.Page;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** {@code /healthz} of a daemon whose repositories and upstreams come to grief. */
@Timeout(180)
class DaemonHealthTest extends TwoClonesTest {

  private final HttpClient client = HttpClient.newHttpClient();

  private HttpResponse<String> health(Daemon daemon) throws Exception {
    return client.send(
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + Objects.requireNonNull(daemon.ready().http()).getPort()
            + "/healthz")).build(),
        HttpResponse.BodyHandlers.ofString());
  }

  private void awaitHealth(Daemon daemon, int status, String... words) {
    await().atMost(Duration.ofSeconds(60)).untilAsserted(() -> {
      HttpResponse<String> health = health(daemon);
      assertThat(health.body()).contains(words);
      assertThat(health.statusCode()).isEqualTo(status);
    });
  }

  @Test
  void aDatabaseThatCannotBeReadIsNamed() throws Exception {
    try (Daemon daemon = Daemon.start(quiet("b", bob).withHttpListen(DaemonOptions.loopback(0)))) {
      assertThat(health(daemon).body()).isEqualTo("{\"status\":\"ok\",\"repositories\":1}\n");

      Path aside = temp.resolve("aside.fossil");
      Files.move(bob, aside);
      awaitHealth(daemon, 503, "{\"status\":\"unavailable\",\"repositories\":1,\"problems\":[{\"what\":\"repository\"",
          "bob.fossil\",\"reason\":\"the file is gone");
      Files.move(aside, bob);
      awaitHealth(daemon, 200, "\"status\":\"ok\"");

      try (FileChannel file = FileChannel.open(bob, StandardOpenOption.WRITE)) {
        file.write(ByteBuffer.wrap(new byte[4096]), 0);
      }
      awaitHealth(daemon, 503, "\"what\":\"repository\"", "no SQLite database");
    }
  }

  @Test
  void anUpstreamThatIsNotReachedIsNamedAndAnEqualIsNot() throws Exception {
    Daemon hub = Daemon.start(quiet("a", alice.repository()));
    try (hub;
        Daemon leaf = Daemon.start(quiet("b", bob).withHttpListen(DaemonOptions.loopback(0))
            .withUpstreams(List.of("nats-leaf://127.0.0.1:" + hub.ready().leafnode().getPort()))
            .withPeers(List.of("nats-leaf://127.0.0.1:1")))) {
      awaitHealth(leaf, 200, "\"status\":\"ok\"");

      hub.close();

      awaitHealth(leaf, 503, "{\"what\":\"mesh\",\"name\":\"nats-leaf://127.0.0.1:"
          + hub.ready().leafnode().getPort());
      assertThat(health(leaf).body()).doesNotContain("127.0.0.1:1\"");
    }
  }

  @Test
  void othersThanItsOwnerAreNotToldNames() throws Exception {
    DaemonHealth health = new DaemonHealth(List::of,
        () -> List.of(new DaemonHealth.Problem("mesh", "nats-leaf://secret.example.org", "refused")));

    assertThat(health.read(new Page.Visitor(false))).isEqualTo(new Page.Sheet(503, "application/json",
        "{\"status\":\"unavailable\",\"repositories\":0,\"problems\":[{\"what\":\"mesh\"}]}\n"));
    assertThat(health.read(new Page.Visitor(true)).text()).contains("secret.example.org", "refused");
  }
}
