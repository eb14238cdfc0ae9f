package io.edgesync.repository.rebuild;

import io.edgesync.repository.crosslink.CrosslinkBatch;
import io.edgesync.repository.crosslink.Crosslinker;
import io.edgesync.repository.database.SqlSession;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.BitSet;

/**
 * Crosslinks wiki pages, tickets, technotes, attachments and forum posts through the same {@link CrosslinkBatch} that takes them
 * when they arrive one by one, in the order of the walk, after the tables of check-ins are there, and all tags. They are few beside
 * those, and one implementation of each kind is enough.
 */
final class OtherKinds {

  private OtherKinds() {}

  /** @param slots what is to be crosslinked; does nothing when it is empty */
  static void crosslink(Connection connection, BitSet slots, TreeWalk walk,
      RebuildArtifacts artifacts, RebuildOptions options) throws SQLException, InterruptedException {
    if (slots.isEmpty()) {
      return;
    }
    try (SqlSession session = SqlSession.borrowing(connection)) {
      CrosslinkBatch batch = new Crosslinker(options.clock()).beginTagged(session, artifacts);
      TreeWalk.SecondVisitor visitor = (slot, content, neighbour, source) -> {
        if (slots.get(slot)) {
          batch.artifactAvailable(artifacts.rid(slot), content.exact());
        }
      };
      walk.runOnly(slots, visitor);
      batch.end();
    }
  }
}
