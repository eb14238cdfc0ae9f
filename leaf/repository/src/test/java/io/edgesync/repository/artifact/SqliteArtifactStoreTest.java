package io.edgesync.repository.artifact;

import io.edgesync.repository.Repository;
import io.edgesync.repository.RepositoryFixture;
import io.edgesync.repository.RepositoryOptions;
import io.edgesync.xfer.artifact.Hash;
import io.edgesync.xfer.content.MemoryBudget;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import org.junit.jupiter.api.io.TempDir;
import org.jspecify.annotations.Nullable;

/** The contract, over a repository file. */
class SqliteArtifactStoreTest extends ArtifactStoreContract {

  @TempDir
  Path directory;

  private @Nullable Repository repository;
  private final MemoryBudget budget = new MemoryBudget(64L << 20);

  @Override
  protected ArtifactStore newStore() {
    Repository created = Repository.create(directory.resolve("store.fossil"), RepositoryFixture.how(),
        new RepositoryOptions(budget, ARTIFACT_BYTES_MAX, InstantSource.fixed(RepositoryFixture.NOW),
            Duration.ofSeconds(10)));
    repository = created;
    return created.artifacts();
  }

  /** As stock's web page does, in another process's stead. */
  @Override
  protected void shun(ArtifactStore store, Hash name) throws SQLException {
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + directory.resolve("store.fossil"));
        PreparedStatement insert = connection.prepareStatement("INSERT INTO shun(uuid, mtime) VALUES(?, 0)")) {
      insert.setString(1, name.hex());
      insert.execute();
    }
  }

  @Override
  protected void closeStore(ArtifactStore store) {
    Repository open = repository;
    if (open != null) {
      open.close();
    }
    if (budget.availableBytes() != budget.totalBytes()) {
      throw new AssertionError("bytes not given back: " + (budget.totalBytes() - budget.availableBytes()));
    }
  }
}
