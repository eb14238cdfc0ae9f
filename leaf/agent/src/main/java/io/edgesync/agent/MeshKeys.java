package io.edgesync.agent;

import io.edgesync.mesh.identity.NodeIdentity;
import io.edgesync.mesh.identity.NodeKey;
import io.edgesync.sync.rights.NodeKeys;

/** The keys of nodes, as nkeys of NATS. */
record MeshKeys(NodeIdentity identity) implements NodeKeys {

  @Override
  public String own() {
    return identity.nodeKey();
  }

  @Override
  public byte[] sign(byte[] data) {
    return identity.sign(data);
  }

  @Override
  public boolean verifies(String node, byte[] data, byte[] signature) {
    try {
      return new NodeKey(node).verifies(data, signature);
    } catch (IllegalArgumentException noKey) {
      return false;
    }
  }
}
