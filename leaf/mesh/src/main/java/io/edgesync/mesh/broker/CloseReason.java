package io.edgesync.mesh.broker;

/** Why a connection ended, in the words in which {@code nats-server} shows it to monitoring. */
public enum CloseReason {
  /** The peer ended it. */
  CLIENT_CLOSED("Client Closed"),
  /** No CONNECT came in time. */
  AUTHENTICATION_TIMEOUT("Authentication Timeout"),
  /** Wrong credentials, or none. */
  AUTHENTICATION_FAILURE("Authentication Failure"),
  /** The credentials have ended. */
  AUTHENTICATION_EXPIRED("Authentication Expired"),
  /** No TLS, or none that both sides take. */
  TLS_HANDSHAKE_FAILURE("TLS Handshake Failure"),
  /** More waited for it than may. */
  SLOW_CONSUMER_PENDING_BYTES("Slow Consumer (Pending Bytes)"),
  /** Its socket took nothing for too long. */
  SLOW_CONSUMER_WRITE_DEADLINE("Slow Consumer (Write Deadline)"),
  /** The network failed. */
  READ_ERROR("Read Error"),
  /** It sent an {@code -ERR}. */
  PARSE_ERROR("Parse Error"),
  /** It left PINGs unanswered. */
  STALE_CONNECTION("Stale Connection"),
  /** What it sent is no line of the protocol. */
  PROTOCOL_VIOLATION("Protocol Violation"),
  /** It speaks a protocol that is none. */
  BAD_CLIENT_PROTOCOL_VERSION("Bad Client Protocol Version"),
  /** A client at the listener for links. */
  INCORRECT_PORT("Incorrect Port"),
  /** There were too many. */
  MAXIMUM_CONNECTIONS_EXCEEDED("Maximum Connections Exceeded"),
  /** There were too many of its account. */
  MAXIMUM_ACCOUNT_CONNECTIONS_EXCEEDED("Maximum Account Connections Exceeded"),
  /** It announced a message that is too large. */
  MAXIMUM_MESSAGE_PAYLOAD_EXCEEDED("Maximum Message Payload Exceeded"),
  /** A line of it was too long. */
  MAXIMUM_CONTROL_LINE_EXCEEDED("Maximum Control Line Exceeded"),
  /** It has more subscriptions than there is room for. */
  MAXIMUM_SUBSCRIPTIONS_EXCEEDED("Maximum Subscriptions Exceeded"),
  /** It wants status messages and takes no headers. */
  NO_RESPONDERS_REQUIRES_HEADERS("No Responders Requires Headers"),
  /** The same server has come again. */
  DUPLICATE_REMOTE_LEAFNODE_CONNECTION("Duplicate Remote LeafNode Connection"),
  /** A link to a server of our own name. */
  CLUSTER_NAMES_IDENTICAL("Cluster Names Identical"),
  /** We went. */
  SERVER_SHUTDOWN("Server Shutdown"),
  /** It did not get through the handshake of TLS. */
  TLS_HANDSHAKE_ERROR("TLS Handshake Failure"),
  /** A bug of ours; {@code nats-server} shows what it cannot name so. */
  UNKNOWN("Unknown State");

  private final String words;

  CloseReason(String words) {
    this.words = words;
  }

  public String words() {
    return words;
  }

  boolean isSlowConsumer() {
    return this == SLOW_CONSUMER_PENDING_BYTES || this == SLOW_CONSUMER_WRITE_DEADLINE;
  }

  /** The reason that goes with the text of an {@code -ERR}. */
  static CloseReason ofError(String text) {
    return switch (text) {
      case "Authentication Timeout" -> AUTHENTICATION_TIMEOUT;
      case "Authorization Violation" -> AUTHENTICATION_FAILURE;
      case "User Authentication Expired", "Account Authentication Expired" -> AUTHENTICATION_EXPIRED;
      case "Stale Connection" -> STALE_CONNECTION;
      case "invalid client protocol" -> BAD_CLIENT_PROTOCOL_VERSION;
      case "maximum connections exceeded" -> MAXIMUM_CONNECTIONS_EXCEEDED;
      case "maximum account active connections exceeded" -> MAXIMUM_ACCOUNT_CONNECTIONS_EXCEEDED;
      case "Maximum Payload Violation" -> MAXIMUM_MESSAGE_PAYLOAD_EXCEEDED;
      case "maximum control line exceeded" -> MAXIMUM_CONTROL_LINE_EXCEEDED;
      case "maximum subscriptions exceeded" -> MAXIMUM_SUBSCRIPTIONS_EXCEEDED;
      case "no responders requires headers support" -> NO_RESPONDERS_REQUIRES_HEADERS;
      case "attempted to connect to leaf node port" -> INCORRECT_PORT;
      case "Duplicate Remote LeafNode Connection" -> DUPLICATE_REMOTE_LEAFNODE_CONNECTION;
      case "remote leafnode has same cluster name" -> CLUSTER_NAMES_IDENTICAL;
      default -> PROTOCOL_VIOLATION;
    };
  }
}
