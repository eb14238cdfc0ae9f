package io.edgesync.agent;

import io.edgesync.agent.foreign.NatsBusOptions;
import io.edgesync.mesh.leafnode.LinkLogin;
import io.edgesync.mesh.leafnode.LinkOptions;
import io.edgesync.mesh.leafnode.UserCredentials;
import io.edgesync.mesh.tls.DialTls;
import io.edgesync.mesh.tls.TlsDialer;
import io.edgesync.mesh.tls.TlsException;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * How we come in at the servers that we hang off, beside user, password or token of their URLs.
 *
 * @param key what signs the server's nonce: the key of this node, another one, or that of a credentials file
 * @param tls whom to trust and what to show: TLS is spoken, or nothing at all; null where TLS is spoken only if the URL or the server
 *            asks for it, with the authorities of this Java
 */
public record MeshLogin(LinkLogin key, @Nullable DialTls tls) {
  public static final MeshLogin NODE = new MeshLogin(LinkLogin.NODE, null);

  LinkOptions of(LinkOptions link) throws AgentException.BadOption {
    if (tls != null) {
      open(tls);
    }
    return link.withLogin(key).withTls(tls);
  }

  /** The account that we come in to; null where nothing says so before a server does. */
  @Nullable
  String account() {
    try {
      return key instanceof LinkLogin.ByCredentials(var file) ? UserCredentials.load(file).account() : null;
    } catch (IOException unreadable) {
      // Each attempt to log in reads the file anew, and tells of it.
      return null;
    }
  }

  NatsBusOptions of(NatsBusOptions connection) throws AgentException.BadOption {
    NatsBusOptions keyed = connection.withLogin(key);
    return tls == null ? keyed : keyed.withTls(open(tls).context());
  }

  private static TlsDialer open(DialTls tls) throws AgentException.BadOption {
    try {
      return TlsDialer.open(tls);
    } catch (TlsException e) {
      throw new AgentException.BadOption(String.valueOf(e.getMessage()), e);
    }
  }
}
