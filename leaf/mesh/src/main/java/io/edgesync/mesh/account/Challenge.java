package io.edgesync.mesh.account;

import io.edgesync.mesh.tls.ClientCertificate;
import java.net.InetAddress;
import org.jspecify.annotations.Nullable;

/**
 * What the server knows of a connection that logs in.
 *
 * @param nonce as INFO had it
 * @param certificate that names the user, where the listener says that certificates do; null otherwise
 * @param certificateNamesUser the listener takes users from certificates and from nothing else
 */
public record Challenge(String nonce, InetAddress address, ConnectionKind kind,
    @Nullable ClientCertificate certificate, boolean certificateNamesUser) {

  @Override
  public String toString() {
    return "Challenge[" + address + ", " + kind + "]";
  }
}
