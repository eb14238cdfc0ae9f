package io.edgesync.mesh.leafnode;

import io.edgesync.mesh.identity.NodeIdentity;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** How a link that we dial logs in, beside user, password or token of its URL. */
public sealed interface LinkLogin {
  /** As this node. */
  LinkLogin NODE = new ByNode();

  /** The nonce is signed by the key of the node, where it has one. */
  record ByNode() implements LinkLogin {}

  /** The nonce is signed by a key that the server knows as a user. */
  record ByKey(NodeIdentity key) implements LinkLogin {
    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof ByKey its && its.key.nodeKey().equals(key.nodeKey());
    }

    @Override
    public int hashCode() {
      return key.nodeKey().hashCode();
    }

    @Override
    public String toString() {
      return "ByKey[" + key.nodeKey() + "]";
    }
  }

  /** By a credentials file, which holds a user's JWT and its key; it is read anew for each attempt. */
  record ByCredentials(Path file) implements LinkLogin {}
}
