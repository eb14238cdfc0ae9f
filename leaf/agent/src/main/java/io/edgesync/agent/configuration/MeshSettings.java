package io.edgesync.agent.configuration;

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
}
