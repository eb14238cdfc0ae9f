package io.edgesync.mesh.websocket;

import io.edgesync.mesh.tls.ClientCertificate;
import io.edgesync.mesh.tls.TlsListener;
import org.jspecify.annotations.Nullable;

/**
 * What an upgrade that was granted has agreed on.
 *
 * @param leafnode the path ends in {@code /leafnode}: the peer is a NATS server
 * @param compression either side may compress its messages
 * @param masking the peer masks its frames, as it must unless it asked for {@code Nats-No-Masking}
 * @param browser a browser, which likes small frames
 * @param wholeWhenCompressed a browser that cannot take a compressed message in several frames
 * @param jwt of the cookie that may have one; null for none
 * @param tls that of the listener; null for plain text
 * @param certificate whom TLS has proven; null for nobody
 */
public record UpgradeRequest(boolean leafnode, boolean compression, boolean masking, boolean browser,
    boolean wholeWhenCompressed, @Nullable String jwt, @Nullable TlsListener tls,
    @Nullable ClientCertificate certificate) {

  @Override
  public String toString() {
    return "UpgradeRequest[leafnode=" + leafnode + ", compression=" + compression + ", browser=" + browser + "]";
  }
}
