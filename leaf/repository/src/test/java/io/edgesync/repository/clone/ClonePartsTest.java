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

  /** What was found to fit is kept for the end, and not what no longer does. */
  @Test
  void whatFitsTogetherIsFoundOutAnewWhenSomethingIsForgotten() throws Exception {
    try (CloneFile file = CloneFile.openOrCreate(directory.resolve("clone.fossil"), RepositoryFixture.options())) {
      file.start(new ProjectCode("c0de".repeat(10)), "server");
      CloneParts parts = file.parts();
      put(parts, false);
      Hash delta = new Hash("b".repeat(40));
      append(parts, delta, SECRET);
      assertThat(parts.fitsTogether()).isTrue();
      assertThat(count("delta")).isEqualTo(1);

      parts.forget(List.of(SECRET));
      assertThat(count("delta")).isZero();
      assertThat(parts.fitsTogether()).isFalse();
      assertThat(parts.missingSources(9)).containsExactly(SECRET);

      append(parts, SECRET, delta);
      assertThat(parts.fitsTogether()).isFalse();
      assertThat(parts.circles()).hasSize(1);
      assertThat(count("delta")).isZero();
    }
  }

  private static void append(CloneParts parts, Hash name, Hash source) {
    parts.append("peer", List.of(new StoredArtifact(name, source, 1, false,
        Content.of(StoredForm.compress(new byte[]{1})))), null);
  }

  private static void put(CloneParts parts, boolean isPrivate) {
    parts.append("peer", List.of(new StoredArtifact(SECRET, null, 1, isPrivate,
        Content.of(StoredForm.compress(new byte[]{1})))), null);
  }

  private int privateRows() throws SQLException {
    return count("private");
  }

  private int count(String table) throws SQLException {
    try (var connection = DriverManager.getConnection("jdbc:sqlite:" + directory.resolve("clone.fossil.part"));
        var statement = connection.createStatement();
        var rows = statement.executeQuery("SELECT count(*) FROM " + table)) {
      return rows.getInt(1);
    }
  }
}
