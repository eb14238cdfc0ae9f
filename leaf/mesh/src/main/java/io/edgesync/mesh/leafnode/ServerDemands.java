package io.edgesync.mesh.leafnode;

import com.grack.nanojson.JsonStringWriter;
import org.jspecify.annotations.Nullable;

/**
 * What an INFO says of logging in and of TLS. Fields that say no are left out, as {@code nats-server} does.
 *
 * @param nonce to be signed; null for none
 * @param tlsVerify a certificate is asked of clients
 * @param tlsAvailable plain text and TLS are both taken
 */
public record ServerDemands(boolean authRequired, @Nullable String nonce, boolean tlsRequired, boolean tlsVerify,
    boolean tlsAvailable) {
  public static final ServerDemands NONE = new ServerDemands(false, null, false, false, false);

  void write(JsonStringWriter info) {
    if (authRequired) {
      info.value("auth_required", true);
    }
    if (tlsRequired) {
      info.value("tls_required", true);
    }
    if (tlsVerify) {
      info.value("tls_verify", true);
    }
    if (tlsAvailable) {
      info.value("tls_available", true);
    }
    if (nonce != null) {
      info.value("nonce", nonce);
    }
  }

  @Override
  public String toString() {
    return "ServerDemands[authRequired=" + authRequired + ", tlsRequired=" + tlsRequired + "]";
  }
}
