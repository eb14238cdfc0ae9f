package io.edgesync.mesh.broker;

import static io.edgesync.mesh.broker.Transcripts.QUIET;
import static org.assertj.core.api.Assertions.assertThat;

import io.edgesync.mesh.monitor.Monitor;
import io.edgesync.mesh.monitor.MonitorOptions;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Without file descriptors connections have to wait or are refused; the threads that serve them live on. */
@Timeout(120)
class DescriptorsTest {
  private static final int LIMIT = 160;

  @TempDir
  private Path directory;
  private final List<Wire> wires = new ArrayList<>();
  private Process process;
  private BufferedReader said;
  private PrintStream orders;
  private int port;

  private void start(String... arguments) throws IOException {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    String classPath = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
    List<String> command = new ArrayList<>(List.of("bash", "-c", "ulimit -n " + LIMIT + "; exec \"$@\"", "bash", java,
        "-Xmx64m",
        "-XX:TieredStopAtLevel=1", "--enable-native-access=ALL-UNNAMED", "--sun-misc-unsafe-memory-access=allow", "-cp",
        classPath, FewDescriptors.class.getName()));
    command.addAll(List.of(arguments));
    process = new ProcessBuilder(command).redirectError(directory.resolve("log").toFile()).start();
    said = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.US_ASCII));
    orders = new PrintStream(process.getOutputStream(), true, StandardCharsets.US_ASCII);
    String line = said.readLine();
    assertThat(line).as(log()).isNotNull();
    port = Integer.parseInt(line);
  }

  private String log() throws IOException {
    return Files.readString(directory.resolve("log"));
  }

  private String order(String text) throws IOException {
    orders.println(text);
    return said.readLine();
  }

  @AfterEach
  void stop() throws Exception {
    for (Wire wire : wires) {
      wire.close();
    }
    if (process != null) {
      process.destroyForcibly();
      assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
    }
  }

  private Wire opened() throws IOException {
    var wire = new Wire(port);
    wires.add(wire);
    return wire;
  }

  private void everyThreadServes() throws Exception {
    for (int i = 0; i < 8; i++) {
      wires.add(Transcripts.settled(port, QUIET));
    }
    assertThat(order("ask")).isEqualTo("0 stuck");
  }

  @Test
  void moreConnectionsThanThereAreDescriptorsForAreRefused() throws Exception {
    start();
    assertThat(log()).contains("fewer file descriptors than connections");

    String last = "";
    for (int i = 0; i < LIMIT && !last.startsWith("-ERR"); i++) {
      Wire wire = opened();
      assertThat(wire.line()).startsWith("INFO ");
      last = wire.send("PING\r\n").line();
    }
    assertThat(last).startsWith("-ERR 'maximum connections exceeded'");

    for (Wire wire : wires) {
      wire.close();
    }
    everyThreadServes();
  }

  @Test
  void whoOnlyDialsIsNotWarned() throws Exception {
    start("dials");

    assertThat(order("ask")).isEqualTo("0 stuck");
    assertThat(log()).doesNotContain("file descriptors");
  }

  @Test
  void whoComesWhenThereIsNoDescriptorLeftIsServedLater() throws Exception {
    start();
    Wire large = opened().send(QUIET + "SUB a 1\r\nPING\r\n");
    Wire confused = opened().send(QUIET + "PING\r\n");
    assertThat(large.linesUntil("PONG")).isNotEmpty();
    assertThat(confused.linesUntil("PONG")).isNotEmpty();
    assertThat(order("take")).isEqualTo("done");
    List<Wire> late = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      late.add(opened().send("PING\r\n"));
    }
    // What nobody has done before needs classes.
    assertThat(confused.send("SUB g group 2\r\nPUB g 1\r\nx\r\nPING\r\n").linesUntil("PONG").replace("PING\r\n", ""))
        .isEqualTo("MSG g 2 1\r\nx\r\nPONG\r\n");
    assertThat(large.send("PUB a 2\r\nhi\r\nPUB a 1048577\r\n").rest().replace("PING\r\n", ""))
        .isEqualTo("MSG a 1 2\r\nhi\r\n-ERR 'Maximum Payload Violation'\r\n");
    assertThat(confused.send("FOO\r\n").rest()).endsWith("-ERR 'Unknown Protocol Operation'\r\n");

    assertThat(order("give")).isEqualTo("done");

    for (Wire wire : late) {
      assertThat(wire.line()).startsWith("INFO ");
      assertThat(wire.line()).startsWith("PONG");
    }
    everyThreadServes();
    assertThat(log().lines().filter(line -> line.contains("connections cannot be accepted now"))).hasSizeBetween(1, 2);
    assertThat(log()).doesNotContain("Exception");
  }

  @Test
  void aThreadThatDoesNothingMoreIsNoHealth() throws Exception {
    var blocked = new CountDownLatch(1);
    try (Broker broker = Broker.start(BrokerOptions.named("stuck").withClientPort(0));
        Monitor monitor = Monitor.start(broker,
            MonitorOptions.at(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0)));
        Wire wire = Transcripts.settled(broker.clientAddress().getPort(), QUIET + "SUB a 1\r\n");
        HttpClient http = HttpClient.newHttpClient()) {
      var health = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + monitor.address().getPort() + "/healthz"))
          .build();
      assertThat(http.send(health, HttpResponse.BodyHandlers.ofString()).statusCode()).isEqualTo(200);
      var subscription = (ClientSubscription) broker.router().receivers("a").plain[0];
      subscription.client().channel.eventLoop().execute(() -> {
        try {
          blocked.await();
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
        }
      });

      HttpResponse<String> answer = http.send(health, HttpResponse.BodyHandlers.ofString());

      assertThat(answer.statusCode()).isEqualTo(503);
      assertThat(answer.body()).contains("\"unavailable\"", "1 event loops");
      blocked.countDown();
      assertThat(http.send(health, HttpResponse.BodyHandlers.ofString()).statusCode()).isEqualTo(200);
      assertThat(wire.send("PING\r\n").linesUntil("PONG")).contains("PONG");
    } finally {
      blocked.countDown();
    }
  }
}
