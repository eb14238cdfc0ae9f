package io.edgesync.mesh.broker;

import java.net.InetSocketAddress;

/** A listener was not opened, because other machines reach it and it would let in everybody. */
public final class OpenListenerException extends ListenException {
  private static final long serialVersionUID = 1L;

  OpenListenerException(String what, InetSocketAddress address) {
    super("will not listen for " + what + " on " + shown(address)
        + ": other machines reach that address, and nobody has to log in; configure a user, a token, nkeys or an operator, "
        + "listen on 127.0.0.1, or say that everybody may come in", address);
  }
}
