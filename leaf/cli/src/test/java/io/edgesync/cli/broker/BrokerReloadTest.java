package io.edgesync.cli.broker;

import static org.assertj.core.api.Assertions.assertThat;

import com.grack.nanojson.JsonParser;
import io.edgesync.cli.Run;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Reading the configuration again: the same files, signals and clients at {@code nats-server} and at ours, and the same transcript. */
@Timeout(300)
class BrokerReloadTest {
  private static final String ALL = """
      authorization { users: [
        { user: a, password: secret }
        { user: b, password: secret } ] }
      """;
  private static final String ONLY_A = "authorization { users: [ { user: a, password: secret } ] }\n";
  private static final String A_MAY_LESS = """
      authorization { users: [
        { user: a, password: secret, permissions: { subscribe: { deny: "x" }, publish: { deny: "out" } } } ] }
      """;
  private static final String A_ELSEWHERE = "accounts { OTHER { users: [ { user: a, password: secret } ] } }\n";

  @TempDir
  private Path directory = Path.of("");
  private Path config = Path.of("");

  @BeforeEach
  void named() {
    config = directory.resolve("nats.conf");
  }

  private void write(String options) throws IOException {
    Files.writeString(config, "port: -1\nserver_name: S1\n" + options);
  }

  /** Writes the options, signals, and returns what the server said about it. */
  private List<String> reload(Served server, String options) throws Exception {
    write(options);
    int before = server.lines().size();
    server.signal("HUP");
    Awaitility.await("answer to SIGHUP").atMost(Duration.ofSeconds(60)).until(() -> told(server, before).stream()
        .anyMatch(line -> line.contains("Reloaded server configuration") || line.contains("Failed to reload")));
    return told(server, before);
  }

  /** What is said about the configuration; the two know a single user by different names. */
  private static List<String> told(Served server, int before) {
    return server.lines().stream().skip(before)
        .filter(line -> line.matches(".*(Reloaded|Failed to reload|to fall within).*"))
        .filter(line -> !line.matches(".*authorization (username|password)"))
        .map(line -> line.replaceAll("Port: old=[0-9]+", "Port: old=N").replaceAll("old=[{…].*", "old=…"))
        .toList();
  }

  private int port(Served server) throws Exception {
    return URI.create(server.ports(directory).getArray("nats").getString(0)).getPort();
  }

  private List<String> onBoth(Script script) throws Exception {
    List<List<String>> transcripts = new ArrayList<>();
    for (List<String> program : List.of(Served.stock(directory), Served.ours(directory))) {
      write(ALL);
      List<String> transcript = new ArrayList<>();
      try (Served server = Served.start(directory, program, "-c", "nats.conf", "-a", "127.0.0.1", "--ports_file_dir",
          ".").awaitLine("Server is ready")) {
        script.run(server, transcript);
        server.signal("INT");
        assertThat(server.exitCode()).isZero();
      }
      // A server measures the way to its client when it has nothing else to do.
      transcript.removeIf("PING"::equals);
      transcripts.add(transcript);
    }
    assertThat(transcripts.get(1)).isEqualTo(transcripts.get(0));
    return transcripts.get(1);
  }

  private interface Script {
    void run(Served server, List<String> transcript) throws Exception;
  }

  @Test
  void whoIsNotAllowedAnyMoreHasToGoAndWhoMayDoLessDoesLess() throws Exception {
    List<String> transcript = onBoth((server, told) -> {
      int port = port(server);
      try (Telnet a = Telnet.as(port, "a", "SUB x 1\r\nSUB y 2\r\nSUB in.* 3\r\n");
          Telnet b = Telnet.as(port, "b", "")) {
        told.addAll(reload(server, ALL));
        told.addAll(b.say(""));
        told.addAll(reload(server, ONLY_A));
        told.addAll(b.hear("closed"));
        told.addAll(a.say("PUB x 2\r\nhi\r\nPUB out 2\r\nhi\r\n"));
        told.addAll(reload(server, A_MAY_LESS));
        told.addAll(a.hear("-ERR 'Permissions Violation for Subscription to \"x\" (sid \"1\")'"));
        server.awaitLine("[INF] Removed sub \"x\" (sid \"1\") for User \"a\" - not authorized");
        told.addAll(a.say("PUB x 2\r\nhi\r\nPUB y 2\r\nho\r\nPUB out 2\r\nhi\r\nSUB x 9\r\n"));
        told.addAll(reload(server, ONLY_A));
        told.addAll(a.say("SUB x 1\r\nPUB x 2\r\nhi\r\nPUB out 2\r\nhi\r\n"));
        told.addAll(reload(server, A_ELSEWHERE));
        told.addAll(a.hear("closed"));
      }
      try (Telnet a = Telnet.as(port, "a", "SUB x 1\r\n")) {
        told.addAll(a.say("PUB x 2\r\nhi\r\n"));
        told.addAll(reload(server, ""));
        told.addAll(a.hear("closed"));
      }
      try (Telnet anybody = Telnet.as(port, "", "")) {
        told.addAll(anybody.say("SUB x 1\r\nPUB x 2\r\nhi\r\n"));
        told.addAll(reload(server, "authorization { token: secret }\n"));
        told.addAll(anybody.hear("closed"));
      }
    });
    assertThat(transcript).contains("-ERR 'Authorization Violation'", "closed", "MSG y 2 2",
        "-ERR 'Permissions Violation for Publish to \"out\"'", "[INF] Reloaded: authorization token");
  }

  @Test
  void limitsAndTheLogChangeForThoseWhoAreThere() throws Exception {
    List<String> transcript = onBoth((server, told) -> {
      int port = port(server);
      try (Telnet a = Telnet.as(port, "a", "SUB x 1\r\n"); Telnet b = Telnet.as(port, "b", "")) {
        told.addAll(reload(server, ALL + """
            max_payload: 100
            max_control_line: 200
            ping_interval: "90s"
            ping_max: 5
            write_deadline: "4s"
            debug: true
            trace: true
            """));
        told.addAll(a.say("PUB x 2\r\nhi\r\n"));
        server.awaitLine("<<- [PUB x 2]");
        told.addAll(a.say("PUB x 101\r\n"));
        told.addAll(b.say("SUB " + "y".repeat(300) + " 1\r\n"));
      }
      try (Telnet one = Telnet.as(port, "a", ""); Telnet other = Telnet.as(port, "b", "")) {
        told.addAll(reload(server, ALL + "max_connections: 2\n"));
        int lines = server.lines().size();
        told.addAll(one.say(""));
        told.addAll(other.say(""));
        assertThat(server.lines().stream().skip(lines)).noneMatch(line -> line.contains("[TRC]"));
        told.addAll(reload(server, ALL + "max_connections: 1\n"));
        List<List<String>> both = List.of(one.say(""), other.say(""));
        told.add(both.stream().map(String::valueOf).sorted().toList().toString());
      }
    });
    assertThat(transcript).contains("-ERR 'Maximum Payload Violation'", "-ERR 'maximum control line exceeded'",
        "[INF] Reloaded: max_payload = 100", "[INF] Closed 1 connections to fall within max_connections",
        "[[-ERR 'maximum connections exceeded', closed], [PONG]]");
  }

  @Test
  void whatCannotChangeLeavesTheOldConfigurationWhole() throws Exception {
    List<String> transcript = onBoth((server, told) -> {
      int port = port(server);
      try (Telnet b = Telnet.as(port, "b", "")) {
        for (String change : List.of("max_pending: 2000000", "max_subscriptions: 5", "max_subscription_tokens: 3",
            "lame_duck_duration: \"40s\"", "lame_duck_grace_period: \"3s\"", "logfile_size_limit: 100kb",
            "leafnodes { listen: \"127.0.0.1:-1\" }", "websocket { listen: \"127.0.0.1:-1\", no_tls: true }",
            "no_auth_user: a", "port: 5", "server_name: S2", "foo: 1", "include \"nowhere.conf\"",
            "tls { cert_file: \"no.pem\", key_file: \"no.pem\" }")) {
          List<String> answer = reload(server, ONLY_A + "max_payload: 50\n" + change + "\n");
          told.addAll(
              answer.stream()
                  .map(line -> line.replaceAll(
                      "(will not listen|nats.conf:5:1: error|(nats.conf:5:8: )?error parsing include).*", "…"))
                  .toList());
        }
        told.addAll(b.say("SUB x 1\r\nPUB x 51\r\n" + "m".repeat(51) + "\r\n"));
      }
      try (Telnet b = Telnet.as(port, "b", "")) {
        told.addAll(b.say(""));
      }
    });
    assertThat(transcript).contains("[ERR] Failed to reload server configuration: config reload not supported for "
        + "MaxPending: old=67108864, new=2000000", "MSG x 1 51").doesNotContain("[INF] Reloaded server configuration");
  }

  @Test
  void newConnectionsGetTheCertificateThatTheFilesHoldNow() throws Exception {
    certificate("one");
    certificate("two");
    List<String> transcript = onBoth((server, told) -> {
      int port = port(server);
      try (Telnet a = Telnet.as(port, "a", "")) {
        for (String name : List.of("one", "two")) {
          told.addAll(
              reload(server, ALL + "tls { timeout: 60, cert_file: \"" + name + ".pem\", key_file: \"" + name
                  + ".key\" }\n"));
          told.add(nameByTls(port));
        }
        told.addAll(a.say(""));
        told.addAll(reload(server, ALL));
        try (Telnet plain = Telnet.as(port, "b", "")) {
          told.addAll(plain.say(""));
        }
      }
    });
    assertThat(transcript).contains("CN=one", "CN=two", "[INF] Reloaded: tls = disabled");
  }

  private void certificate(String name) throws Exception {
    int code = new ProcessBuilder("openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256",
        "-nodes", "-keyout", name + ".key", "-out", name + ".pem", "-days", "2", "-subj", "/CN=" + name)
        .directory(directory.toFile()).redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .start().waitFor();
    assertThat(code).isZero();
  }

  /** Whom the certificate at a port names, behind INFO. */
  private static String nameByTls(int port) throws Exception {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setSoTimeout(60_000);
      for (int letter = socket.getInputStream().read(); letter != '\n'; letter = socket.getInputStream().read()) {
        assertThat(letter).isNotEqualTo(-1);
      }
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, new TrustManager[]{new TrustsAll()}, new SecureRandom());
      try (SSLSocket tls = (SSLSocket) context.getSocketFactory().createSocket(socket, "localhost", port, true)) {
        tls.startHandshake();
        return ((X509Certificate) tls.getSession().getPeerCertificates()[0]).getSubjectX500Principal().getName();
      }
    }
  }

  /** Looks at the name only. */
  private static final class TrustsAll implements X509TrustManager {
    @Override
    public void checkClientTrusted(X509Certificate[] chain, String kind) {
      throw new AssertionError("this is no server");
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String kind) {
      assertThat(chain).isNotEmpty();
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }

  @Test
  void aSignalIsSentByTheProgramItselfAndTheFilesAndMonitoringFollow() throws Exception {
    write("http: \"127.0.0.1:-1\"\n");
    try (Served server = Served.start(directory, Served.ours(directory), "-c", "nats.conf", "-P", "one.pid", "-a",
        "127.0.0.1").awaitLine("Server is ready")) {
      Run sent = Run.in(directory, "broker", "-sl", "reload=one.pid");
      assertThat(sent.err()).isEmpty();
      server.awaitLine("[INF] Reloaded server configuration");

      write("http: \"127.0.0.1:-1\"\nports_file_dir: \".\"\nlog_file: \"later.log\"\nmax_payload: 77\n"
          + "pid_file: \"two.pid\"\n");
      server.signal("HUP");

      Path later = directory.resolve("later.log");
      Awaitility.await().atMost(Duration.ofSeconds(60))
          .until(() -> Files.exists(later) && Files.readString(later).contains("Reloaded server configuration"));
      // The flag stands above the file.
      assertThat(directory.resolve("two.pid")).doesNotExist();
      URI monitor = URI.create(server.ports(directory).getArray("monitoring").getString(0) + "/varz");
      try (InputStream in = monitor.toURL().openStream()) {
        assertThat(JsonParser.object().from(in).getInt("max_payload")).isEqualTo(77);
      }
    }
  }

  @Test
  void withoutAFileThereIsNothingToReadAgain() throws Exception {
    List<String> said = new ArrayList<>();
    for (List<String> program : List.of(Served.stock(directory), Served.ours(directory))) {
      try (Served server = Served.start(directory, program, "-a", "127.0.0.1", "-p", "-1")
          .awaitLine("Server is ready")) {
        server.signal("HUP");
        server.awaitLine("Failed to reload");
        said.add(server.lines().getLast());
      }
    }
    assertThat(said.get(1)).isEqualTo(said.get(0)).contains("-c or --config");
  }

  @Test
  void whatIsGuardedDoesNotBecomeOpenToOtherMachines() throws Exception {
    write(ONLY_A);
    try (Served server = Served.start(directory, Served.ours(directory), "-c", "nats.conf", "-a", "0.0.0.0",
        "--ports_file_dir", ".").awaitLine("Server is ready")) {
      assertThat(reload(server, "")).singleElement().asString().contains("Failed to reload", "0.0.0.0");
      try (Telnet anybody = new Telnet(port(server))) {
        assertThat(anybody.say("")).contains("-ERR 'Authorization Violation'");
      }
    }
  }
}
