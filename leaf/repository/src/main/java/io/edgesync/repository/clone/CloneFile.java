package io.edgesync.repository.clone;

import io.edgesync.repository.Repository;
import io.edgesync.repository.RepositoryException;
import io.edgesync.repository.RepositoryOptions;
import io.edgesync.repository.artifact.ArtifactStore.StoredArtifact;
import io.edgesync.repository.configuration.ConfigurationEntry;
import io.edgesync.repository.configuration.ConfigurationGroup;
import io.edgesync.repository.configuration.ConfigurationMerge;
import io.edgesync.repository.database.DirectorySync;
import io.edgesync.repository.database.RepositoryDatabase;
import io.edgesync.repository.database.SqlSession;
import io.edgesync.repository.database.Transaction;
import io.edgesync.repository.rebuild.WrongArtifactsException;
import io.edgesync.repository.structure.JulianDay;
import io.edgesync.xfer.artifact.ArtifactHasher;
import io.edgesync.xfer.artifact.ProjectCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A clone while it is under way: {@code NAME.part} takes the stored bytes of each reply verbatim, one transaction per reply, with the cursor
 * in its table {@code fx_clone}; a clone that was broken off goes on from there. When everything is here, {@link #finish} verifies and
 * crosslinks all of it and renames the file into place. One thread at a time.
 */
public final class CloneFile implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(CloneFile.class);
  /** Of so many it takes longer to come and to be hashed than what hashes takes to be compiled. */
  private static final int MANY = 10_000;

  private final Path target;
  private final Path part;
  private final RepositoryOptions options;
  private final RepositoryDatabase database;
  private @Nullable ProjectCode project;
  private @Nullable String server;
  /** This and the next are written by {@link CloneParts}, too, and read by others than its threads. */
  private volatile int next;
  private final AtomicLong artifacts = new AtomicLong();
  private final AtomicBoolean isPrepared = new AtomicBoolean();
  private boolean whole;

  private CloneFile(Path target, Path part, RepositoryOptions options, RepositoryDatabase database) {
    this.target = target;
    this.part = part;
    this.options = options;
    this.database = database;
  }

  /**
   * Goes on with {@code TARGET.part}, or begins it.
   *
   * @throws RepositoryException.Exists         where {@code target} itself is there already
   * @throws RepositoryException.NotARepository where the part is not one of ours
   */
  public static CloneFile openOrCreate(Path target, RepositoryOptions options) {
    if (Files.exists(target, LinkOption.NOFOLLOW_LINKS)) {
      throw new RepositoryException.Exists(target);
    }
    Path part = target.resolveSibling(target.getFileName() + ".part");
    boolean begins = Files.notExists(part);
    RepositoryDatabase database = begins
        ? RepositoryDatabase.creating(part, options.busyPatience())
        : RepositoryDatabase.of(part, options.busyPatience());
    CloneFile file = new CloneFile(target, part, options, database);
    try {
      file.begin();
      return file;
    } catch (RuntimeException | Error e) {
      database.close();
      throw e;
    }
  }

  private void begin() {
    database.write(transaction -> {
      SqlSession session = transaction.session();
      session.execute("PRAGMA cache_size=-32000");
      PartRows rows = new PartRows(session);
      if (!session.any("SELECT 1 FROM sqlite_schema")) {
        rows.create(JulianDay.of(options.clock().instant()));
      }
      if (PartRows.isPart(session)) {
        String code = rows.get(PartRows.PROJECT);
        project = code == null ? null : new ProjectCode(code);
        server = rows.get(PartRows.SERVER);
        String cursor = rows.get(PartRows.NEXT);
        next = cursor == null ? 1 : Integer.parseInt(cursor);
      } else {
        readWhole(session);
      }
      artifacts.set(rows.held());
      return null;
    });
  }

  private void readWhole(SqlSession session) throws SQLException {
    if (!session.any("SELECT 1 FROM sqlite_schema WHERE name='plink'")) {
      throw new RepositoryException.NotARepository(part,
          "a database that is no unfinished clone; move it away to clone into " + target, null);
    }
    String code = session.text("SELECT value FROM config WHERE name='project-code'");
    project = code == null ? null : new ProjectCode(code);
    next = 0;
    whole = true;
  }

  /** The project that is being cloned, once a server told. */
  public Optional<ProjectCode> projectCode() {
    return Optional.ofNullable(project);
  }

  /**
   * Notes the project and whose sequence numbers the cursor counts.
   *
   * @throws RepositoryException.Refused where another project was begun
   */
  public void start(ProjectCode projectCode, String serverCode) {
    if (project != null && !project.equals(projectCode)) {
      throw new RepositoryException.Refused(
          part + ": holds an unfinished clone of project " + project + ", the server has "
              + projectCode + "; remove it to begin anew");
    }
    if (whole || (projectCode.equals(project) && serverCode.equals(server))) {
      return;
    }
    database.write(transaction -> {
      PartRows rows = new PartRows(transaction.session());
      rows.set(PartRows.PROJECT, projectCode.hex());
      rows.set(PartRows.SERVER, serverCode);
      return null;
    });
    project = projectCode;
    server = serverCode;
  }

  /** The server code whose sequence numbers the cursor counts: another server's replies need {@link #restart}. */
  public Optional<String> serverCode() {
    return Optional.ofNullable(server);
  }

  /**
   * The {@code N} of the next {@code clone 3 N}: 1 at the beginning, 0 when everything is here. What one server's numbers led to the end of is asked
   * for again by the next run, from near the end on.
   */
  public int nextSequence() {
    return next;
  }

  /** Whether a run before this one finished everything but the renaming: then the file is a repository, and nothing is to be stored in it. */
  public boolean isWhole() {
    return whole;
  }

  /** Artifacts that are here. */
  public long artifacts() {
    return artifacts.get();
  }

  /** What is here by ranges of names, for a clone from several peers. */
  public CloneParts parts() {
    return new CloneParts(this, database, options.clock());
  }

  void counted(int stored) {
    if (artifacts.addAndGet(stored) > MANY && isPrepared.compareAndSet(false, true)) {
      ArtifactHasher.prepare();
    }
  }

  void at(int nextSequence) {
    next = nextSequence;
  }

  /** Counts from the beginning again, with another server; artifacts that are here stay and are skipped when they come again. */
  public void restart(String serverCode) {
    database.write(transaction -> {
      PartRows rows = new PartRows(transaction.session());
      rows.set(PartRows.SERVER, serverCode);
      rows.set(PartRows.NEXT, "1");
      return null;
    });
    server = serverCode;
    next = 1;
  }

  /** Stores one reply; where it is the last, the next run asks for it again. */
  public void append(List<StoredArtifact> reply, int nextSequence) {
    append(reply, nextSequence, nextSequence == 0 ? next : nextSequence);
  }

  /**
   * Stores one reply, all of it or nothing, and closes its contents. Artifacts that are here already are skipped.
   *
   * @param cursor where the next run is to go on
   */
  public void append(List<StoredArtifact> reply, int nextSequence, int cursor) {
    try {
      counted(database.write(transaction -> append(transaction, reply, cursor)));
      next = nextSequence;
    } finally {
      reply.forEach(artifact -> artifact.content().close());
    }
  }

  private static int append(Transaction transaction, List<StoredArtifact> reply, int cursor) throws SQLException {
    PartRows rows = new PartRows(transaction.session());
    int stored = 0;
    for (StoredArtifact artifact : reply) {
      stored += rows.put(artifact, PartRows.RECEIPT) ? 1 : 0;
    }
    rows.set(PartRows.NEXT, Integer.toString(cursor));
    return stored;
  }

  /** Stores configuration; what Fossil does not synchronise is dropped. */
  public void config(List<ConfigurationEntry> entries) {
    config(entries, false);
  }

  /** Stores all the configuration that somebody has; a later run need not ask for it again. */
  public void configure(List<ConfigurationEntry> entries) {
    config(entries, true);
  }

  private void config(List<ConfigurationEntry> entries, boolean isAll) {
    database.write(transaction -> {
      ConfigurationMerge merge = new ConfigurationMerge(transaction.session(), ConfigurationGroup.all(), false);
      for (ConfigurationEntry entry : entries) {
        merge.add(entry);
      }
      if (isAll) {
        new PartRows(transaction.session()).set(PartRows.CONFIGURED, "1");
      }
      return null;
    });
  }

  /** Whether {@link #configure} was called, in this run or an earlier one. */
  public boolean isConfigured() {
    return database.read(session -> PartRows.isPart(session) && new PartRows(session).get(PartRows.CONFIGURED) != null);
  }

  /**
   * Verifies and crosslinks everything, in one transaction, then renames the file into place and opens it.
   *
   * @throws RepositoryException.Refused where something is still missing; the part stays and can go on
   * @throws RepositoryException.Corrupt where an artifact is not what its name says
   */
  public Repository finish(CloneOptions how, Progress progress) {
    if (whole) {
      database.write(transaction -> {
        Completion.administrator(transaction.session(), Objects.requireNonNull(project), how,
            options.clock().instant());
        return null;
      });
    } else {
      try {
        database.write(transaction -> {
          Completion.of(transaction, part, code(), how, options.clock().instant(), progress);
          return null;
        });
      } catch (WrongArtifactsException e) {
        throw new RepositoryException.Corrupt(part.toString(), e.getMessage()
            + "; the server's copy is damaged: remove this file and clone from another one", e);
      }
      whole = true;
    }
    database.close();
    moveIntoPlace();
    return Repository.open(target, options);
  }

  private ProjectCode code() {
    ProjectCode code = project;
    if (code == null || next != 0) {
      throw new RepositoryException.Refused(part + ": the clone is not complete; run the same command again to go on");
    }
    return code;
  }

  private void moveIntoPlace() {
    // Without REPLACE_EXISTING an existing target is kept, where the file system can tell.
    if (Files.exists(target, LinkOption.NOFOLLOW_LINKS)) {
      throw new RepositoryException.Exists(target);
    }
    try {
      Files.move(part, target);
      DirectorySync.around(target);
    } catch (IOException e) {
      throw new RepositoryException.Failed(target, e);
    }
  }

  /** Leaves the part where it is, unless nothing has arrived that is worth going on from. Idempotent. */
  @Override
  public void close() {
    database.close();
    if (artifacts.get() == 0 && !whole) {
      try {
        Files.deleteIfExists(part);
      } catch (IOException stays) {
        LOG.debug("empty part stays file={} error={}", part, stays.getMessage());
      }
    }
  }

  /** Told every now and then how far the second phase is. */
  @FunctionalInterface
  public interface Progress {
    Progress NONE = (done, total) -> {};

    void at(long done, long total);
  }
}
