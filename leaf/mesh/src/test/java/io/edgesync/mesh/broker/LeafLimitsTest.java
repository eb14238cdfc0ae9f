package io.edgesync.mesh.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.edgesync.mesh.account.AccountsOptions;
import io.edgesync.mesh.leafnode.LinkOptions;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a server, an account and a user may cost holds for links, too: each scene is played with nats-server as well. */
class LeafLimitsTest extends LinkTest {
  private static final String FULL = "-ERR 'maximum account active connections exceeded'\r\n";
  private static final String TOO_MANY = "-ERR 'maximum subscriptions exceeded'\r\n";
  /** The loop subject of a server counts as any other; what is there already is refused, too, once there is no room. */
  private static final String INTEREST = "LS+ $LDS.x\r\nLS+ a\r\nLS+ b q 1\r\nLS+ c\r\nLS+ a\r\nLS+ b q 2\r\nLS- a\r\n"
      + "LS+ d\r\nLS+ e\r\n";

  private static BrokerOptions hub() {
    return LinkScene.anybody().withClientPort(0).withLeafPort(0);
  }

  private static BrokerOptions hub(AccountsOptions accounts) {
    return hub().withSecurity(SecurityOptions.NONE.withAccounts(accounts));
  }

  private static String connect(String name, String jwt) {
    return "CONNECT {\"version\":\"2.9.10\",\"name\":\"" + name + "\",\"cluster\":\"" + name + "\",\"jwt\":\"" + jwt
        + "\"}\r\n";
  }

  /** The errors that the link hears, up to the answer to its PING or to its end. */
  private static String errors(Wire link) throws IOException {
    var errors = new StringBuilder();
    String line = link.line();
    while (!line.equals("PONG\r\n") && !link.ended()) {
      if (line.startsWith("-ERR")) {
        errors.append(line);
      }
      line = link.line();
    }
    return errors + (link.ended() ? "(closed)" : "");
  }

  private String interest(int port, String connect) throws IOException {
    Wire link = scene.add(new Wire(port));
    link.line();
    return errors(link.send(connect + "PONG\r\n" + INTEREST + "PING\r\n"));
  }

  @Test
  void aLinkHasNoMoreSubscriptionsThanAClient() throws Exception {
    NatsServerProcess real = scene.real("max_subscriptions: 3", "");
    Broker ours = scene
        .open(hub().withLimits(BrokerLimits.DEFAULT.withClients(ClientLimits.DEFAULT.withSubscriptionsMax(3))));

    String expected = interest(real.leafPort(), connect("A", ""));

    assertThat(interest(ours.leafAddress().getPort(), connect("A", ""))).isEqualTo(expected)
        .isEqualTo(TOO_MANY.repeat(4));
  }

  @Test
  void noMoreThanItsUserMayHave() throws Exception {
    SignedOperator operator = SignedOperator.create();
    NatsServerProcess real = scene.real(operator.config(), "");
    Broker ours = scene.open(hub(operator.accounts()));
    String connect = connect("A", operator.bearerJwt(3));

    String expected = interest(real.leafPort(), connect);

    assertThat(interest(ours.leafAddress().getPort(), connect)).isEqualTo(expected).isEqualTo(TOO_MANY.repeat(4));
  }

  /** The first two that come, and one more once the first is gone. */
  private static List<String> links(int port, String jwt) throws IOException {
    var heard = new ArrayList<String>();
    try (var first = new Wire(port); var second = new Wire(port)) {
      first.line();
      heard.add(errors(first.send(connect("A", jwt) + "PING\r\n")));
      second.line();
      heard.add(errors(second.send(connect("B", jwt) + "PING\r\n")));
    }
    await().atMost(LinkScene.PATIENCE).until(() -> {
      try (var third = new Wire(port)) {
        third.line();
        return errors(third.send(connect("C", jwt) + "PING\r\n")).isEmpty();
      }
    });
    return heard;
  }

  @Test
  void anAccountHasNoMoreLinksThanItsJwtSays() throws Exception {
    SignedOperator operator = SignedOperator.create(1);
    NatsServerProcess real = scene.real(operator.config(), "");
    Broker ours = scene.open(hub(operator.accounts()));

    List<String> expected = links(real.leafPort(), operator.bearerJwt());

    assertThat(links(ours.leafAddress().getPort(), operator.bearerJwt())).isEqualTo(expected)
        .containsExactly("", FULL + "(closed)");
  }

  @Test
  void linksThatItDialsCountToo() throws Exception {
    SignedOperator operator = SignedOperator.create(1);
    String account = operator.accounts().operator().accounts().keySet().iterator().next();
    List<LinkOptions> dialled = List.of(LinkOptions.to(LinkScene.at(scene.hub())).inAccount(account),
        LinkOptions.to(LinkScene.at(scene.hub())).inAccount(account));
    Broker ours = scene.open(hub(operator.accounts()).withLink(dialled.getFirst()).withLink(dialled.getLast()));

    await().atMost(LinkScene.PATIENCE).until(() -> ours.links().stream()
        .anyMatch(link -> "maximum account active connections exceeded".equals(link.lastError())));

    assertThat(ours.links()).filteredOn(link -> link.link() != null).hasSizeLessThanOrEqualTo(1);
  }
}
