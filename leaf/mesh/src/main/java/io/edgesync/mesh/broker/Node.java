package io.edgesync.mesh.broker;

import java.time.Instant;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

/**
 * What the connections of one broker share.
 *
 * @param settings changed when the configuration is read again
 * @param serverId stands for this process in INFO and CONNECT
 * @param budget what peers may make this broker keep
 * @param connectionNumbers gives each connection a number of its own
 * @param connectUrls other servers, which clients are told of
 * @param websocketUrls the same for clients that come by WebSocket
 * @param start when the broker began
 * @param closedTraffic what connections did that are gone
 */
record Node(AtomicReference<Settings> settings, String serverId, Access access, Budget budget,
    AtomicInteger connectionNumbers, ConnectUrls connectUrls, ConnectUrls websocketUrls, Instant start,
    ClosedTraffic closedTraffic) {

  /**
   * How the broker is set up.
   *
   * @param since when it was set up so
   */
  record Settings(BrokerOptions options, Instant since) {}

  static Node of(BrokerOptions options) {
    return new Node(new AtomicReference<>(new Settings(options, Instant.now())), "ES" + RandomToken.next(),
        new Access(options.security(), options.websocket()), new Budget(options.limits().budgetBytesMax()),
        new AtomicInteger(),
        new ConnectUrls(), new ConnectUrls(), Instant.now(), new ClosedTraffic());
  }

  /** That of the account which the process itself shares. */
  Router router() {
    return access.busAccount().router();
  }

  BrokerOptions options() {
    return settings.get().options();
  }

  BrokerLimits limits() {
    return options().limits();
  }

  String serverName() {
    return options().serverName();
  }
}
