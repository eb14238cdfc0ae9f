package io.edgesync.mesh.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.edgesync.mesh.account.PermissionOptions;
import io.edgesync.mesh.account.ResponseOptions;
import io.edgesync.mesh.account.UserOptions;
import io.edgesync.mesh.broker.BrokerOptions;
import io.edgesync.mesh.broker.NatsServerProcess;
import io.edgesync.mesh.leafnode.LeafAuthorization;
import io.edgesync.mesh.leafnode.LinkLogin;
import io.edgesync.mesh.leafnode.LinkOptions;
import io.edgesync.mesh.tls.TlsOptions;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import io.edgesync.mesh.broker.Broker;
import io.edgesync.mesh.broker.BrokerLimits;
import io.edgesync.mesh.broker.ListenException;
import io.edgesync.mesh.identity.NodeIdentity;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class ServerConfigTest {
  @TempDir
  private Path directory = Path.of("");

  private ServerConfig config(String text) throws ConfigException {
    return ServerConfig.of(ConfigParser.text(text, "nats.conf", Map.of()), directory, "edgesync-test");
  }

  private BrokerOptions broker(String text) throws ConfigException {
    return config(text).broker();
  }

  private static @Nullable String at(@Nullable InetSocketAddress address) {
    return address == null ? null : address.getAddress().getHostAddress() + ":" + address.getPort();
  }

  /** What {@code nats-server -t} says about the same text; null where it is valid. */
  private @Nullable String stock(String text) throws Exception {
    Files.writeString(directory.resolve("nats.conf"), text);
    Process process = new ProcessBuilder(NatsServerProcess.program(), "-c", "nats.conf", "-t")
        .directory(directory.toFile()).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
    assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
    return process.exitValue() == 0 ? null : said.replaceFirst("^nats-server: ", "");
  }

  @Test
  void withoutOptionsItListensOnThisMachineOnly() throws Exception {
    assertThat(at(broker("").clientListen())).isEqualTo("127.0.0.1:4222");
    assertThat(at(broker("port: 5000").clientListen())).isEqualTo("127.0.0.1:5000");
    assertThat(at(broker("port: -1").clientListen())).isEqualTo("127.0.0.1:0");
    assertThat(at(broker("listen: 5001").clientListen())).isEqualTo("127.0.0.1:5001");
    assertThat(at(broker("host: 0.0.0.0").clientListen())).isEqualTo("0.0.0.0:4222");
    assertThat(at(broker("net: 127.0.0.2\nport: 1").clientListen())).isEqualTo("127.0.0.2:1");
    assertThat(at(broker("listen: '0.0.0.0:7'").clientListen())).isEqualTo("0.0.0.0:7");
    assertThat(broker("").security().openBeyondLoopback()).isFalse();
    assertThat(broker("allow_anonymous: true").security().openBeyondLoopback()).isTrue();
    assertThat(config("").notes()).hasSize(1);
    assertThat(config("host: 127.0.0.1").notes()).isEmpty();
  }

  @Test
  void limitsAndTimesAreMapped() throws Exception {
    var config = config("max_payload: 2kb\nmax_connections: 5\nmax_control_line: 100\nmax_pending: 1mb\nmax_subs: 3\n"
        + "max_sub_tokens: 4\nping_interval: \"5s\"\nping_max: 7\nwrite_deadline: 1500ms\n"
        + "lame_duck_duration: 40s\nlame_duck_grace_period: 3s");

    var limits = config.broker().limits();
    assertThat(limits.payloadBytesMax()).isEqualTo(2048);
    assertThat(limits.connectionsMax()).isEqualTo(5);
    assertThat(limits.controlLineBytesMax()).isEqualTo(100);
    assertThat(limits.clientPendingBytesMax()).isEqualTo(1 << 20);
    assertThat(limits.clients().subscriptionsMax()).isEqualTo(3);
    assertThat(limits.clients().subscriptionTokensMax()).isEqualTo(4);
    assertThat(limits.pingInterval()).isEqualTo(Duration.ofSeconds(5));
    assertThat(limits.pingsOutMax()).isEqualTo(7);
    assertThat(limits.writeDeadline()).isEqualTo(Duration.ofMillis(1500));
    assertThat(config.lameDuck().duration()).isEqualTo(Duration.ofSeconds(40));
    assertThat(config.lameDuck().grace()).isEqualTo(Duration.ofSeconds(3));
  }

  @Test
  void bareSecondsAreTakenWithAWarning() throws Exception {
    var config = config("host: 127.0.0.1\nping_interval: 30");

    assertThat(config.broker().limits().pingInterval()).isEqualTo(Duration.ofSeconds(30));
    assertThat(config.warnings()).extracting(Object::toString).containsExactly(Objects.requireNonNull(
        stock("host: 127.0.0.1\nping_interval: 30")));
  }

  @Test
  void theProcessHasOptionsOfItsOwn() throws Exception {
    var process = config(
        "pid_file: a.pid\nports_file_dir: /tmp\nlog_file: a.log\nlogtime: false\ndebug: true\ntrace: on\n"
            + "logfile_size_limit: 1mb")
        .process();

    assertThat(process)
        .isEqualTo(new ProcessOptions("a.pid", "/tmp", new LogOptions("a.log", false, true, true, 1 << 20)));
  }

  @Test
  void usersHavePermissionsAndAccounts() throws Exception {
    var accounts = broker(
        """
            authorization {
              timeout: 0.5
              default_permissions = { publish: "d.>" }
              users = [
                {user: a, password: pa, permissions: {publish: "x.>", subscribe: {allow: ["y.*", "z q"], deny: "y.no"}, allow_responses: true}}
                {user: b, password: $2a$04$abcdefghijklmnopqrstuu}
              ]
            }
            accounts: {
              ACME: { users: [ {user: c, password: pc, permissions: {allow_responses: {max: 3, expires: "1m"}}} ], default_permissions: {pub: "a"} }
              OTHER: { users: [ {user: d, password: pd, allowed_connection_types: [websocket]} ] }
            }
            no_auth_user: d
            """)
        .security().accounts();

    assertThat(accounts.timeout()).isEqualTo(Duration.ofMillis(500));
    assertThat(accounts.noAuthUser()).isEqualTo("d");
    assertThat(accounts.users()).extracting(UserOptions::account).containsExactly("ACME", "OTHER", "$G", "$G");
    PermissionOptions a = Objects.requireNonNull(accounts.users().get(2).permissions());
    assertThat(a.publish().allow()).containsExactly("x.>");
    assertThat(a.subscribe().allow()).containsExactly("y.*", "z q");
    assertThat(a.subscribe().deny()).containsExactly("y.no");
    assertThat(a.responses()).isEqualTo(ResponseOptions.DEFAULT);
    assertThat(Objects.requireNonNull(accounts.users().get(0).permissions()).responses())
        .isEqualTo(new ResponseOptions(3, Duration.ofMinutes(1)));
    // They are for users of the same block.
    assertThat(accounts.users().get(1).permissions()).isNull();
    assertThat(Objects.requireNonNull(accounts.users().get(3).permissions()).publish().allow()).containsExactly("d.>");
    assertThat(broker("authorization { token: t }").security().accounts().token()).isNotNull();
  }

  @ParameterizedTest
  @ValueSource(strings = {"authorization { token: \"\" }", "authorization { user: \"\", password: \"\" }"})
  void anEmptySecretIsNoneAndOpensNothingBeyondLoopback(String text) throws Exception {
    BrokerOptions options = broker("host: 0.0.0.0\nport: -1\n" + text);

    assertThat(options.security().accounts().isOpen()).isTrue();
    assertThatThrownBy(() -> Broker.start(options)).isInstanceOf(ListenException.class);
  }

  @Test
  void cipherSuitesAreKnown() throws Exception {
    String text = "tls { cert_file: a, key_file: b, cipher_suites: [ %s ] }";

    assertThat(broker(text.formatted("TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305")).security().clientTls()).isNotNull();
    assertThatThrownBy(() -> broker(text.formatted("TLS_NO"))).isInstanceOf(ConfigException.class)
        .hasMessageContaining("unrecognized cipher TLS_NO");
  }

  @Test
  void zeroIsTheDefaultOfLimits() throws Exception {
    BrokerOptions options = broker("max_payload: 0\nmax_pending: 0\nauthorization { token: t, timeout: 0 }");

    assertThat(options.limits().payloadBytesMax()).isEqualTo(BrokerLimits.DEFAULT.payloadBytesMax());
    assertThat(options.limits().clientPendingBytesMax()).isEqualTo(BrokerLimits.DEFAULT.clientPendingBytesMax());
    assertThat(options.security().accounts().timeout()).isNull();
  }

  @Test
  void aLinksKeyIsASeedOrTheNameOfItsFileAndIsNotShownWhereItIsWrong() throws Exception {
    NodeIdentity key = NodeIdentity.loadOrCreate(directory.resolve("link.nk"));
    String seed = Files.readString(directory.resolve("link.nk")).strip();
    String remote = "leafnodes { remotes: [ {url: \"nats://hub\", nkey: \"%s\"} ] }";

    for (String given : List.of(seed, "link.nk")) {
      assertThat(broker(remote.formatted(given)).remotes()).singleElement()
          .satisfies(link -> assertThat(((LinkLogin.ByKey) link.login()).key().nodeKey()).isEqualTo(key.nodeKey()));
    }
    String wrong = seed.substring(0, 40) + "x" + seed.substring(41);
    assertThatThrownBy(() -> broker(remote.formatted(wrong))).isInstanceOf(ConfigException.class)
        .hasMessageContaining("nkey: ").message().doesNotContain(seed.substring(2, 30));
    assertThatThrownBy(() -> broker(remote.formatted("none.nk"))).isInstanceOf(ConfigException.class)
        .hasMessageContaining("none.nk");
  }

  @Test
  void tlsAndLeafnodesAndMonitoringAreMapped() throws Exception {
    var config = config("""
        tls { cert_file: c.pem, key_file: /k.pem, ca_file: ca.pem, verify_and_map: true, timeout: 3 }
        leafnodes { port: 7000, remotes: [ {url: "nats://u:p@hub:7001"} ] }
        http: "0.0.0.0:8222"
        http_base_path: nats
        """);

    TlsOptions tls = Objects.requireNonNull(config.broker().security().clientTls());
    assertThat(tls.certFile()).isEqualTo(directory.resolve("c.pem"));
    assertThat(tls.keyFile()).isEqualTo(Path.of("/k.pem"));
    assertThat(tls.clients()).isEqualTo(TlsOptions.Clients.MAPPED);
    assertThat(tls.timeout()).isEqualTo(Duration.ofSeconds(3));
    assertThat(at(config.broker().leafListen())).isEqualTo("127.0.0.1:7000");
    assertThat(config.broker().remotes()).hasSize(1);
    var monitor = Objects.requireNonNull(config.monitor());
    assertThat(at(monitor.listen())).isEqualTo("0.0.0.0:8222");
    assertThat(monitor.basePath()).isEqualTo("/nats");
    assertThat(at(Objects.requireNonNull(config("http_port: 8222").monitor()).listen())).isEqualTo("127.0.0.1:8222");
    assertThat(config("").monitor()).isNull();
  }

  @Test
  void linksMayHaveUsersOfTheirOwn() throws Exception {
    LeafAuthorization several = broker(
        """
            leafnodes { port: 7422, authorization { timeout: 0.5, users: [ {user: a, password: p, account: A}, {user: b, password: q} ] } }
            accounts { A {} }
            """)
        .security().leafAuthorization();
    LeafAuthorization one = broker(
        "leafnodes { authorization { user: a, password: p, account: A } }\naccounts { A {} }")
        .security().leafAuthorization();

    assertThat(several.users()).containsExactly(UserOptions.named("a", "p").inAccount("A"),
        UserOptions.named("b", "q"));
    assertThat(several.timeout()).isEqualTo(Duration.ofMillis(500));
    assertThat(one).isEqualTo(new LeafAuthorization(List.of(UserOptions.named("a", "p").inAccount("A")), null));
    assertThat(broker("leafnodes { authorization { timeout: 3 } }").security().leafAuthorization().users()).isEmpty();
    assertThatThrownBy(() -> broker("leafnodes { authorization { user: a, account: A } }"))
        .hasMessageContaining("cannot find local account \"A\" specified in leafnode authorization");
    assertThatThrownBy(() -> broker("leafnodes { authorization { account: A } }\naccounts { A {} }"))
        .hasMessageContaining("needs a user");
    assertThatThrownBy(() -> broker("leafnodes { authorization { nkey: UX } }"))
        .hasMessageContaining("Not a valid public nkey for leafnode authorization");
  }

  @Test
  void aRemoteHasLoginRoleAccountAndTls() throws Exception {
    LinkOptions link = broker("""
        leafnodes { remotes = [ {
          urls: ["nats://u:p@hub:7001", "tls://other"], account: A, credentials: leaf.creds, hub: true
          deny_imports: "no.>", deny_exports: [x, y], no_randomize: true, tls { ca_file: ca.pem, timeout: 4 } } ] }
        accounts { A {} }
        """).remotes().getFirst();

    assertThat(link.urls()).extracting(Object::toString).containsExactly("nats-leaf://hub:7001",
        "nats-leaf://other:7422");
    assertThat(link.urls().get(1).tls()).isTrue();
    assertThat(link.account()).isEqualTo("A");
    assertThat(link.role()).isEqualTo(LinkOptions.Role.HUB);
    assertThat(link.login()).isEqualTo(new LinkLogin.ByCredentials(directory.resolve("leaf.creds")));
    assertThat(link.denyImports()).containsExactly("no.>");
    assertThat(link.denyExports()).containsExactly("x", "y");
    assertThat(link.shuffled()).isFalse();
    assertThat(Objects.requireNonNull(link.tls()).timeout()).isEqualTo(Duration.ofSeconds(4));
    assertThatThrownBy(() -> broker("leafnodes { remotes = [ {account: B, url: \"nats://h\"} ] }"))
        .hasMessageContaining("cannot find local account \"B\"");
    assertThatThrownBy(() -> broker("leafnodes { remotes = [ {account: A} ] }")).hasMessageContaining("without a url");
  }

  @Test
  void aRemoteMayBeAWebsocket() throws Exception {
    LinkOptions link = broker(
        "leafnodes { remotes = [ { urls: [\"ws://u:p@hub:80/pre/\", \"wss://hub\"], no_randomize: true } ] }").remotes()
        .getFirst();

    assertThat(link.urls()).extracting(Object::toString).containsExactly("ws://hub:80/pre/leafnode",
        "wss://hub:7422/leafnode");
    assertThat(link.urls()).extracting(url -> url.tls()).containsExactly(false, true);
    assertThatThrownBy(() -> broker("leafnodes { remotes = [ {urls: [\"ws://a\", \"nats://b\"]} ] }"))
        .hasMessageContaining("cannot have a mix of websocket and non-websocket urls")
        .hasMessageContaining("nats-leaf://b:7422");
    assertThatThrownBy(() -> broker("leafnodes { remotes = [ {url: \"wss://u:secret@a/x?y\"} ] }"))
        .hasMessageContaining("expected wss://HOST:PORT/PATH").hasMessageNotContaining("secret");
    assertThatThrownBy(() -> broker("leafnodes { remotes = [ {url: \"ws://a\", ws_compression: true} ] }"))
        .hasMessageContaining("ws_compression");
  }

  @Test
  void theWebsocketListenerIsMapped() throws Exception {
    var websocket = Objects
        .requireNonNull(broker("websocket { port: 8080, no_tls: true, same_origin: true, compression: true, "
            + "allowed_origins: [\"http://localhost:1\"], handshake_timeout: 3s, no_auth_user: n }\n"
            + "authorization { users [ {user: n, password: p} ] }").websocket());

    assertThat(at(websocket.listen())).isEqualTo("127.0.0.1:8080");
    assertThat(websocket.sameOrigin() && websocket.compression() && websocket.noTls()).isTrue();
    assertThat(websocket.allowedOrigins()).containsExactly("http://localhost:1");
    assertThat(websocket.handshakeTimeout()).isEqualTo(Duration.ofSeconds(3));
    assertThat(websocket.authorization().noAuthUser()).isEqualTo("n");
    assertThatThrownBy(() -> broker("websocket { port: 8080 }")).hasMessageContaining("no_tls");
  }

  @ParameterizedTest
  @ValueSource(strings = {"jetstream: true", "jetstream { store_dir: x }", "cluster { port: 1 }", "gateway { name: A }",
      "mqtt { port: 1 }", "mappings { a: b }", "accounts { A { exports: [ {stream: a} ] } }",
      "accounts { A { imports: [] } }", "syslog: true", "resolver: URL(http://a)",
      "leafnodes { no_advertise: true }", "tls { connection_rate_limit: 1, cert_file: a, key_file: b }",
      "max_traced_msg_len: 10", "prof_port: 1"})
  void anOptionThatIsNotSupportedIsNamed(String text) {
    assertThatThrownBy(() -> config("\n" + text)).isInstanceOf(ConfigException.class)
        .hasMessageMatching("(?s)nats.conf:2:[0-9]+: field \"[a-z_]+\" is (not supported|supported as).*");
  }

  @Test
  void allProblemsAreSaidAtOnce() {
    assertThatThrownBy(() -> config("foo: 1\nport: x\n  bar: {}"))
        .hasMessage("nats.conf:1:0: unknown field \"foo\"\nnats.conf:2:1: expected a number, found a string\n"
            + "nats.conf:3:3: unknown field \"bar\"");
  }

  @Test
  void aVariableNeedsToBeNoOption() throws Exception {
    assertThat(at(broker("P: 4444\nport: $P").clientListen())).isEqualTo("127.0.0.1:4444");
    assertThat(stock("P: 4444\nport: $P")).isNull();
  }

  @Test
  void flagsWinOverTheFile() throws Exception {
    Value.Block flags = ConfigParser.text("port: 1\nauthorization {user: a}", "flags", Map.of());

    var accounts = ServerConfig.of(ConfigParser.text("port: 2\nlisten: 3\nauthorization {password: p}", "f", Map.of())
        .overriddenBy(flags), directory, "edgesync-test").broker();

    assertThat(at(accounts.clientListen())).isEqualTo("127.0.0.1:1");
    assertThat(accounts.security().accounts().users()).hasSize(1);
  }

  /** The same files are valid for both, and where they are not, both say the same. */
  @ParameterizedTest
  @ValueSource(strings = {"foo: 1", "port: 4222\nfoo: 1", "a {\n}\nport: 1", "authorization { user: a, pasword: b }",
      "ping_interval: \"zz\"", "listen: \"a:b:c\"", "listen: \"a:b\"",
      "authorization { user: a, password: b, token: c }",
      "authorization { user: a, password: b, users: [] }", "tls { cert_file: a.pem }", "tls { key_file: a.pem }",
      "lame_duck_duration: \"1s\"", "lame_duck_grace_period: \"-1s\"",
      "authorization { users: [ {user: a, foo: b} ] }", "authorization { users: [ {password: b} ] }",
      "leafnodes { port: 7422, authorization { user: a, password: b, token: c } }",
      "leafnodes { port: 7422, authorization { users: [ {user: a, password: b, foo: c} ] } }",
      "leafnodes { port: 7422, authorization { user: a, users: [ {user: b, password: c} ] } }",
      "leafnodes { port: 7422, authorization { users: [ {user: a, password: b}, {user: a, password: c} ] } }",
      "leafnodes { port: 7422, authorization { user: a, password: b, account: A, timeout: 1 } }\naccounts { A {} }",
      "authorization { users: [ {nkey: UX} ] }", "operator: nope.jwt2\nbar: 1",
      "port: 4222 # c\nmax_payload = 1MB\nping_interval '2s'\nserver_name: \"x\"\ndebug: off"})
  void whatIsWrongIsSaidAsNatsServerSaysIt(String text) throws Exception {
    String stock = stock(text);

    if (stock == null) {
      config(text);
    } else {
      List<String> lines = stock.lines().filter(line -> !line.contains("operator JWT")).toList();
      assertThatThrownBy(() -> config(text)).isInstanceOf(ConfigException.class)
          .satisfies(e -> assertThat(Objects.requireNonNull(e.getMessage()).lines()
              .filter(line -> !line.contains("operator JWT"))).containsExactlyInAnyOrderElementsOf(lines));
    }
  }
}
