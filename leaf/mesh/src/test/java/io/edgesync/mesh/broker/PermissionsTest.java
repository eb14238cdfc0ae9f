package io.edgesync.mesh.broker;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgesync.mesh.account.AccountsOptions;
import io.edgesync.mesh.account.PermissionOptions;
import io.edgesync.mesh.account.ResponseOptions;
import io.edgesync.mesh.account.UserOptions;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What users may publish, subscribe to and receive: each scene is played with nats-server of the same configuration, too. Of the
 * reference's checklist: 40 to 43.
 */
class PermissionsTest {
  private static final String CONFIG = """
      authorization {
        default_permissions: { publish: "d.>", subscribe: "d.>" }
        users: [
          {user: all, password: x, permissions: {publish: ">", subscribe: ">"}}
          {user: default, password: x}
          {user: lists, password: x, permissions: {
            publish: {allow: ["p.>", "one"], deny: ["p.no", "p.*.no"]}
            subscribe: {allow: ["s.>"], deny: ["s.no", "s.q.no grp"]}}}
          {user: denied, password: x, permissions: {publish: {deny: "x.>"}, subscribe: {deny: ["y.*"]}}}
          {user: queues, password: x, permissions: {subscribe: {allow: ["q.one grp", "q.two", "q.two v1", "q.any v*.x"]}}}
          {user: answers, password: x, permissions: {subscribe: "svc.>", allow_responses: true}}
          {user: twice, password: x, permissions: {publish: "log", subscribe: "svc.>", allow_responses: {max: 2, expires: "1m"}}}
          {user: brief, password: x, permissions: {subscribe: "svc.>", allow_responses: {max: 5, expires: "50ms"}}}
        ]
      }
      """;

  @TempDir
  private static Path directory;
  private static Transcripts both;

  static PermissionOptions publishing(String subject) {
    return PermissionOptions.EVERYTHING.withPublish(List.of(subject), List.of());
  }

  private static UserOptions user(String name, PermissionOptions permissions) {
    return UserOptions.named(name, "x").withPermissions(permissions);
  }

  @BeforeAll
  static void start() throws Exception {
    PermissionOptions services = PermissionOptions.EVERYTHING.withSubscribe(List.of("svc.>"), List.of());
    both = Transcripts.start(directory, CONFIG, AccountsOptions.of(
        user("all", publishing(">").withSubscribe(List.of(">"), List.of())),
        user("default", publishing("d.>").withSubscribe(List.of("d.>"), List.of())),
        user("lists", PermissionOptions.EVERYTHING.withPublish(List.of("p.>", "one"), List.of("p.no", "p.*.no"))
            .withSubscribe(List.of("s.>"), List.of("s.no", "s.q.no grp"))),
        user("denied", PermissionOptions.EVERYTHING.withPublish(List.of(), List.of("x.>"))
            .withSubscribe(List.of(), List.of("y.*"))),
        user("queues", PermissionOptions.EVERYTHING
            .withSubscribe(List.of("q.one grp", "q.two", "q.two v1", "q.any v*.x"), List.of())),
        user("answers", services.withResponses(ResponseOptions.DEFAULT)),
        user("twice", services.withPublish(List.of("log"), List.of())
            .withResponses(new ResponseOptions(2, Duration.ofMinutes(1)))),
        user("brief", services.withResponses(new ResponseOptions(5, Duration.ofMillis(50))))));
  }

  @AfterAll
  static void stop() {
    both.close();
  }

  private static String as(String user) {
    return "CONNECT {\"verbose\":false,\"pedantic\":false,\"user\":\"" + user + "\",\"pass\":\"x\"}\r\n";
  }

  private static String publish(String subject) {
    return "PUB " + subject + " 1\r\nx\r\n";
  }

  @Test
  void publishingIsAllowedByListsAndDeniedByLists() throws Exception {
    String heard = both.same(as("lists") + publish("p.a") + publish("p.no") + publish("p.a.no") + publish("one")
        + publish("one.two") + publish("other") + publish("p.*") + publish("p.>") + publish("other") + "PING\r\n");

    assertThat(heard).startsWith("-ERR 'Permissions Violation for Publish to \"p.no\"'\r\n").endsWith("PONG\r\n");
    both.same(as("denied") + publish("a") + publish("x") + publish("x.y") + publish("x..y") + "PING\r\n");
    both.same(as("default") + publish("d.x") + publish("e.x") + "SUB d.x 1\r\nSUB e.x 2\r\nPING\r\n");
  }

  @Test
  void anErrorTakesThePlaceOfTheOk() throws Exception {
    both.same(
        "CONNECT {\"user\":\"lists\",\"pass\":\"x\"}\r\nPUB p.a 1\r\nx\r\nPUB o 1\r\nx\r\nSUB s.a 1\r\nSUB o 2\r\nPING\r\n");
  }

  @Test
  void subscribingIsAllowedByListsAndDeniedByLists() throws Exception {
    String heard = both.same(as("lists") + "SUB s.a 1\r\nSUB s.> 2\r\nSUB s.no 3\r\nSUB > 4\r\nSUB s 5\r\nSUB t q 6\r\n"
        + "SUB s.* 7\r\nSUB s.q.no 8\r\nSUB s.q.no grp 9\r\nSUB s.q.no other 10\r\nSUB foo..bar 11\r\nPING\r\n");

    assertThat(heard).contains("-ERR 'Permissions Violation for Subscription to \"s.no\"'\r\n")
        .contains("-ERR 'Permissions Violation for Subscription to \"t\" using queue \"q\"'\r\n");
    both.same(as("denied") + "SUB y.a 1\r\nSUB y 2\r\nSUB y.a.b 3\r\nSUB y.* 4\r\nSUB y.> 5\r\nSUB > 6\r\nPING\r\n");
  }

  @Test
  void aWildcardDoesNotReachWhatIsDeniedBelowIt() throws Exception {
    String heard = both.same(port -> {
      try (Wire listening = Transcripts.settled(port, as("lists") + "SUB s.> 1\r\n");
          Wire publishing = Transcripts.settled(port, as("all"))) {
        publishing.send(publish("s.a") + publish("s.no") + publish("s.b") + publish("s.no") + "PING\r\n");
        Transcripts.heard(publishing);
        return Transcripts.heard(listening.send("PING\r\n"));
      }
    });

    assertThat(heard).isEqualTo("MSG s.a 1 1\r\nx\r\nMSG s.b 1 1\r\nx\r\nPONG\r\n");
  }

  @Test
  void aMemberThatMayNotHaveAMessageIsPassedOver() throws Exception {
    String heard = both.same(port -> {
      try (Wire denied = Transcripts.settled(port, as("lists") + "SUB s.* grp 1\r\n");
          Wire other = Transcripts.settled(port, as("all") + "SUB s.* grp 2\r\n")) {
        other.send((publish("s.no")).repeat(8) + "PING\r\n");
        return Transcripts.heard(other) + Transcripts.heard(denied.send("PING\r\n"));
      }
    });

    assertThat(heard).isEqualTo("MSG s.no 2 1\r\nx\r\n".repeat(8) + "PONG\r\nPONG\r\n");
  }

  @Test
  void aQueueMayBeNamedInAPermission() throws Exception {
    String heard = both.same(as("queues") + "SUB q.one grp 1\r\nSUB q.one 2\r\nSUB q.one other 3\r\nSUB q.two 4\r\n"
        + "SUB q.two v1 5\r\nSUB q.two v2 6\r\nSUB q.any v*.x 7\r\nSUB q.any v1.x 8\r\nSUB foo _sys_ 9\r\nPING\r\n");

    assertThat(heard).startsWith("-ERR 'Permissions Violation for Subscription to \"q.one\"'\r\n"
        + "-ERR 'Permissions Violation for Subscription to \"q.one\" using queue \"other\"'\r\n"
        + "-ERR 'Permissions Violation for Subscription to \"q.two\" using queue \"v2\"'\r\n");
    both.same(as("all") + "SUB foo _sys_ 9\r\nPING\r\n");
  }

  @Test
  void aRequestMayBeAnsweredOnce() throws Exception {
    String heard = both.same(port -> answering(port, "answers", 2));

    assertThat(heard).isEqualTo("-ERR 'Permissions Violation for Publish to \"other\"'\r\n"
        + "-ERR 'Permissions Violation for Publish to \"in.1\"'\r\nPONG\r\nMSG in.1 1 1\r\nx\r\nPONG\r\n");
  }

  @Test
  void aRequestMayBeAnsweredAsOftenAsIsSaid() throws Exception {
    String heard = both.same(port -> answering(port, "twice", 4));

    assertThat(heard).endsWith("PONG\r\n" + "MSG in.1 1 1\r\nx\r\n".repeat(2) + "PONG\r\n");
    both.same(as("twice") + publish("log") + publish("in.1") + "PING\r\n");
  }

  /** Asks, and answers so often; what the answering and the asking side hear. */
  private static String answering(int port, String user, int times) throws Exception {
    try (Wire answering = Transcripts.settled(port, as(user) + "SUB svc.* 9\r\n");
        Wire asking = Transcripts.settled(port, as("all") + "SUB in.* 1\r\n")) {
      asking.send("PUB svc.a in.1 1\r\nx\r\n");
      assertThat(answering.line()).isEqualTo("MSG svc.a 9 in.1 1\r\n");
      answering.bytes(3);
      answering.send(publish("other") + publish("in.1").repeat(times) + "PING\r\n");
      String heard = Transcripts.heard(answering);
      return heard + Transcripts.heard(asking.send("PING\r\n"));
    }
  }

  @Test
  void anAnswerThatComesLateIsRefused() throws Exception {
    String heard = both.same(port -> {
      try (Wire answering = Transcripts.settled(port, as("brief") + "SUB svc.* 9\r\n");
          Wire asking = Transcripts.settled(port, as("all") + "SUB in.* 1\r\n")) {
        asking.send("PUB svc.a in.1 1\r\nx\r\n");
        answering.line();
        answering.bytes(3);
        assertThat(answering.isSilentFor(80)).isTrue();
        return Transcripts.heard(answering.send(publish("in.1") + "PING\r\n"));
      }
    });

    assertThat(heard).isEqualTo("-ERR 'Permissions Violation for Publish to \"in.1\"'\r\nPONG\r\n");
  }
}
