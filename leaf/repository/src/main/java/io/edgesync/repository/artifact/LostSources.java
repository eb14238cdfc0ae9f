package io.edgesync.repository.artifact;

import io.edgesync.repository.artifact.ArtifactWriter.Reason;
import io.edgesync.repository.artifact.ArtifactWriter.Refusal;
import io.edgesync.repository.database.SqlSession;
import io.edgesync.xfer.artifact.Hash;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;

/** Deltas that wait for what is too large to come: they become wanted again, in the hope that they come as something else. */
record LostSources(StorageContext context, Provenance from, BooleanSupplier mayStore) {

  /** A delta, and what it waits for in the end. */
  private record Waiting(long rid, Hash name, Hash source) {}

  /** What became wanted again, each with its reason. */
  List<Refusal> giveUp(Collection<Hash> sources) {
    if (sources.isEmpty() || context.database()
        .read(session -> mayStore.getAsBoolean() ? waiting(session, sources) : List.of()).isEmpty()) {
      return List.of();
    }
    return context.database().write(transaction -> {
      List<Refusal> refusals = new ArrayList<>();
      try (TransactionArtifacts rows = new TransactionArtifacts(context, transaction, from)) {
        for (Waiting delta : waiting(transaction.session(), sources)) {
          rows.demote(delta.rid());
          refusals.add(new Refusal(delta.name(), Reason.SOURCE_TOO_LARGE, "came as a delta of " + delta.source()
              + ", which is too large for one side"));
        }
      }
      return refusals;
    });
  }

  private static Collection<Waiting> waiting(SqlSession session, Collection<Hash> sources) throws SQLException {
    Map<Long, Waiting> found = new LinkedHashMap<>();
    for (Hash source : sources) {
      Deque<Long> next = new ArrayDeque<>();
      next.add(session.number(0, "SELECT rid FROM blob WHERE uuid=? AND size<0", source.hex()));
      while (!next.isEmpty()) {
        try (ResultSet row = session.bind("SELECT b.rid, b.uuid FROM delta d CROSS JOIN blob b ON b.rid=d.rid"
            + " WHERE d.srcid=? AND b.size>=0", next.poll()).executeQuery()) {
          while (row.next()) {
            Waiting delta = new Waiting(row.getLong(1), new Hash(row.getString(2)), source);
            if (found.putIfAbsent(delta.rid(), delta) == null) {
              next.add(delta.rid());
            }
          }
        }
      }
    }
    return found.values();
  }
}
