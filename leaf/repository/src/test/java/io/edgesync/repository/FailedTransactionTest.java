package io.edgesync.repository;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.edgesync.repository.database.RepositoryDatabase;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** SQLite gives up a transaction by itself, as it does when the disk is full. */
class FailedTransactionTest {

  private static final Duration PATIENCE = Duration.ofMillis(200);
  private static final String INSERT = "INSERT INTO much VALUES(zeroblob(?))";

  @TempDir
  Path directory;

  @Test
  void leavesNoLockAndNoDeadStatement() {
    Path file = directory.resolve("full.db");
    try (RepositoryDatabase ours = RepositoryDatabase.creating(file, PATIENCE);
        RepositoryDatabase others = RepositoryDatabase.of(file, PATIENCE)) {
      ours.write(tx -> {
        tx.session().execute("CREATE TABLE much(content)");
        tx.session().execute("PRAGMA max_page_count=20");
        return tx.session().update(INSERT, 1);
      });
      for (int again = 0; again < 3; again++) {
        assertThatThrownBy(() -> ours.write(tx -> tx.session().update(INSERT, 1_000_000)))
            .isInstanceOf(RepositoryException.class)
            .hasMessageContaining("full");
        assertThat(others.<Long>read(session -> session.number(0, "SELECT count(*) FROM much"))).isEqualTo(1L);
      }
      int rows = ours.write(tx -> tx.session().update(INSERT, 1));
      assertThat(rows).isEqualTo(1);
    }
  }
}
