package io.edgesync.mesh.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.edgesync.mesh.account.AccountsOptions;
import io.edgesync.mesh.account.OperatorOptions;
import io.edgesync.mesh.leafnode.ServerInfo;
import io.nats.client.NKey;
import io.nats.client.support.JwtUtils;
import io.nats.client.support.JwtUtils.Permission;
import io.nats.client.support.JwtUtils.ResponsePermission;
import io.nats.client.support.JwtUtils.UserClaim;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Users whom an operator's accounts signed, with nsc's kind of JWTs: each scene is played with nats-server, too. Of the reference's
 * checklist: 37.
 */
class OperatorModeTest {
  private static final String VIOLATION = "-ERR 'Authorization Violation'\r\n(closed)";
  private static final String UNLIMITED = "\"limits\":{\"subs\":-1,\"data\":-1,\"payload\":-1,\"imports\":-1,"
      + "\"exports\":-1,\"wildcards\":true,\"conn\":-1,\"leaf\":-1}";

  @TempDir
  private static Path directory;
  private static NKey operator;
  private static NKey operatorSigner;
  private static NKey account;
  private static NKey signer;
  private static NKey scoped;
  private static NKey other;
  private static NKey strict;
  private static NKey user;
  private static NKey revoked;
  private static Transcripts both;

  private static String key(NKey key) {
    try {
      return new String(key.getPublicKey());
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  private static long now() {
    return System.currentTimeMillis() / 1000;
  }

  private static String jwt(NKey issuer, NKey about, String name, String nats) throws Exception {
    return JwtUtils.issueJWT(issuer, key(about), name, null, now(), key(issuer), () -> nats);
  }

  private static String accountJwt(NKey issuer, NKey about, String fields) throws Exception {
    return jwt(issuer, about, "acc", "{" + fields + ",\"tags\":[\"region:eu\"],\"type\":\"account\",\"version\":2}");
  }

  @BeforeAll
  static void start() throws Exception {
    var random = new SecureRandom();
    operator = NKey.createOperator(random);
    operatorSigner = NKey.createOperator(random);
    account = NKey.createAccount(random);
    signer = NKey.createAccount(random);
    scoped = NKey.createAccount(random);
    other = NKey.createAccount(random);
    strict = NKey.createAccount(random);
    user = NKey.createUser(random);
    revoked = NKey.createUser(random);
    String operatorJwt = jwt(operator, operator, "op",
        "{\"signing_keys\":[\"" + key(operatorSigner) + "\"],\"type\":\"operator\",\"version\":2}");
    String template = "{\"kind\":\"user_scope\",\"key\":\"" + key(scoped) + "\",\"role\":\"r\",\"template\":{"
        + "\"pub\":{\"allow\":[\"{{account-name()}}.{{name()}}.>\",\"{{tag(team)}}.x\",\"{{account-tag(region)}}.y\"]},"
        + "\"sub\":{\"deny\":[\"{{subject()}}\"]},\"subs\":2,\"data\":-1,\"payload\":-1}}";
    List<String> accounts = List.of(
        accountJwt(operator, account, UNLIMITED + ",\"signing_keys\":[\"" + key(signer) + "\"," + template
            + "],\"revocations\":{\"" + key(revoked) + "\":" + (now() + 1000) + "}"),
        accountJwt(operatorSigner, other, UNLIMITED),
        accountJwt(operator, strict, "\"limits\":{\"subs\":1,\"data\":-1,\"payload\":10,\"imports\":-1,\"exports\":-1,"
            + "\"conn\":1,\"leaf\":-1,\"disallow_bearer\":true},\"default_permissions\":{\"pub\":{\"deny\":[\"no\"]}}"));
    var preload = new StringBuilder();
    List<NKey> keys = List.of(account, other, strict);
    for (int i = 0; i < keys.size(); i++) {
      preload.append(key(keys.get(i))).append(": ").append(accounts.get(i)).append('\n');
    }
    both = Transcripts.start(directory,
        "operator: " + operatorJwt + "\nresolver: MEMORY\nresolver_preload: {\n" + preload + "}",
        AccountsOptions.of(OperatorOptions.of(operatorJwt, accounts)));
  }

  @AfterAll
  static void stop() {
    both.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"\"imports\":[{\"name\":\"i\",\"subject\":\"a\",\"account\":\"A\",\"type\":\"stream\"}]",
      "\"mappings\":{\"a\":[{\"subject\":\"b\",\"weight\":100}]}"})
  void anAccountThatSharesOrMapsSubjectsIsRefusedByName(String field) throws Exception {
    String operatorJwt = jwt(operator, operator, "op", "{\"type\":\"operator\",\"version\":2}");
    String sharing = accountJwt(operator, account, UNLIMITED + "," + field);

    assertThatThrownBy(() -> OperatorOptions.of(operatorJwt, List.of(sharing)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(field.substring(1, field.indexOf('"', 1)) + ", which are not supported")
        .hasMessageContaining("\"acc\"");
    assertThat(OperatorOptions.of(operatorJwt, List.of(accountJwt(operator, account,
        UNLIMITED
            + ",\"imports\":[],\"mappings\":{},\"exports\":[{\"name\":\"e\",\"subject\":\"a.>\",\"type\":\"service\"}]")))
        .accounts()).hasSize(1);
  }

  private static UserClaim claim(NKey inAccount) {
    return new UserClaim(key(inAccount)).subs(-1).data(-1).payload(-1);
  }

  private static String issue(NKey issuer, NKey about, UserClaim claim) throws Exception {
    return JwtUtils.issueUserJWT(issuer, key(about), "joe", null, now(), claim);
  }

  /** Logs in, then sends the script. */
  private static String login(int port, String jwt, @Nullable NKey signing, String script) throws Exception {
    try (var wire = new Wire(port)) {
      return open(wire, jwt, signing, script);
    }
  }

  private static String open(Wire wire, String jwt, @Nullable NKey signing, String script) throws Exception {
    ServerInfo info = ServerInfo.parse(wire.line().substring(5));
    String sig = signing == null
        ? ""
        : Base64.getUrlEncoder().withoutPadding()
            .encodeToString(signing.sign(info.nonce().getBytes(StandardCharsets.US_ASCII)));
    wire.send("CONNECT {\"verbose\":false,\"jwt\":\"" + jwt + "\",\"sig\":\"" + sig + "\"}\r\n" + script + "PING\r\n");
    return Transcripts.heard(wire);
  }

  private static String same(String jwt, @Nullable NKey signing, String script) throws Exception {
    return both.same(port -> login(port, jwt, signing, script));
  }

  @Test
  void aUserOfAKnownAccountIsLetIn() throws Exception {
    assertThat(same(issue(account, user, claim(account)), user, "")).isEqualTo("PONG\r\n");
    assertThat(same(issue(signer, user, claim(account)), user, "")).isEqualTo("PONG\r\n");
    assertThat(same(issue(other, user, claim(other)), user, "")).isEqualTo("PONG\r\n");
  }

  @Test
  void whoeverDoesNotSignTheNonceIsNot() throws Exception {
    String jwt = issue(account, user, claim(account));

    assertThat(same(jwt, revoked, "")).isEqualTo(VIOLATION);
    assertThat(same(jwt, null, "")).isEqualTo(VIOLATION);
    assertThat(same("", user, "")).isEqualTo(VIOLATION);
    assertThat(same("a.b.c", user, "")).isEqualTo(VIOLATION);
    assertThat(both.same("CONNECT {}\r\nPING\r\n")).isEqualTo(VIOLATION);
    assertThat(both.same("PING\r\n")).isEqualTo(VIOLATION);
  }

  @Test
  void aBearerNeedsNoSignature() throws Exception {
    assertThat(same(issue(account, user, claim(account).bearerToken(true)), null, "")).isEqualTo("PONG\r\n");
    assertThat(same(issue(strict, user, claim(strict).bearerToken(true)), null, "")).isEqualTo(VIOLATION);
  }

  @Test
  void whoeverIsSignedByAStrangerIsNot() throws Exception {
    NKey stranger = NKey.createAccount(new SecureRandom());
    String jwt = issue(account, user, claim(account));
    String tampered = jwt.substring(0, jwt.length() - 4) + "AAAA";

    assertThat(same(issue(stranger, user, claim(stranger)), user, "")).isEqualTo(VIOLATION);
    assertThat(same(issue(stranger, user, claim(account)), user, "")).isEqualTo(VIOLATION);
    assertThat(same(issue(other, user, claim(account)), user, "")).isEqualTo(VIOLATION);
    assertThat(same(tampered, user, "")).isEqualTo(VIOLATION);
    assertThat(same(accountJwt(operator, account, UNLIMITED), user, "")).isEqualTo(VIOLATION);
  }

  @Test
  void whoeverIsExpiredOrRevokedIsNot() throws Exception {
    String expired = JwtUtils.issueUserJWT(account, key(user), "joe", Duration.ofSeconds(10), now() - 100,
        claim(account));

    assertThat(same(expired, user, "")).isEqualTo(VIOLATION);
    assertThat(same(issue(account, revoked, claim(account)), revoked, "")).isEqualTo(VIOLATION);
  }

  @Test
  void aUserLeavesWhenItsTimeIsOver() throws Exception {
    String heard = both.same(port -> {
      try (var wire = new Wire(port)) {
        String brief = JwtUtils.issueUserJWT(account, key(user), "joe", Duration.ofSeconds(2), now(), claim(account));
        return open(wire, brief, user, "") + wire.rest();
      }
    });

    assertThat(heard).isEqualTo("PONG\r\n-ERR 'User Authentication Expired'\r\n");
  }

  @Test
  void addressesAndKindsOfConnectionsAreChecked() throws Exception {
    assertThat(same(issue(account, user, claim(account).src("127.0.0.0/8")), user, "")).isEqualTo("PONG\r\n");
    assertThat(same(issue(account, user, claim(account).src("10.0.0.0/8", "::1/128")), user, "")).isEqualTo(VIOLATION);
    assertThat(same(issue(account, user, claim(account).allowedConnectionTypes("STANDARD")), user, ""))
        .isEqualTo("PONG\r\n");
    assertThat(same(issue(account, user, claim(account).allowedConnectionTypes("WEBSOCKET")), user, ""))
        .isEqualTo(VIOLATION);
  }

  @Test
  void permissionsAndLimitsAreThoseOfTheJwt() throws Exception {
    String jwt = issue(account, user, claim(account).subs(1).payload(5)
        .pub(new Permission().allow("a.>", "b").deny("a.no")).sub(new Permission().deny("x"))
        .resp(new ResponsePermission().maxMsgs(1)));

    same(jwt, user, "PUB a.b 1\r\nx\r\nPUB a.no 1\r\nx\r\nPUB c 1\r\nx\r\nSUB x 1\r\nSUB y 2\r\nSUB z 3\r\n");
    assertThat(same(jwt, user, "PUB a.b 6\r\n")).isEqualTo("-ERR 'Maximum Payload Violation'\r\n(closed)");
  }

  @Test
  void anAccountHasLimitsOfItsOwn() throws Exception {
    String jwt = issue(strict, user, claim(strict));

    assertThat(same(jwt, user, "SUB a 1\r\nSUB b 2\r\nPUB no 1\r\nx\r\n"))
        .contains("-ERR 'maximum subscriptions exceeded'").contains("Publish to \"no\"");
    assertThat(same(jwt, user, "PUB a 11\r\n")).startsWith("-ERR 'Maximum Payload Violation'");
    String second = both.same(port -> {
      try (var first = new Wire(port); var wire = new Wire(port)) {
        return open(first, jwt, user, "") + open(wire, jwt, user, "");
      }
    });
    assertThat(second).isEqualTo("PONG\r\n-ERR 'maximum account active connections exceeded'\r\n(closed)");
  }

  @Test
  void aScopedKeyGivesItsUsersWhatItsTemplateSays() throws Exception {
    UserClaim bare = new UserClaim(key(account)).subs(0).data(0).payload(0).tags("team:red", "team:blue");
    String jwt = issue(scoped, user, bare);

    same(jwt, user, "PUB acc.joe.x 1\r\nx\r\nPUB acc.ann.x 1\r\nx\r\nPUB red.x 1\r\nx\r\nPUB blue.x 1\r\nx\r\n"
        + "PUB green.x 1\r\nx\r\nPUB eu.y 1\r\nx\r\nSUB " + key(user) + " 1\r\nSUB a 2\r\nSUB b 3\r\nSUB c 4\r\n");
    assertThat(same(issue(scoped, user, claim(account)), user, "")).isEqualTo(VIOLATION);
  }

  @Test
  void anAccountThatTheOperatorDidNotSignIsNoAccount() throws Exception {
    NKey stranger = NKey.createOperator(new SecureRandom());
    String operatorJwt = jwt(operator, operator, "op", "{\"type\":\"operator\",\"version\":2}");
    OperatorOptions options = OperatorOptions.of(operatorJwt, List.of(accountJwt(stranger, account, UNLIMITED)));

    assertThatThrownBy(() -> Broker.start(BrokerOptions.named("x").withAccounts(AccountsOptions.of(options))))
        .isInstanceOf(IllegalArgumentException.class).hasMessageContaining(key(account))
        .hasMessageContaining("not by the operator");
  }
}
