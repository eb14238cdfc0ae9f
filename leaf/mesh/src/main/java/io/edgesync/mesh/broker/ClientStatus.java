package io.edgesync.mesh.broker;

import io.edgesync.mesh.account.ConnectionKind;
import io.edgesync.mesh.account.User;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A client connection as monitoring shows it: an open one as of now, a closed one as it was at its end.
 *
 * @param number its {@code client_id}
 * @param kind by which way it came in
 * @param address remote address and port, {@code 127.0.0.1:50000}
 * @param lastActivity when it last sent something other than a PONG
 * @param stop when it ended; null while it is open
 * @param reason why it ended; null while it is open
 * @param connect what it said in CONNECT
 * @param pendingBytes waiting to be written to it
 * @param subscriptions how many it has, or had
 * @param user who it is
 * @param roundTrip as measured by the last PING; zero before that
 * @param tls protocol and cipher suite as Java names them, {@code TLSv1.3}; both empty without TLS
 */
public record ClientStatus(int number, ConnectionKind kind, String address, Instant start, Instant lastActivity,
    @Nullable Instant stop,
    @Nullable CloseReason reason, ClientConnect connect, Traffic traffic, long pendingBytes, int subscriptions,
    User user, Duration roundTrip, Tls tls) {

  /** What was agreed upon in the handshake. */
  public record Tls(String protocol, String cipherSuite) {
    static final Tls NONE = new Tls("", "");
  }
}
