package io.edgesync.repository.database;

import io.edgesync.repository.RepositoryException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteOpenMode;

/** The file of a database: how all connections to it are made, and whether it is still the file that was opened first. */
final class DatabaseFile {

  private final Path path;
  private final boolean create;
  /** The file system's own key of the file first opened; set by the thread that connects first, compared by every transaction. */
  private volatile @Nullable Object key;
  /** Its path without symbolic links, beside which SQLite has its journal; set with the key, used by the writer's thread. */
  private volatile @Nullable Path real;

  /** @param create whether SQLite makes the file when it is opened first */
  DatabaseFile(Path path, boolean create) {
    this.path = path;
    this.create = create;
  }

  Path path() {
    return path;
  }

  /** A connection as all of ours are; the caller closes it. */
  SqlSession connect(boolean queryOnly) throws SQLException {
    SQLiteConfig config = new SQLiteConfig();
    config.setBusyTimeout(0);
    // Only the first connection makes the file: one that vanished later is not replaced by an empty one.
    if (!create || key != null) {
      config.resetOpenMode(SQLiteOpenMode.CREATE);
    }
    SqlSession session = new SqlSession(SqliteDriver.open(path, config.toProperties()));
    try {
      session.execute("PRAGMA trusted_schema=0");
      session.execute("PRAGMA synchronous=FULL");
      // Where fsync leaves data in the drive's own memory (macOS) there is a call that does not.
      session.execute("PRAGMA fullfsync=1");
      session.execute("PRAGMA checkpoint_fullfsync=1");
      if (queryOnly) {
        session.execute("PRAGMA query_only=1");
      }
      if (key == null) {
        real = path.toRealPath();
        key = keyNow();
      }
      return session;
    } catch (IOException gone) {
      session.close();
      throw new RepositoryException.Unreadable(path, "was removed while it was being opened", gone);
    } catch (SQLException e) {
      session.close();
      throw e;
    }
  }

  private @Nullable Object keyNow() {
    try {
      return Files.readAttributes(path, BasicFileAttributes.class).fileKey();
    } catch (IOException gone) {
      return null;
    }
  }

  /**
   * To be called after a commit, before anybody is told that it is on disk: syncs the directory, from which a rollback journal is gone now. SQLite
   * would do it before it lets go of the file ({@code synchronous=EXTRA}), and readers would wait for it.
   */
  void syncNames() {
    Path file = real;
    if (file == null) {
      return;
    }
    try {
      DirectorySync.around(file);
    } catch (IOException e) {
      throw new RepositoryException.Failed(path, e);
    }
  }

  /** What changes whenever the file is written to, in whatever way; null where there is none. */
  @Nullable
  Stamp stamp() {
    try {
      BasicFileAttributes now = Files.readAttributes(path, BasicFileAttributes.class);
      return new Stamp(now.lastModifiedTime(), now.size());
    } catch (IOException gone) {
      return null;
    }
  }

  /** When a file was written to last, and its size. */
  record Stamp(FileTime written, long bytes) {}

  /**
   * What is written into a file without a name is lost when we close it, so nothing may be acknowledged there.
   *
   * @throws RepositoryException.Unreadable where another file, or none, has the name now
   */
  void requireSame() {
    Object opened = key;
    if (opened != null && !opened.equals(keyNow())) {
      throw new RepositoryException.Unreadable(path,
          "was removed or replaced while it was open; put it back, or start this program again", null);
    }
  }
}
