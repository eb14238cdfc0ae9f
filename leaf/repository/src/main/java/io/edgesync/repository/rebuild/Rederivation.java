package io.edgesync.repository.rebuild;

import io.edgesync.repository.RepositoryException;
import io.edgesync.repository.database.SqlSession;
import io.edgesync.repository.database.Transaction;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** Derives everything anew within a write transaction that has removed artifacts: what followed from them is gone without a trace. */
public final class Rederivation {

  private Rederivation() {}

  /**
   * As {@link Rebuild#run}, apart from {@code unsent}, which keeps what is still there. Takes as long as a rebuild does.
   *
   * @param file named where the thread is interrupted
   */
  public static void run(Path file, Transaction transaction) throws SQLException {
    SqlSession session = transaction.session();
    List<Long> unsent = new ArrayList<>();
    try (ResultSet row = session.prepare("SELECT rid FROM unsent WHERE rid IN (SELECT rid FROM blob)").executeQuery()) {
      while (row.next()) {
        unsent.add(row.getLong(1));
      }
    }
    try {
      Rebuild.run(transaction.connection(), RebuildOptions.defaults(RebuildProgress.SILENT));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new RepositoryException.Closed(file, "interrupted; nothing was changed");
    }
    for (long rid : unsent) {
      session.update("INSERT OR IGNORE INTO unsent(rid) VALUES(?)", rid);
    }
  }
}
