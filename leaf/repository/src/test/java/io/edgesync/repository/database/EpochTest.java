package io.edgesync.repository.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Nothing learned before a foreign commit is believed after it, by readers no more than by the writer. */
@Timeout(60)
class EpochTest {

  @TempDir
  Path directory;

  private RepositoryDatabase create(String mode) throws SQLException {
    Path file = directory.resolve(mode + ".db");
    ForeignLock.run(file, "PRAGMA journal_mode=" + mode, "CREATE TABLE t(n)");
    return RepositoryDatabase.of(file, Duration.ofSeconds(5));
  }

  private static long read(RepositoryDatabase database) {
    return database.read(SqlSession::epoch);
  }

  private static long write(RepositoryDatabase database) {
    return database.write(tx -> {
      tx.session().update("INSERT INTO t VALUES(1)");
      return tx.session().epoch();
    });
  }

  @ParameterizedTest
  @ValueSource(strings = {"delete", "wal"})
  void ourOwnCommitsLeaveItAsItIs(String mode) throws SQLException {
    try (RepositoryDatabase database = create(mode)) {
      long epoch = write(database);

      for (int i = 0; i < 5; i++) {
        assertThat(read(database)).isEqualTo(epoch);
        assertThat(write(database)).isEqualTo(epoch);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"delete", "wal"})
  void aForeignCommitBeginsANewOneForReadersToo(String mode) throws SQLException {
    try (RepositoryDatabase database = create(mode)) {
      long epoch = write(database);
      for (int i = 0; i < 4; i++) {
        // Ours and theirs in between: that the number moved does not tell whose commit it was.
        epoch = Math.max(epoch, write(database));
        ForeignLock.run(database.file(), "INSERT INTO t VALUES(2)");

        long after = i % 2 == 0 ? read(database) : write(database);

        assertThat(after).isGreaterThan(epoch);
        assertThat(read(database)).isEqualTo(after);
        epoch = after;
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"delete", "wal"})
  void aRollbackOfOursBeginsANewOne(String mode) throws SQLException {
    try (RepositoryDatabase database = create(mode)) {
      long epoch = write(database);

      assertThatThrownBy(() -> database.write(tx -> {
        tx.session().update("INSERT INTO t VALUES(3)");
        throw new IllegalArgumentException("on purpose");
      })).hasMessage("on purpose");

      assertThat(read(database)).isGreaterThan(epoch);
    }
  }

  /** It waits for readers, which is when the writer connection cannot be asked. */
  @Test
  void aForeignCommitThatIsAboutToBeMadeIsNoneYet() throws SQLException {
    Path file = directory.resolve("pending.db");
    ForeignLock.run(file, "CREATE TABLE t(n)");
    ForeignWrites writes = new ForeignWrites();
    try (SqlSession writer = new SqlSession(DriverManager.getConnection("jdbc:sqlite:" + file));
        SqlSession reader = new SqlSession(DriverManager.getConnection("jdbc:sqlite:" + file));
        Connection other = DriverManager.getConnection("jdbc:sqlite:" + file);
        Statement statement = other.createStatement()) {
      writes.notice(writer);
      long count = writes.count();
      reader.prepare("BEGIN").execute();
      assertThat(reader.versionMoved(reader.number(0, "PRAGMA data_version"))).isTrue();
      statement.execute("PRAGMA busy_timeout=0");
      statement.execute("BEGIN IMMEDIATE");
      statement.execute("INSERT INTO t VALUES(2)");
      assertThatThrownBy(() -> statement.execute("COMMIT")).isInstanceOf(SQLException.class);
      writer.prepare("PRAGMA busy_timeout=0").execute();

      assertThatThrownBy(writes::noticeForReader).isInstanceOf(SQLException.class);
      statement.execute("ROLLBACK");
      writes.noticeForReader();
      assertThat(writes.count()).isEqualTo(count);

      reader.forgetVersion();
      assertThat(reader.versionMoved(reader.number(0, "PRAGMA data_version"))).as("it is to be asked again").isTrue();
    }
  }

  @Test
  void aReaderStaysInTheEpochOfWhatItSees() throws Exception {
    try (RepositoryDatabase database = create("wal");
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      long epoch = write(database);
      CountDownLatch begun = new CountDownLatch(1);
      CountDownLatch committed = new CountDownLatch(1);
      Future<long[]> old = threads.submit(() -> database.read(session -> {
        begun.countDown();
        try {
          assertThat(committed.await(20, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
          throw new AssertionError(e);
        }
        return new long[]{session.epoch(), session.number(0, "SELECT count(*) FROM t")};
      }));
      assertThat(begun.await(20, TimeUnit.SECONDS)).isTrue();
      ForeignLock.run(database.file(), "INSERT INTO t VALUES(2)");
      assertThat(read(database)).isGreaterThan(epoch);
      committed.countDown();

      assertThat(old.get()).containsExactly(epoch, 1);
    }
  }
}
