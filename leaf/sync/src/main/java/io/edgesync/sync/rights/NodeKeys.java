package io.edgesync.sync.rights;

/** The keys of nodes, Ed25519, as the mesh writes them ({@code U…}). Thread-safe. */
public interface NodeKeys {

  /** This node's public key. */
  String own();

  /** This node's signature, 64 bytes. */
  byte[] sign(byte[] data);

  /** Whether the holder of {@code node}'s key signed; false, too, where that is no key. */
  boolean verifies(String node, byte[] data, byte[] signature);
}
