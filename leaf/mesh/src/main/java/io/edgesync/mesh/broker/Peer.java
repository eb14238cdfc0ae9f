package io.edgesync.mesh.broker;

import org.jspecify.annotations.Nullable;

/**
 * What the other end of a leafnode link says about itself.
 *
 * @param name server name; unique in a mesh
 * @param cluster links of one cluster do not hear each other through us; null for none
 * @param remoteAccount the account it serves, null where it does not say
 * @param headers it takes header blocks
 * @param key node key it has proven by signing our nonce; null where it has not
 * @param maxPayloadBytes largest message it takes; 0 where it does not say
 * @param swapsRoles it dialled as hub, or we did
 * @param equal neither hangs off the other: see {@link LeafLink#isPeerLink}
 */
record Peer(String name, @Nullable String cluster, String version, @Nullable String remoteAccount, boolean headers,
    @Nullable String key, int maxPayloadBytes, boolean swapsRoles, boolean equal) {

  /** Before it has said anything. */
  static final Peer UNKNOWN = new Peer("", null, "", null, false, null, 0, false, false);
}
