package io.edgesync.repository;

import io.edgesync.repository.database.Reading;
import io.edgesync.repository.database.RepositoryDatabase;
import io.edgesync.repository.rebuild.RebuildProgress;
import io.edgesync.repository.rebuild.RebuildReport;
import io.edgesync.repository.rebuild.RebuildRequest;
import io.edgesync.repository.rebuild.VerificationReport;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;

/** What is done to a whole repository file at once. Each call opens the file, blocks until it is done, and closes it. */
public final class Maintenance {

  private Maintenance() {}

  /**
   * Expands and hashes every artifact on all cores, looks for contradictions between tables, and changes nothing. Others read and write
   * meanwhile: the file is read in many short transactions.
   */
  public static VerificationReport verify(Path file, RepositoryOptions options, RebuildProgress progress) {
    try (Repository repository = Repository.open(file, options)) {
      return repository.verify(progress);
    }
  }

  /** As {@link Repository#rebuild()}, on a file that is not open. */
  public static RebuildReport rebuild(Path file, RepositoryOptions options, RebuildProgress progress) {
    return rebuild(file, options, RebuildRequest.STANDARD, progress);
  }

  /** As {@link Repository#rebuild(RebuildRequest, RebuildProgress)}, on a file that is not open, and that an older Fossil may have made. */
  public static RebuildReport rebuild(Path file, RepositoryOptions options, RebuildRequest request,
      RebuildProgress progress) {
    try (Repository repository = Repository.openToRebuild(file, options)) {
      return repository.rebuild(request, progress);
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
}
