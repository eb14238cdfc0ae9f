package io.edgesync.mesh.broker;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.edgesync.mesh.websocket.WebsocketOptions;
import io.edgesync.xfer.testing.FreePort;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The official JavaScript clients against our broker: in Node by TCP and by WebSocket, and in Chromium. They play one scenario,
 * {@code src/test/node/scenario.js}, in whose middle the broker is restarted. Of the reference's checklist: nats.js in
 * 34 and 50.
 */
class JavaScriptClientsTest {
  private static final String STEPS = "done: connect, publish and subscribe, queue groups, request and reply with headers, "
      + "no responders, the largest payload, drain, reconnect, close";
  private static final long PATIENCE_SECONDS = 90;
  private static final int PAYLOAD_MAX = 1 << 20;

  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final CompletableFuture<String> report = new CompletableFuture<>();
  private final List<Process> processes = new ArrayList<>();
  @TempDir
  private Path directory = Path.of("");
  private Path scripts = Path.of("");
  private BrokerOptions options = BrokerOptions.named("javascript");
  /** Replaced by the thread of the request to restart it. */
  private volatile Broker broker;
  private HttpServer http;

  @BeforeEach
  void start() throws Exception {
    scripts = NodeModules.installed(Path.of("src/test/node"), Path.of("target/node"));
    http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    http.setExecutor(threads);
    http.createContext("/", this::serve);
    http.createContext("/restart", this::restart);
    http.createContext("/report", exchange -> {
      report.complete(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
      answer(exchange, 200, new byte[0], "text/plain");
    });
    http.start();
  }

  @AfterEach
  void stop() throws Exception {
    for (Process process : processes) {
      List<ProcessHandle> family = Stream.concat(process.descendants(), Stream.of(process.toHandle())).toList();
      family.forEach(ProcessHandle::destroyForcibly);
      // What still writes would hinder the removal of its directory.
      for (ProcessHandle one : family) {
        one.onExit().get(10, TimeUnit.SECONDS);
      }
    }
    http.stop(0);
    threads.shutdownNow();
    if (broker != null) {
      broker.close();
    }
  }

  @Test
  void nodeByTcp() throws Exception {
    run(BrokerOptions.named("javascript").withClientPort(FreePort.next()));

    assertThat(node("tcp", "nats://127.0.0.1:" + broker.clientAddress().getPort())).isEqualTo(STEPS);
  }

  @Test
  void nodeByWebSocketWithCompression() throws Exception {
    run(BrokerOptions.named("javascript").withWebsocket(websocket().withCompression(true)));

    assertThat(node("websocket", "ws://127.0.0.1:" + broker.websocketAddress().getPort())).isEqualTo(STEPS);
  }

  /** The page may connect where its origin is allowed, and not where it is another one. */
  @Test
  void chromium() throws Exception {
    run(BrokerOptions.named("javascript")
        .withWebsocket(websocket().withAllowedOrigins(List.of("http://127.0.0.1:" + http.getAddress().getPort()))));
    try (Broker closed = Broker
        .start(BrokerOptions.named("closed").withWebsocket(websocket().withSameOrigin(true)))) {
      String page = address() + "/page.html?payloadMax=" + PAYLOAD_MAX + "&server=ws://127.0.0.1:"
          + broker.websocketAddress().getPort() + "&closed=ws://127.0.0.1:" + closed.websocketAddress().getPort();

      Process browser = started(directory.resolve("chromium.log"), NodeModules.chromium(), "--headless", "--no-sandbox",
          "--disable-gpu", "--disable-dev-shm-usage", "--disable-background-networking", "--no-first-run",
          "--user-data-dir=" + directory.resolve("profile"), page);

      assertThat(reported(browser)).isEqualTo(STEPS + ", refuse");
    }
  }

  private static WebsocketOptions websocket() throws IOException {
    return WebsocketOptions
        .noTls(new InetSocketAddress(InetAddress.getLoopbackAddress(), FreePort.next()));
  }

  private void run(BrokerOptions chosen) throws IOException {
    options = chosen;
    broker = Broker.start(options);
  }

  private String node(String transport, String server) throws Exception {
    Path log = directory.resolve("node.log");
    Process node = started(log, NodeModules.node(), scripts.resolve("client.js").toString(), transport, server,
        address(), Integer.toString(PAYLOAD_MAX));
    boolean ended = node.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS);
    return Files.readString(log).strip() + (ended ? "" : " (still running)");
  }

  private Process started(Path log, String... command) throws IOException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile())
        .redirectInput(new File("/dev/null")).start();
    processes.add(process);
    return process;
  }

  /** What the page has to say, or what the browser said when it did not. */
  private String reported(Process browser) throws Exception {
    browser.onExit().thenRun(() -> report.complete("the browser ended"));
    try {
      return report.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (TimeoutException silent) {
      throw new AssertionError("no report; the browser: " + Files.readString(directory.resolve("chromium.log")),
          silent);
    }
  }

  private String address() {
    return "http://127.0.0.1:" + http.getAddress().getPort();
  }

  /** The broker goes and comes back on the same ports. */
  private void restart(HttpExchange exchange) throws IOException {
    broker.close();
    broker = Broker.start(options);
    answer(exchange, 200, new byte[0], "text/plain");
  }

  private void serve(HttpExchange exchange) throws IOException {
    Path file = scripts.resolve(exchange.getRequestURI().getPath().substring(1)).normalize();
    if (file.startsWith(scripts) && Files.isRegularFile(file)) {
      answer(exchange, 200, Files.readAllBytes(file),
          file.toString().endsWith(".html") ? "text/html" : "text/javascript");
    } else {
      answer(exchange, 404, new byte[0], "text/plain");
    }
  }

  private static void answer(HttpExchange exchange, int status, byte[] body, String type) throws IOException {
    try (exchange) {
      exchange.getResponseHeaders().set("Content-Type", type);
      exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
      exchange.getResponseBody().write(body);
    }
  }
}
