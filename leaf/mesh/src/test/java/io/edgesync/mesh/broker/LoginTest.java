package io.edgesync.mesh.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import at.favre.lib.crypto.bcrypt.BCrypt;
import io.edgesync.mesh.account.AccountsOptions;
import io.edgesync.mesh.account.Secret;
import io.edgesync.mesh.account.UserOptions;
import io.edgesync.mesh.identity.NodeIdentity;
import io.edgesync.mesh.leafnode.ServerInfo;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Who is let in, and what the others hear: each scene is played with nats-server of the same configuration, too. Of the reference's
 * checklist: 35, 36, 38, 39.
 */
class LoginTest {
  private static final String VIOLATION = "-ERR 'Authorization Violation'\r\n(closed)";

  @TempDir
  private Path directory;

  private static String connect(String fields) {
    return "CONNECT {\"verbose\":false,\"pedantic\":false" + (fields.isEmpty() ? "" : "," + fields) + "}\r\nPING\r\n";
  }

  private static String login(String user, String password) {
    return connect("\"user\":\"" + user + "\",\"pass\":\"" + password + "\"");
  }

  private static String bcrypt(String password) {
    return BCrypt.withDefaults().hashToString(4, password.toCharArray());
  }

  @Test
  void usersLogInByPlainAndHashedPasswords() throws Exception {
    String hash = bcrypt("geheim ä");
    try (var both = Transcripts.start(directory,
        "authorization { users = [ {user: ann, password: pw}, {user: bob, password: \"" + hash + "\"} ] }",
        AccountsOptions.of(UserOptions.named("ann", "pw"), UserOptions.named("bob", hash)))) {
      assertThat(both.same(login("ann", "pw"))).isEqualTo("PONG\r\n");
      assertThat(both.same(login("ann", "pW"))).isEqualTo(VIOLATION);
      assertThat(both.same(login("ann", ""))).isEqualTo(VIOLATION);
      assertThat(both.same(login("bob", "geheim \u00c3\u00a4"))).isEqualTo("PONG\r\n");
      assertThat(both.same(login("bob", "geheim a"))).isEqualTo(VIOLATION);
      assertThat(both.same(login("bob", hash))).isEqualTo(VIOLATION);
      assertThat(both.same(login("carl", "pw"))).isEqualTo(VIOLATION);
      assertThat(both.same(connect(""))).isEqualTo(VIOLATION);
      assertThat(both.same(connect("\"auth_token\":\"pw\""))).isEqualTo(VIOLATION);
      both.same("CONNECT {\"user\":\"ann\",\"pass\":\"pw\"}\r\nSUB a 1\r\nPUB a 1\r\nx\r\nPING\r\n");
      both.same("CONNECT {\"verbose\":false,\"user\":\"bob\",\"pass\":\"geheim \u00c3\u00a4\"}\r\nSUB a 1\r\n"
          + "PUB a 20000\r\n" + "x".repeat(20_000) + "\r\nPUB a 1\r\ny\r\nPING\r\n");
      both.same("CONNECT {\"user\":\"ann\",\"pass\":\"pw\",\"account\":\"X\"}\r\nPING\r\n");
    }
  }

  @Test
  void operationsBeforeConnectAreAViolation() throws Exception {
    try (var both = Transcripts.start(directory, "authorization { user: ann, password: pw }",
        AccountsOptions.of(UserOptions.named("ann", "pw")))) {
      for (String first : List.of("PING\r\n", "SUB a 1\r\n", "PUB a 1\r\nx\r\n", "\r\n", "P", "FOO\r\n",
          "INFO {}\r\n")) {
        assertThat(both.same(first)).isEqualTo(VIOLATION);
      }
      assertThat(both.same("CFOO\r\n")).isEqualTo("-ERR 'Unknown Protocol Operation'\r\n(closed)");
      both.same(port -> Transcripts.opened(port).send("CONNECT {oops\r\n").rest());
    }
  }

  @Test
  void whoeverDoesNotLogInIsSentAwayInTime() throws Exception {
    try (var both = Transcripts.start(directory, "authorization { user: ann, password: pw, timeout: 0.3 }",
        AccountsOptions.of(UserOptions.named("ann", "pw")).withTimeout(Duration.ofMillis(300)))) {
      assertThat(both.same("")).isEqualTo("-ERR 'Authentication Timeout'\r\n(closed)");
      assertThat(both.same("CONNECT {")).isEqualTo("-ERR 'Authentication Timeout'\r\n(closed)");
    }
  }

  @Test
  void aTokenLetsAnybodyIn() throws Exception {
    try (var both = Transcripts.start(directory, "authorization { token: s3cret }",
        AccountsOptions.ofToken("s3cret"))) {
      assertThat(both.same(connect("\"auth_token\":\"s3cret\""))).isEqualTo("PONG\r\n");
      assertThat(both.same(connect("\"auth_token\":\"s3cre\""))).isEqualTo(VIOLATION);
      assertThat(both.same(login("s3cret", ""))).isEqualTo(VIOLATION);
      assertThat(both.same(connect(""))).isEqualTo(VIOLATION);
    }
  }

  @Test
  void aTokenMayBeHashed() throws Exception {
    String hash = bcrypt("s3cret");
    try (var both = Transcripts.start(directory, "authorization { token: \"" + hash + "\" }",
        AccountsOptions.ofToken(hash))) {
      assertThat(both.same(connect("\"auth_token\":\"s3cret\""))).isEqualTo("PONG\r\n");
      assertThat(both.same(connect("\"auth_token\":\"other\""))).isEqualTo(VIOLATION);
    }
  }

  @Test
  void aKeyLogsInBySigningTheNonce() throws Exception {
    NodeIdentity known = NodeIdentity.generate();
    NodeIdentity stranger = NodeIdentity.generate();
    try (var both = Transcripts.start(directory, "authorization { users = [ {nkey: " + known.nodeKey() + "} ] }",
        AccountsOptions.of(UserOptions.keyed(known.nodeKey())))) {
      assertThat(both.same(port -> sign(port, known.nodeKey(), known, ""))).isEqualTo("PONG\r\n");
      assertThat(both.same(port -> sign(port, known.nodeKey(), known, "="))).isEqualTo("PONG\r\n");
      assertThat(both.same(port -> sign(port, known.nodeKey(), stranger, ""))).isEqualTo(VIOLATION);
      assertThat(both.same(port -> sign(port, stranger.nodeKey(), stranger, ""))).isEqualTo(VIOLATION);
      assertThat(both.same(connect("\"nkey\":\"" + known.nodeKey() + "\""))).isEqualTo(VIOLATION);
      assertThat(both.same(connect("\"nkey\":\"" + known.nodeKey() + "\",\"sig\":\"!!\""))).isEqualTo(VIOLATION);
      assertThat(both.same(connect(""))).isEqualTo(VIOLATION);
    }
  }

  /** @param padding "=" for the alphabet of e-mail instead of that of URLs */
  private static String sign(int port, String nkey, NodeIdentity signer, String padding) throws Exception {
    try (var wire = new Wire(port)) {
      ServerInfo info = ServerInfo.parse(wire.line().substring(5));
      byte[] signature = signer.sign(info.nonce().getBytes(StandardCharsets.US_ASCII));
      String sig = padding.isEmpty()
          ? Base64.getUrlEncoder().withoutPadding().encodeToString(signature)
          : Base64.getEncoder().encodeToString(signature);
      wire.send(connect("\"nkey\":\"" + nkey + "\",\"sig\":\"" + sig + "\""));
      return Transcripts.heard(wire);
    }
  }

  @Test
  void whoeverPresentsNothingMayBeSomebody() throws Exception {
    try (var both = Transcripts.start(directory,
        "no_auth_user: guest\nauthorization { users = [ {user: ann, password: pw},\n"
            + "{user: guest, password: x, permissions: {publish: \"open.>\"}} ] }",
        AccountsOptions.of(UserOptions.named("ann", "pw"), UserOptions.named("guest", "x").withPermissions(
            PermissionsTest.publishing("open.>"))).withNoAuthUser("guest"))) {
      both.same(connect("") + "PUB open.a 1\r\nx\r\nPUB shut 1\r\nx\r\n");
      both.same("SUB > 1\r\nPUB open.a 1\r\nx\r\nPUB shut 1\r\nx\r\nPING\r\n");
      both.same(login("ann", "pw") + "PUB shut 1\r\nx\r\n");
      assertThat(both.same(login("ann", "x"))).isEqualTo(VIOLATION);
      assertThat(both.same(port -> required(port))).isEqualTo("false null");
    }
  }

  private static String required(int port) throws Exception {
    try (var wire = new Wire(port)) {
      ServerInfo info = ServerInfo.parse(wire.line().substring(5));
      return info.authRequired() + " " + info.nonce();
    }
  }

  @Test
  void infoSaysThatSomebodyHasToLogIn() throws Exception {
    try (var both = Transcripts.start(directory, "authorization { user: ann, password: pw }",
        AccountsOptions.of(UserOptions.named("ann", "pw")))) {
      assertThat(both.same(LoginTest::required)).isEqualTo("true null");
    }
  }

  @Test
  void noListenerIsOpenToOtherMachinesByAccident() throws Exception {
    var everywhere = new java.net.InetSocketAddress("0.0.0.0", 0);
    BrokerOptions open = BrokerOptions.named("open").withClientListen(everywhere);

    assertThatThrownBy(() -> Broker.start(open)).isInstanceOf(OpenListenerException.class)
        .hasMessageContaining("0.0.0.0").hasMessageContaining("user");
    try (Broker told = Broker.start(open.withSecurity(SecurityOptions.NONE.withOpenBeyondLoopback(true)));
        Broker guarded = Broker.start(open.withAccounts(AccountsOptions.ofToken("t")))) {
      assertThat(told.clientAddress().getPort()).isPositive();
      assertThat(guarded.clientAddress().getPort()).isPositive();
    }
    assertThatThrownBy(() -> Broker.start(open.withAccounts(
        AccountsOptions.of(UserOptions.named("guest", "")).withNoAuthUser("guest"))))
        .isInstanceOf(OpenListenerException.class);
  }

  @Test
  void secretsShowNowhere() {
    AccountsOptions accounts = AccountsOptions.of(UserOptions.named("ann", "geheim"));

    assertThat(BrokerOptions.named("x").withAccounts(accounts).toString()).contains("ann").doesNotContain("geheim");
    assertThat(new Secret("geheim").toString()).doesNotContain("geheim");
  }
}
