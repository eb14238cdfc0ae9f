package io.edgesync.mesh.broker;

import java.time.Instant;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * What the connections of one broker share.
 *
 * @param serverId stands for this process in INFO and CONNECT
 * @param budget what peers may make this broker keep
 * @param connectionNumbers gives each connection a number of its own
 * @param connectUrls other servers, which clients are told of
 * @param websocketUrls the same for clients that come by WebSocket
 * @param start when the broker began
 * @param closedTraffic what connections did that are gone
 */
record Node(BrokerOptions options, String serverId, Access access, Budget budget,
    AtomicInteger connectionNumbers, ConnectUrls connectUrls, ConnectUrls websocketUrls, Instant start,
    ClosedTraffic closedTraffic) {

  static Node of(BrokerOptions options) {
    return new Node(options, "ES" + RandomToken.next(), new Access(options.security(), options.websocket()),
        new Budget(options.limits().totalPendingBytesMax()), new AtomicInteger(),
        new ConnectUrls(), new ConnectUrls(), Instant.now(), new ClosedTraffic());
  }

  /** That of the account which the process itself shares. */
  Router router() {
    return access.busAccount().router();
  }

  BrokerLimits limits() {
    return options.limits();
  }

  String serverName() {
    return options.serverName();
  }
}
