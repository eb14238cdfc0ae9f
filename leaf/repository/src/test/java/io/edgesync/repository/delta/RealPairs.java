package io.edgesync.repository.delta;

import io.edgesync.repository.Repository;
import io.edgesync.repository.RepositoryFixture;
import io.edgesync.xfer.artifact.Hash;
import io.edgesync.xfer.content.Content;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/** Consecutive versions of files in a repository: what {@code mlink} says was edited. */
final class RealPairs {

  /** Two versions of a file. */
  record Pair(Hash before, Hash after) {}

  /** What is done with the content of a pair. */
  @FunctionalInterface
  interface Visitor {
    void visit(byte[] before, byte[] after) throws Exception;
  }

  private RealPairs() {}

  /** {@code count} different pairs, chosen by {@code seed}; all there are where there are fewer. */
  static List<Pair> of(Path repository, int count, long seed) throws SQLException {
    List<Pair> pairs = new ArrayList<>();
    try (var connection = DriverManager.getConnection("jdbc:sqlite:" + repository);
        var statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("SELECT DISTINCT b.uuid, a.uuid FROM mlink JOIN blob b ON b.rid=pid"
            + " JOIN blob a ON a.rid=fid WHERE pid>0 AND fid>0 AND pid<>fid AND b.size>=0 AND a.size>=0 ORDER BY 1, 2")) {
      while (rows.next()) {
        pairs.add(new Pair(new Hash(rows.getString(1)), new Hash(rows.getString(2))));
      }
    }
    Collections.shuffle(pairs, new Random(seed));
    return pairs.subList(0, Math.min(count, pairs.size()));
  }

  static void forEach(Path repository, List<Pair> pairs, Visitor visitor) throws Exception {
    try (Repository opened = Repository.open(repository, RepositoryFixture.options())) {
      for (Pair pair : pairs) {
        visitor.visit(bytes(opened, pair.before()), bytes(opened, pair.after()));
      }
    }
  }

  private static byte[] bytes(Repository repository, Hash name) {
    try (Content content = repository.artifacts().load(name).orElseThrow()) {
      return content.toArray();
    }
  }
}
