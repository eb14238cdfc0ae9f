package io.edgesync.repository.clone;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgesync.repository.RepositoryFixture;
import io.edgesync.repository.artifact.ArtifactStore.StoredArtifact;
import io.edgesync.xfer.artifact.Hash;
import io.edgesync.xfer.artifact.ProjectCode;
import io.edgesync.xfer.content.Content;
import io.edgesync.xfer.envelope.StoredForm;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClonePartsTest {

  private static final Hash SECRET = new Hash("a".repeat(40));

  @TempDir
  Path directory;

  /** The row that comes next has the same rid: it would be private, too. */
  @Test
  void whatIsForgottenLeavesNothingThatSaysItIsPrivate() throws Exception {
    try (CloneFile file = CloneFile.openOrCreate(directory.resolve("clone.fossil"), RepositoryFixture.options())) {
      file.start(new ProjectCode("c0de".repeat(10)), "server");
      CloneParts parts = file.parts();

      put(parts, true);
      parts.forget(List.of(SECRET));
      assertThat(privateRows()).isZero();

      put(parts, true);
      assertThat(privateRows()).isEqualTo(1);
      parts.forget("peer");
      put(parts, false);
      assertThat(privateRows()).isZero();
    }
  }

  private static void put(CloneParts parts, boolean isPrivate) {
    parts.append("peer", List.of(new StoredArtifact(SECRET, null, 1, isPrivate,
        Content.of(StoredForm.compress(new byte[]{1})))), null);
  }

  private int privateRows() throws SQLException {
    try (var connection = DriverManager.getConnection("jdbc:sqlite:" + directory.resolve("clone.fossil.part"));
        var statement = connection.createStatement();
        var rows = statement.executeQuery("SELECT count(*) FROM private")) {
      return rows.getInt(1);
    }
  }
}
