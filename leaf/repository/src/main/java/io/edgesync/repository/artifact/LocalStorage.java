package io.edgesync.repository.artifact;

import io.edgesync.repository.RepositoryException;
import io.edgesync.repository.artifact.ArtifactWriter.Refusal;
import io.edgesync.repository.artifact.LocalStore.Guard;
import io.edgesync.repository.artifact.LocalStore.NewArtifact;
import io.edgesync.repository.database.Transaction;
import io.edgesync.xfer.envelope.StoredForm;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Stores what is made on this device: one transaction for all of it, compressed beforehand, large deltas afterwards.
 */
record LocalStorage(StorageContext context, Crosslinking crosslinking, Provenance from) {

  void store(List<NewArtifact> artifacts, Guard guard) {
    List<PreparedArtifact> prepared = new ArrayList<>(artifacts.size());
    try (StoredForm form = new StoredForm()) {
      for (NewArtifact artifact : artifacts) {
        byte[] content = artifact.content();
        prepared.add(new PreparedArtifact(artifact.name(), null, form.frame(content, 0, content.length), content.length,
            content, artifact.isPrivate()));
      }
    }
    Map<Long, Set<Long>> wantedDeltas = new LinkedHashMap<>();
    Deltification deltification = new Deltification(context);
    context.database().write(transaction -> {
      transact(transaction, artifacts, prepared, guard, deltification, wantedDeltas);
      return null;
    });
    deltification.prepare(wantedDeltas);
    deltification.apply(crosslinking, from);
  }

  private void transact(Transaction transaction, List<NewArtifact> artifacts, List<PreparedArtifact> prepared,
      Guard guard, Deltification deltification, Map<Long, Set<Long>> wantedDeltas)
      throws SQLException {
    try (TransactionArtifacts rows = new TransactionArtifacts(context, transaction, from)) {
      guard.check(transaction.session());
      Crosslinking.Batch links = crosslinking.begin(transaction.session(), rows);
      Storing storing = new Storing(context, rows, links, Map.of());
      for (int i = 0; i < prepared.size(); i++) {
        long rid = storing.store(prepared.get(i));
        for (Refusal refusal : storing.refusals()) {
          throw new RepositoryException.Refused(refusal.text());
        }
        if (artifacts.get(i).notesUnsent()) {
          transaction.session().update("INSERT OR IGNORE INTO unsent(rid) VALUES(?)", rid);
        }
      }
      deltification.makeSmall(rows, links);
      links.end();
      wantedDeltas.putAll(rows.wantedDeltas());
    }
  }
}
