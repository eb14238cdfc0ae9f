package io.edgesync.mesh.monitor;

import com.grack.nanojson.JsonObject;
import com.grack.nanojson.JsonParser;
import com.grack.nanojson.JsonParserException;
import io.edgesync.mesh.broker.Broker;
import io.edgesync.mesh.broker.BrokerOptions;
import io.edgesync.mesh.broker.NatsServerProcess;
import io.edgesync.mesh.config.ConfigException;
import io.edgesync.mesh.config.ConfigParser;
import io.edgesync.mesh.config.ServerConfig;
import io.edgesync.mesh.leafnode.LeafRemote;
import io.edgesync.xfer.testing.FreePort;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.Objects;
import org.awaitility.Awaitility;

/** A server with monitoring, ours or {@code nats-server}, from the same configuration; and in the same situation. */
final class Watched implements AutoCloseable {
  private final Deque<AutoCloseable> open = new ArrayDeque<>();
  private final HttpClient http = HttpClient.newHttpClient();
  private final int clientPort;
  private final int leafPort;
  private final int httpPort;

  private Watched(int clientPort, int leafPort, int httpPort) {
    this.clientPort = clientPort;
    this.leafPort = leafPort;
    this.httpPort = httpPort;
  }

  private static String config(int http) {
    return "http: 127.0.0.1:" + http + "\nserver_name: S1\nauthorization { users = [ {user: a, password: pa}, "
        + "{user: b, password: pb, permissions: {publish: \"x.>\"}} ] }\n";
  }

  static Watched stock(Path directory) throws IOException {
    int http = FreePort.next();
    NatsServerProcess server = NatsServerProcess.start(directory, config(http), "");
    var watched = new Watched(server.clientPort(), server.leafPort(), http);
    watched.open.push(server);
    return watched;
  }

  static Watched ours(Path directory) throws IOException, ConfigException {
    Path file = Files.writeString(directory.resolve("ours.conf"),
        "port: -1\nleafnodes { port: -1 }\n" + config(0).replace(":0\n", ":-1\n"));
    ServerConfig config = ServerConfig.of(ConfigParser.file(file, "ours.conf", Map.of()), directory, "edgesync-test");
    Broker broker = Broker.start(config.broker());
    Monitor monitor = Monitor.start(broker, Objects.requireNonNull(config.monitor()));
    var watched = new Watched(Objects.requireNonNull(broker.clientAddress()).getPort(),
        Objects.requireNonNull(broker.leafAddress()).getPort(), monitor.address().getPort());
    watched.open.push(broker);
    watched.open.push(monitor);
    return watched;
  }

  /** One client with two subscriptions that sent a message to itself, one that gave a wrong password, and one link. */
  void comeIntoSituation() throws IOException {
    client("{\"user\":\"a\",\"pass\":\"pa\",\"name\":\"n1\",\"lang\":\"go\",\"version\":\"1.2\",\"verbose\":false}",
        "SUB foo 1\r\nSUB bar.* q 2\r\nPUB foo 2\r\nhi\r\nPING\r\n", "PONG");
    client("{\"user\":\"a\",\"pass\":\"wrong\",\"verbose\":false}", "PING\r\n", "-ERR 'Authorization Violation'");
    Broker leaf = Broker
        .start(BrokerOptions.named("LEAF").withRemote(new LeafRemote("127.0.0.1", leafPort, "a", "pa")));
    open.push(leaf);
    leaf.bus().subscribe("from.leaf", _ -> {});
    Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> json("/leafz").getInt("leafnodes") == 1
        && get("/connz?state=closed").body().contains("Authentication Failure")
        && json("/connz").getArray("connections").getObject(0).getInt("out_msgs") == 1
        && !json("/connz").getArray("connections").getObject(0).getString("rtt").equals("0s")
        && get("/leafz?subs=1").body().contains("from.leaf"));
  }

  private void client(String connect, String lines, String last) throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), clientPort);
    socket.setSoTimeout(10_000);
    open.push(socket);
    BufferedReader in = new BufferedReader(
        new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
    in.readLine();
    socket.getOutputStream().write(("CONNECT " + connect + "\r\n" + lines).getBytes(StandardCharsets.UTF_8));
    String line = in.readLine();
    while (line != null && !line.equals(last)) {
      line = in.readLine();
    }
    if (line == null) {
      throw new AssertionError("the connection ended without " + last);
    }
    // Its PINGs are answered from here on.
    Thread.ofVirtual().start(() -> {
      try {
        for (String ping = in.readLine(); ping != null; ping = in.readLine()) {
          socket.getOutputStream().write("PONG\r\n".getBytes(StandardCharsets.UTF_8));
        }
      } catch (IOException closed) {
        // The test is over.
      }
    });
    socket.setSoTimeout(0);
  }

  int httpPort() {
    return httpPort;
  }

  HttpResponse<String> get(String path) throws IOException {
    try {
      return http.send(HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + httpPort + path))
          .timeout(Duration.ofSeconds(10)).build(), HttpResponse.BodyHandlers.ofString());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    }
  }

  JsonObject json(String path) throws IOException {
    String body = get(path).body();
    try {
      return JsonParser.object().from(body);
    } catch (JsonParserException e) {
      throw new AssertionError(path + " answers " + body, e);
    }
  }

  @Override
  public void close() {
    http.close();
    while (!open.isEmpty()) {
      try {
        open.pop().close();
      } catch (Exception e) {
        throw new AssertionError(e);
      }
    }
  }
}
