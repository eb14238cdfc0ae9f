package io.edgesync.agent.configuration;

import io.edgesync.agent.AgentException;
import io.edgesync.agent.MeshLogin;
import io.edgesync.mesh.identity.NodeIdentity;
import io.edgesync.mesh.leafnode.LinkLogin;
import io.edgesync.mesh.leafnode.UserCredentials;
import io.edgesync.mesh.tls.DialTls;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Links, and how to come in there. What is null was not given.
 *
 * @param upstreams   what to hang off
 * @param peers       equals to link to directly
 * @param credentials {@code nats-creds}; not beside {@code nkey}
 * @param nkey        {@code nats-nkey}
 * @param authorities {@code nats-tlsca}
 * @param certificate {@code nats-tlscert}, with {@code certificateKey}
 */
public record MeshSettings(List<String> upstreams, List<String> peers, @Nullable Role role, @Nullable Path credentials,
    @Nullable Path nkey, @Nullable Path authorities, @Nullable Path certificate, @Nullable Path certificateKey) {

  public static final MeshSettings NONE = new MeshSettings(List.of(), List.of(), null, null, null, null, null, null);

  public MeshSettings {
    upstreams = List.copyOf(upstreams);
    peers = List.copyOf(peers);
  }

  /** These, and what they lack of {@code other}; a login, and a certificate, is taken whole from one of the two. */
  MeshSettings over(MeshSettings other) {
    MeshSettings login = credentials == null && nkey == null ? other : this;
    MeshSettings shown = certificate == null && certificateKey == null ? other : this;
    return new MeshSettings(upstreams.isEmpty() ? other.upstreams : upstreams, peers.isEmpty() ? other.peers : peers,
        role == null ? other.role : role, login.credentials, login.nkey,
        authorities == null ? other.authorities : authorities, shown.certificate, shown.certificateKey);
  }

  /** Whether every link is one of equals. */
  boolean areEqual() {
    return role == Role.PEER;
  }

  /**
   * Reads the files of the login.
   *
   * @throws AgentException.BadOption when one of them cannot be used; the message names it
   */
  public MeshLogin toLogin() throws AgentException.BadOption {
    return new MeshLogin(login(), tls());
  }

  private LinkLogin login() throws AgentException.BadOption {
    Path creds = credentials;
    Path seed = nkey;
    try {
      if (creds != null) {
        UserCredentials.load(creds);
        return new LinkLogin.ByCredentials(creds);
      }
      return seed == null ? LinkLogin.NODE : new LinkLogin.ByKey(NodeIdentity.load(seed));
    } catch (NoSuchFileException e) {
      throw new AgentException.BadOption(e.getMessage() + ": no such file", e);
    } catch (IOException | IllegalArgumentException e) {
      throw new AgentException.BadOption(String.valueOf(e.getMessage()), e);
    }
  }

  private @Nullable DialTls tls() {
    Path shown = certificate;
    Path key = certificateKey;
    if (authorities == null && shown == null) {
      return null;
    }
    DialTls tls = DialTls.DEFAULT.withCaFile(authorities);
    return shown == null || key == null ? tls : tls.withCertificate(shown, key);
  }
}
