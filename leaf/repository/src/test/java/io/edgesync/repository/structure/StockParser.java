package io.edgesync.repository.structure;

import io.edgesync.repository.history.RawArtifacts;
import io.edgesync.xfer.testing.FossilProcess;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The stock program's parser, asked about thousands of texts at once: a repository is stuffed with them, the timeline is made to
 * claim that all are structural, and {@code fossil test-parse-all-blobs} says of which that is not true.
 */
final class StockParser {

  private static final Pattern REFUSED = Pattern.compile("(?:^|[\r\n])(\\d+) ERROR:");
  private static final Pattern TRIED = Pattern.compile("Checking (\\d+)");
  private static final int CRASHES_MAX = 400;

  private final FossilProcess fossil;
  private final Path directory;

  StockParser(Path directory) {
    this.fossil = FossilProcess.in(directory);
    this.directory = directory;
  }

  /** For each text whether stock accepts it. One that makes it crash counts as refused. */
  List<Boolean> accepts(List<byte[]> texts) throws SQLException {
    Path repository = directory.resolve("texts-" + System.nanoTime() + ".fossil");
    fossil.ok(directory, "init", repository.toString());
    List<Integer> rids = RawArtifacts.store(repository, texts);
    sql(repository, "DELETE FROM event");
    sql(repository, "INSERT INTO event(type,mtime,objid) SELECT 'ci', 2460000.5, rid FROM blob");
    Set<Integer> refused = new HashSet<>();
    int crashes = 0;
    while (true) {
      FossilProcess.Outcome outcome = fossil.run(directory, "test-parse-all-blobs", "-R", repository.toString());
      Matcher errors = REFUSED.matcher(outcome.output());
      while (errors.find()) {
        refused.add(Integer.parseInt(errors.group(1)));
      }
      if (outcome.output().contains(" tests with ")) {
        break;
      }
      if (++crashes > CRASHES_MAX) {
        throw new AssertionError("stock ended early too often: " + outcome.output());
      }
      int last = last(outcome.output());
      refused.add(last);
      sql(repository, "DELETE FROM event WHERE objid<=" + last);
    }
    System.out.println(new TreeSet<>(rids).size() + " texts, refused by stock " + refused.size() + ", crashed it "
        + crashes);
    List<Boolean> accepted = new ArrayList<>();
    rids.forEach(rid -> accepted.add(!refused.contains(rid)));
    return accepted;
  }

  private static int last(String output) {
    Matcher tried = TRIED.matcher(output);
    int last = -1;
    while (tried.find()) {
      last = Integer.parseInt(tried.group(1));
    }
    if (last < 0) {
      throw new AssertionError("stock did not begin: " + output);
    }
    return last;
  }

  private static void sql(Path repository, String sql) throws SQLException {
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + repository);
        Statement statement = connection.createStatement()) {
      statement.executeUpdate(sql);
    }
  }
}
