package io.edgesync.repository.artifact;

import io.edgesync.xfer.artifact.Hash;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** What every {@link ArtifactStore} does, by subject. Implementations extend this and make their store. */
public abstract class ArtifactStoreContract
    implements
      ReceivingContract,
      DeltaContract,
      PhantomContract,
      VisibilityContract,
      ListingContract {

  /** Artifacts above this are refused by the store under test. */
  protected static final long ARTIFACT_BYTES_MAX = StoreUnderTest.ARTIFACT_BYTES_MAX;

  private ArtifactStore store;
  private Set<Hash> before;

  /** A store that refuses artifacts above {@link #ARTIFACT_BYTES_MAX}. */
  protected abstract ArtifactStore newStore() throws Exception;

  /** Adds a name to the shun list. */
  protected abstract void shun(ArtifactStore store, Hash name) throws Exception;

  protected abstract void closeStore(ArtifactStore store);

  @BeforeEach
  void makeStore() throws Exception {
    store = newStore();
    before = new HashSet<>(names());
  }

  @AfterEach
  void closeStore() {
    closeStore(store);
  }

  @Override
  public ArtifactStore store() {
    return store;
  }

  @Override
  public Set<Hash> before() {
    return before;
  }

  @Override
  public void shun(Hash name) throws Exception {
    shun(store, name);
  }
}
