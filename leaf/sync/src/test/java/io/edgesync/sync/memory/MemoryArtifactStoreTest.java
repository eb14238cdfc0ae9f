package io.edgesync.sync.memory;

import io.edgesync.repository.artifact.ArtifactStore;
import io.edgesync.repository.artifact.ArtifactStoreContract;
import io.edgesync.sync.testing.Peer;
import io.edgesync.xfer.artifact.Hash;

/** The contract, in memory. */
class MemoryArtifactStoreTest extends ArtifactStoreContract {

  @Override
  protected ArtifactStore newStore() {
    return new MemoryArtifactStore(Peer.PROJECT, "1".repeat(40), ARTIFACT_BYTES_MAX);
  }

  @Override
  protected void shun(ArtifactStore store, Hash name) {
    ((MemoryArtifactStore) store).shun(name);
  }

  @Override
  protected void closeStore(ArtifactStore store) {}
}
