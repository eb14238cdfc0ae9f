package io.edgesync.repository.clone;

import io.edgesync.repository.HashPolicy;
import io.edgesync.repository.RepositoryException;
import io.edgesync.repository.RepositoryFounder;
import io.edgesync.repository.database.SqlSession;
import io.edgesync.repository.database.Transaction;
import io.edgesync.repository.rebuild.Rebuild;
import io.edgesync.repository.rebuild.RebuildOptions;
import io.edgesync.xfer.artifact.ProjectCode;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Instant;

/** Makes a repository of a part that has all of its artifacts, inside the caller's transaction. */
final class Completion {

  private Completion() {}

  /**
   * @throws RepositoryException.Refused where something is still missing
   * @throws io.edgesync.repository.rebuild.WrongArtifactsException where an artifact is not what its name says
   */
  static void of(Transaction transaction, Path part, ProjectCode code, CloneOptions how, Instant now,
      CloneFile.Progress progress) throws SQLException {
    PartRows rows = new PartRows(transaction.session());
    String missing = rows.link();
    if (missing != null) {
      throw new RepositoryException.Refused(part + ": artifact " + missing
          + " never came, though others are deltas on it; clone from another server");
    }
    // What peers kept back comes by a pull later, perhaps with the tag that is lacking now.
    boolean isComplete = rows.get(PartRows.GAPS) == null;
    // What the tables of a part took up is used again at once.
    rows.drop();
    settings(transaction.session(), code, how, now);
    try {
      Rebuild.run(transaction.connection(),
          RebuildOptions.defaults((done, total) -> progress.at(done, total)).withTrunk(isComplete));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new RepositoryException.Closed(part, "interrupted while verifying; run the same command again");
    }
  }

  private static void settings(SqlSession session, ProjectCode code, CloneOptions how, Instant now)
      throws SQLException {
    RepositoryFounder founder = new RepositoryFounder(how.random(), now);
    founder.schemaVersions(session);
    founder.report(session);
    founder.config(session, "project-code", code.hex());
    founder.config(session, "server-code", founder.newCode());
    if (!session.any("SELECT 1 FROM config WHERE name='hash-policy'")) {
      boolean sha3 = session.any("SELECT 1 FROM blob WHERE length(uuid)=64 LIMIT 1");
      HashPolicy.write(session, sha3 ? HashPolicy.SHA3 : HashPolicy.AUTO, now.getEpochSecond());
    }
    founder.users(session, code, how.adminLogin(), how.adminPassword());
  }

  /** Gives the administrator the password of now: the one of the run that made the users was never told. */
  static void administrator(SqlSession session, ProjectCode code, CloneOptions how, Instant now) throws SQLException {
    new RepositoryFounder(how.random(), now).users(session, code, how.adminLogin(), how.adminPassword());
  }
}
