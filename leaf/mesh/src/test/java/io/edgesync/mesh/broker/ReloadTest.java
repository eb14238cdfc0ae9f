package io.edgesync.mesh.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.edgesync.mesh.account.AccountsOptions;
import io.edgesync.mesh.account.UserOptions;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Options that change while the broker runs, for what only it has; {@code BrokerReloadTest} compares the rest with {@code nats-server}. */
class ReloadTest {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private static BrokerOptions with(UserOptions... users) {
    return BrokerOptions.named("reloading").withClientPort(0).withLeafPort(0).withAccounts(AccountsOptions.of(users));
  }

  private static Wire link(Broker hub, String user) throws Exception {
    var link = new Wire(hub.leafAddress().getPort());
    link.line();
    link.send("CONNECT {\"name\":\"" + user + "\",\"user\":\"" + user + "\",\"pass\":\"pw\"}\r\n");
    link.linesUntil("PING");
    link.send("PONG\r\nPING\r\n");
    link.linesUntil("PONG");
    return link;
  }

  @Test
  void aLinkStaysWhereItsUserIsTheSameAndGoesWhereItIsAnother() throws Exception {
    UserOptions same = UserOptions.named("same", "pw").withPermissions(PermissionsTest.publishing("up.>"));
    UserOptions gone = UserOptions.named("gone", "pw");
    UserOptions less = UserOptions.named("less", "pw");
    UserOptions moved = UserOptions.named("moved", "pw");
    BrokerOptions options = with(same, gone, less, moved);
    try (Broker hub = Broker.start(options);
        Wire stays = link(hub, "same");
        Wire first = link(hub, "gone");
        Wire second = link(hub, "less");
        Wire third = link(hub, "moved")) {

      hub.reload(options.withAccounts(AccountsOptions.of(same,
          less.withPermissions(PermissionsTest.publishing("up.>")), moved.inAccount("OTHER"))));

      assertThat(List.of(first.rest(), second.rest(), third.rest())).allMatch(heard -> !heard.contains("-ERR"));
      await().atMost(PATIENCE).until(() -> hub.links().size() == 1);
      stays.send("PING\r\n");
      assertThat(stays.linesUntil("PONG")).endsWith("PONG\r\n");
    }
  }

  @Test
  void addressesDoNotChange() throws Exception {
    BrokerOptions options = with(UserOptions.named("a", "x"));
    try (Broker broker = Broker.start(options)) {
      assertThatThrownBy(() -> broker.reload(options.withLeafListen(null)))
          .isInstanceOf(IllegalArgumentException.class);
      assertThat(broker.status().options()).isEqualTo(options);
    }
  }
}
