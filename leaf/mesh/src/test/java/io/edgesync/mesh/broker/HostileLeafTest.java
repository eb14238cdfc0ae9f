package io.edgesync.mesh.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.edgesync.mesh.account.AccountsOptions;
import io.edgesync.mesh.account.UserOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Leafnodes that lie, loop, babble or fall silent: they are gone, and a link and a client beside them notice nothing. */
class HostileLeafTest extends LinkTest {
  private static final String CONNECT = "CONNECT {\"name\":\"X\",\"cluster\":\"X\",\"headers\":true,\"user\":\"b\",\"pass\":\"x\"";

  private Broker ours;
  private Wire honest;
  private Wire client;

  @BeforeEach
  void open() throws Exception {
    ours = scene.open(LinkScene.anybody().withClientPort(0).withLeafPort(0)
        .withLimits(BrokerLimits.DEFAULT.withPings(Duration.ofMillis(300), 2))
        .withAccounts(AccountsOptions.of(UserOptions.named("a", "x").inAccount("A"),
            UserOptions.named("b", "x").inAccount("B"))));
    honest = scene.add(new Wire(LinkScene.at(ours).port()));
    honest.line();
    honest.send("CONNECT {\"name\":\"H\",\"cluster\":\"H\",\"headers\":true,\"user\":\"a\",\"pass\":\"x\"}\r\n")
        .linesUntil("PING");
    honest.send("LS+ up\r\nPONG\r\nPING\r\n").linesUntil("PONG");
    client = scene.client(ours.clientAddress().getPort(),
        "CONNECT {\"verbose\":false,\"user\":\"a\",\"pass\":\"x\"}\r\nSUB > 1\r\n");
  }

  /** The honest link and the client of account A go on, and have heard nothing. */
  private void othersAreUnharmed() throws Exception {
    client.send("PUB up 1\r\nx\r\nPING\r\n");
    assertThat(Transcripts.heard(client)).isEqualTo("MSG up 1 1\r\nx\r\nPONG\r\n");
    honest.send("PONG\r\nPONG\r\nPING\r\n");
    assertThat(honest.linesUntil("LMSG up")).doesNotContain("-ERR");
    assertThat(honest.linesUntil("x\r\n")).doesNotContain("LMSG");
  }

  private Wire link(String script) throws Exception {
    Wire link = scene.add(new Wire(LinkScene.at(ours).port()));
    link.line();
    return link.send(script);
  }

  @Test
  void anAccountThatItClaimsIsNotWhereItGets() throws Exception {
    Wire liar = link(CONNECT + ",\"remote_account\":\"A\"}\r\n");
    assertThat(liar.line()).contains("\"remote_account\":\"B\"");
    liar.linesUntil("PING");
    liar.send("LS+ >\r\nPONG\r\nLMSG secret 1\r\nx\r\nPING\r\n").linesUntil("PONG");

    othersAreUnharmed();
    assertThat(liar.send("PING\r\n").linesUntil("PONG")).doesNotContain("LMSG");
  }

  @Test
  void oneThatSendsOurLoopSubjectBackIsCut() throws Exception {
    Wire looping = link(CONNECT + "}\r\nPONG\r\n");
    String own = looping.linesUntil("LS+ $LDS").lines().filter(line -> line.startsWith("LS+ $LDS.")).findFirst()
        .orElseThrow();
    looping.send(own + "\r\n");

    assertThat(looping.rest())
        .isEqualTo("-ERR 'Loop detected for leafnode account=\"B\". Delaying attempt to reconnect for 30s'\r\n");
    othersAreUnharmed();
  }

  @Test
  void garbageEndsTheLinkThatItCameBy() throws Exception {
    for (String garbage : List.of("\u0000\u0001\u00ff\r\n", "LMSG\r\n", "LMSG x\r\n", "LMSG x -1\r\n",
        "LMSG x 99999999999\r\n",
        "LMSG x + r 1\r\n", "HMSG x 9 5\r\n", "LS+\r\n", "LMSG x 1\r\nabc\r\n", "CONNECT {}\r\n", "MSG x 1 1\r\n",
        "LS+ " + "x".repeat(70_000))) {
      Wire babbling = link(CONNECT + "}\r\n");
      babbling.linesUntil("PING");
      babbling.send(garbage);
      babbling.rest();
    }
    othersAreUnharmed();
  }

  @Test
  void hundredsThatConnectAndSayNothingAreGoneInTime() throws Exception {
    List<Wire> silent = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      silent.add(scene.add(new Wire(LinkScene.at(ours).port())));
    }
    othersAreUnharmed();
    for (Wire each : silent) {
      assertThat(each.rest()).endsWith("-ERR 'Authentication Timeout'\r\n");
    }
  }

  @Test
  void oneThatFallsSilentIsFoundStaleAndItsInterestIsGone() throws Exception {
    Wire silent = link(CONNECT + "}\r\n");
    silent.linesUntil("PING");
    silent.send("PONG\r\nLS+ mine\r\n");
    Router router = ours.account("B").router();
    await().atMost(LinkScene.PATIENCE).until(() -> !router.match("mine").isEmpty());

    assertThat(silent.rest()).endsWith("-ERR 'Stale Connection'\r\n");
    await().atMost(LinkScene.PATIENCE).until(() -> router.match("mine").isEmpty());
  }
}
