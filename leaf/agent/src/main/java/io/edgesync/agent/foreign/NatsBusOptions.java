package io.edgesync.agent.foreign;

import io.edgesync.mesh.broker.RedialPolicy;
import io.edgesync.mesh.identity.NodeIdentity;
import io.edgesync.mesh.leafnode.LinkLogin;
import java.time.Duration;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * How a {@link NatsBus} connects.
 *
 * @param server              the first address; others that the server tells of are tried too
 * @param node                names the connection, and signs the server's nonce where the URL has no login
 * @param inboxPrefix         where answers come in; the server must let us subscribe below it
 * @param login               how it logs in, beside user, password or token of the URL
 * @param tls                 whom to trust with {@code tls://}, and where a server asks for TLS; null for the authorities of this Java
 * @param pendingBytesMax     bytes that may wait for one subscriber
 * @param redial              the waits between attempts
 * @param patience            how long a connection attempt may take, and the server's answer to a subscription
 */
public record NatsBusOptions(ForeignServer server, NodeIdentity node, String inboxPrefix, LinkLogin login,
    @Nullable SSLContext tls, long pendingBytesMax, RedialPolicy redial, Duration patience) {

  private static final long PENDING_BYTES_MAX = 16L << 20;

  public static NatsBusOptions of(ForeignServer server, NodeIdentity node, String inboxPrefix) {
    return new NatsBusOptions(server, node, inboxPrefix, LinkLogin.NODE, null, PENDING_BYTES_MAX, RedialPolicy.DEFAULT,
        Duration.ofSeconds(5));
  }

  public NatsBusOptions withLogin(LinkLogin how) {
    return new NatsBusOptions(server, node, inboxPrefix, how, tls, pendingBytesMax, redial, patience);
  }

  public NatsBusOptions withTls(SSLContext trust) {
    return new NatsBusOptions(server, node, inboxPrefix, login, trust, pendingBytesMax, redial, patience);
  }

  public NatsBusOptions withRedial(RedialPolicy waits) {
    return new NatsBusOptions(server, node, inboxPrefix, login, tls, pendingBytesMax, waits, patience);
  }
}
