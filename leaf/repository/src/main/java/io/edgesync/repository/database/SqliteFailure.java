package io.edgesync.repository.database;

import io.edgesync.repository.RepositoryException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import org.sqlite.SQLiteErrorCode;

/** Translates what SQLite reports, by its primary result code. */
public final class SqliteFailure {

  private SqliteFailure() {}

  /** Whether another connection's lock was in the way, so that trying again is right. */
  public static boolean isBusy(SQLException failure) {
    int code = failure.getErrorCode() & 0xff;
    return code == SQLiteErrorCode.SQLITE_BUSY.code || code == SQLiteErrorCode.SQLITE_LOCKED.code;
  }

  public static RepositoryException translate(Path file, Duration waited, SQLException failure) {
    if (isBusy(failure)) {
      return new RepositoryException.Busy(file, waited, failure);
    }
    int code = failure.getErrorCode() & 0xff;
    if (code == SQLiteErrorCode.SQLITE_READONLY.code) {
      return new RepositoryException.Unreadable(file,
          "is read-only for this process; give it write permission for the file and its directory", failure);
    }
    if (code == SQLiteErrorCode.SQLITE_CANTOPEN.code) {
      return new RepositoryException.Unreadable(file,
          "cannot be opened; check that it exists and that this process may read and write it and its directory",
          failure);
    }
    if (code == SQLiteErrorCode.SQLITE_NOTADB.code) {
      return new RepositoryException.NotARepository(file, "a file that is no SQLite database", failure);
    }
    if (code == SQLiteErrorCode.SQLITE_FULL.code) {
      return new RepositoryException.NoSpace(file, failure);
    }
    if (code == SQLiteErrorCode.SQLITE_CORRUPT.code) {
      return new RepositoryException.Corrupt(file, failure);
    }
    return new RepositoryException.Failed(file, failure);
  }
}
