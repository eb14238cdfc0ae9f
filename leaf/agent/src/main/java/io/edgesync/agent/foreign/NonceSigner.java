package io.edgesync.agent.foreign;

import io.edgesync.mesh.leafnode.LinkLogin;
import io.edgesync.mesh.leafnode.UserCredentials;
import io.nats.client.AuthHandler;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Answers a server's challenge with a user's key, and shows its JWT where it has one. */
final class NonceSigner implements AuthHandler {
  private final UserCredentials credentials;

  private NonceSigner(UserCredentials credentials) {
    this.credentials = credentials;
  }

  /**
   * Who signs. A login in the URL is not contradicted by the node's own key, which the server may not know.
   *
   * @return null for nobody
   * @throws IOException when a credentials file cannot be read; the message names it
   */
  static @Nullable NonceSigner of(NatsBusOptions options) throws IOException {
    return switch (options.login()) {
      case LinkLogin.ByNode() -> options.server().user() == null
          ? new NonceSigner(new UserCredentials(null, options.node()))
          : null;
      case LinkLogin.ByKey(var key) -> new NonceSigner(new UserCredentials(null, key));
      case LinkLogin.ByCredentials(var file) -> new NonceSigner(UserCredentials.load(file));
    };
  }

  @Override
  public byte[] sign(byte[] nonce) {
    return credentials.key().sign(nonce);
  }

  @Override
  public char[] getID() {
    return credentials.key().nodeKey().toCharArray();
  }

  @Override
  public char[] getJWT() {
    String jwt = credentials.jwt();
    return jwt == null ? new char[0] : jwt.toCharArray();
  }
}
