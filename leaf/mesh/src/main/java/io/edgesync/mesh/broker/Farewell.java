package io.edgesync.mesh.broker;

import io.edgesync.mesh.websocket.CloseFrame;
import org.jspecify.annotations.Nullable;

/** How the end of a connection is told to a peer behind a WebSocket, in the words of {@code nats-server}. */
final class Farewell {
  private static final int GOING_AWAY = 1001;
  private static final int PROTOCOL_ERROR = 1002;
  private static final int POLICY_VIOLATION = 1008;
  private static final int TOO_BIG = 1009;
  private static final int NORMAL = 1000;
  private static final int INTERNAL_ERROR = 1011;

  private Farewell() {}

  /** Null where the peer is not told, because it does not read or is not there. */
  static @Nullable CloseFrame of(CloseReason reason) {
    int status = switch (reason) {
      case SLOW_CONSUMER_PENDING_BYTES, SLOW_CONSUMER_WRITE_DEADLINE, READ_ERROR, TLS_HANDSHAKE_ERROR,
          TLS_HANDSHAKE_FAILURE ->
        0;
      case CLIENT_CLOSED -> NORMAL;
      case AUTHENTICATION_TIMEOUT, AUTHENTICATION_FAILURE, AUTHENTICATION_EXPIRED, MAXIMUM_CONNECTIONS_EXCEEDED,
          MAXIMUM_ACCOUNT_CONNECTIONS_EXCEEDED, MAXIMUM_CONTROL_LINE_EXCEEDED, MAXIMUM_SUBSCRIPTIONS_EXCEEDED ->
        POLICY_VIOLATION;
      case PARSE_ERROR, PROTOCOL_VIOLATION, BAD_CLIENT_PROTOCOL_VERSION -> PROTOCOL_ERROR;
      case MAXIMUM_MESSAGE_PAYLOAD_EXCEEDED -> TOO_BIG;
      // Where nats-server has 1006, which must not be sent.
      case SERVER_SHUTDOWN, STALE_CONNECTION -> GOING_AWAY;
      case INCORRECT_PORT, NO_RESPONDERS_REQUIRES_HEADERS, DUPLICATE_REMOTE_LEAFNODE_CONNECTION,
          CLUSTER_NAMES_IDENTICAL, UNKNOWN ->
        INTERNAL_ERROR;
    };
    return status == 0 ? null : new CloseFrame(status, reason.words());
  }
}
