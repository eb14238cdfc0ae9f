package io.edgesync.repository.database;

import io.edgesync.repository.RepositoryException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/** Translates what SQLite reports, by its primary result code. */
public final class SqliteFailure {

  private static final Pattern MISSING = Pattern.compile("no such (table|column): ([\\w.]{1,70})");

  private SqliteFailure() {}

  /** Whether another connection's lock was in the way, so that trying again is right. */
  public static boolean isBusy(SQLException failure) {
    int code = failure.getErrorCode() & 0xff;
    return code == SQLiteErrorCode.SQLITE_BUSY.code || code == SQLiteErrorCode.SQLITE_LOCKED.code;
  }

  /** Whether there is a journal to be rolled back, or a log to be recovered, by somebody who may write. */
  private static boolean isUnfinished(SQLException failure) {
    return failure instanceof SQLiteException known
        && (known.getResultCode() == SQLiteErrorCode.SQLITE_READONLY_ROLLBACK
            || known.getResultCode() == SQLiteErrorCode.SQLITE_READONLY_RECOVERY);
  }

  static boolean isNoDatabase(SQLException failure) {
    return (failure.getErrorCode() & 0xff) == SQLiteErrorCode.SQLITE_NOTADB.code;
  }

  public static RepositoryException translate(Path file, Duration waited, SQLException failure) {
    if (isBusy(failure)) {
      return new RepositoryException.Busy(file, waited, failure);
    }
    int code = failure.getErrorCode() & 0xff;
    if (isUnfinished(failure)) {
      return new RepositoryException.Unreadable(file,
          "holds a change that another program left unfinished, which must be"
              + " undone before anything can be read; open it once where this process may write the file and its directory",
          failure);
    }
    if (code == SQLiteErrorCode.SQLITE_READONLY.code) {
      return new RepositoryException.Unreadable(file,
          "is read-only for this process; give it write permission for the file and its directory", failure);
    }
    if (code == SQLiteErrorCode.SQLITE_CANTOPEN.code) {
      return new RepositoryException.Unreadable(file,
          "cannot be opened; check that it exists, that this process may read it and write its directory, and that there is"
              + " room for a journal; one with a write-ahead log is read by nobody who may not write",
          failure);
    }
    if (isNoDatabase(failure)) {
      return new RepositoryException.NotARepository(file, "a file that is no SQLite database", failure);
    }
    if (code == SQLiteErrorCode.SQLITE_FULL.code) {
      return new RepositoryException.NoSpace(file, failure);
    }
    if (code == SQLiteErrorCode.SQLITE_CORRUPT.code) {
      return new RepositoryException.Corrupt(file, failure);
    }
    Matcher missing = MISSING.matcher(String.valueOf(failure.getMessage()));
    if (code == SQLiteErrorCode.SQLITE_ERROR.code && missing.find()) {
      return new RepositoryException.Unreadable(file, "has no " + missing.group(1) + " " + missing.group(2)
          + ", as every repository has; somebody has changed or truncated it, so take a backup, or run `edgesync rebuild`"
          + " where nothing but that is missing", failure);
    }
    return new RepositoryException.Failed(file, failure);
  }
}
