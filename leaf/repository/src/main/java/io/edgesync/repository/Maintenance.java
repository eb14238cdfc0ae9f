package io.edgesync.repository;

import io.edgesync.repository.database.Reading;
import io.edgesync.repository.database.RepositoryDatabase;
import io.edgesync.repository.rebuild.Rebuild;
import io.edgesync.repository.rebuild.RebuildOptions;
import io.edgesync.repository.rebuild.RebuildProgress;
import io.edgesync.repository.rebuild.RebuildReport;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.sql.SQLException;

/** What is done to a whole repository file at once. Each call opens the file, blocks until it is done, and closes it. */
public final class Maintenance {

  private Maintenance() {}

  /**
   * Expands and hashes every artifact on all cores and changes nothing; what is wrong is listed in the report. Others may read
   * meanwhile; who wants to commit waits until it is done.
   */
  public static RebuildReport verify(Path file, RepositoryOptions options, RebuildProgress progress) {
    return over(file, options, session -> uninterrupted(file, () -> Rebuild.verify(session.connection(),
        RebuildOptions.defaults(progress))));
  }

  /**
   * Makes the derived tables anew, in one transaction that holds the file for its whole run, as stock Fossil's does.
   *
   * @throws io.edgesync.repository.rebuild.WrongArtifactsException when an artifact is not what its name says; nothing is changed
   */
  public static RebuildReport rebuild(Path file, RepositoryOptions options, RebuildProgress progress) {
    RepositoryProbe.path(file);
    try (RepositoryDatabase database = RepositoryDatabase.of(file, options.busyPatience())) {
      RepositoryProbe.of(database);
      return database.write(transaction -> uninterrupted(file, () -> Rebuild.run(transaction.session().connection(),
          RebuildOptions.defaults(progress))));
    }
  }

  /**
   * Makes {@code target} a copy of {@code file} as it is at one moment, through SQLite's backup, so that a writer in the middle of
   * a transaction does no harm.
   *
   * @throws RepositoryException.Exists where there is a file of that name
   */
  public static void copy(Path file, Path target, RepositoryOptions options) {
    if (Files.exists(target, LinkOption.NOFOLLOW_LINKS)) {
      throw new RepositoryException.Exists(target);
    }
    if (target.toString().indexOf('\'') >= 0 || target.toString().indexOf('"') >= 0) {
      throw new RepositoryException.Unreadable(target,
          "has a quotation mark in its name; choose another name for the copy", null);
    }
    over(file, options, session -> {
      session.execute("backup to '" + target.toAbsolutePath() + "'");
      return target;
    });
  }

  private static <T> T over(Path file, RepositoryOptions options, Reading<T> work) {
    RepositoryProbe.path(file);
    try (RepositoryDatabase database = RepositoryDatabase.of(file, options.busyPatience())) {
      RepositoryProbe.of(database);
      return database.read(work);
    }
  }

  /** Work that may be interrupted. */
  @FunctionalInterface
  private interface Interruptible<T> {
    T run() throws SQLException, InterruptedException;
  }

  private static <T> T uninterrupted(Path file, Interruptible<T> work) throws SQLException {
    try {
      return work.run();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new RepositoryException.Closed(file, "interrupted; nothing was changed");
    }
  }
}
