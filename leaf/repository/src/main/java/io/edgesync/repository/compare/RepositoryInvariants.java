package io.edgesync.repository.compare;

import io.edgesync.repository.RepositoryException;
import io.edgesync.repository.database.SqliteFailure;
import io.edgesync.repository.database.TagId;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What holds in every sound repository and can be asked of the tables alone, without expanding an artifact. */
public final class RepositoryInvariants {

  private static final String BRANCH = "coalesce((SELECT value FROM tagxref WHERE tagid=" + TagId.BRANCH
      + " AND rid=%s),'trunk')";

  private static final String HAS_CHILD_ON_BRANCH = "EXISTS (SELECT 1 FROM plink WHERE pid=candidate.rid AND "
      + BRANCH.formatted("plink.pid") + "=" + BRANCH.formatted("plink.cid") + ")";

  /** Of those without the tag it depends on what came first whether they were ever looked at. */
  private static final String LEAVES = "SELECT rid FROM leaf AS candidate WHERE " + HAS_CHILD_ON_BRANCH
      + " UNION SELECT rid FROM tagxref AS candidate WHERE tagid=" + TagId.BRANCH
      + " AND rid NOT IN (SELECT rid FROM leaf) AND NOT " + HAS_CHILD_ON_BRANCH;

  /** Check-ins whose parents a tag names: where Fossil meets the tag first, it makes no event, and may keep the old parents, too. */
  private static final String REPARENTED = "(SELECT rid FROM tagxref WHERE tagid=" + TagId.PARENT + ")";

  /** Each with a query for the rids that break it, and whether it is one of tables that follow from the artifacts alone. */
  private record Invariant(String name, String query, boolean derived) {
    Invariant(String name, String query) {
      this(name, query, false);
    }

    static Invariant derived(String name, String query) {
      return new Invariant(name, query, true);
    }
  }

  private static final List<Invariant> ALL = List.of(
      new Invariant("a blob has size -1, no content and no receipt if and only if it is listed as a phantom",
          "SELECT rid FROM blob WHERE (size<0)<>(rid IN (SELECT rid FROM phantom))"
              + " OR (size<0)<>(content IS NULL) OR (size<0)<>(rcvid=0)"),
      new Invariant("a size is a number", "SELECT rid FROM blob WHERE typeof(size)<>'integer'"),
      Invariant.derived("every phantom is a blob", "SELECT rid FROM phantom WHERE rid NOT IN (SELECT rid FROM blob)"),
      new Invariant("every artifact was received in a transaction that is listed",
          "SELECT rid FROM blob WHERE rcvid>0 AND rcvid NOT IN (SELECT rcvid FROM rcvfrom)"),
      new Invariant("a name is text, of 40 or 64 lower-case hexadecimal digits",
          "SELECT rid FROM blob WHERE typeof(uuid)<>'text' OR length(uuid) NOT IN (40,64) OR uuid GLOB '*[^0-9a-f]*'"),
      new Invariant("content is a BLOB", "SELECT rid FROM blob WHERE typeof(content) NOT IN ('blob','null')"),
      new Invariant("a full text begins with its size", "SELECT rid FROM blob WHERE size>=0"
          + " AND rid NOT IN (SELECT rid FROM delta) AND hex(substr(content,1,4))<>printf('%08X',size)"),
      new Invariant("a delta and its source are artifacts",
          "SELECT rid FROM delta WHERE rid NOT IN (SELECT rid FROM blob)"
              + " OR srcid NOT IN (SELECT rid FROM blob)"),
      new Invariant("no public artifact is a delta on a private one", "SELECT rid FROM delta"
          + " WHERE srcid IN (SELECT rid FROM private) AND rid NOT IN (SELECT rid FROM private)"),
      // A tag that makes private acts after a rebuild filled unclustered; what waits for a moderator is private for a while.
      Invariant.derived("what is private is not offered",
          "SELECT rid FROM unclustered WHERE rid IN (SELECT rid FROM private)"
              + " AND NOT EXISTS (SELECT 1 FROM tagxref WHERE tagid=" + TagId.PRIVATE + ")"
              + " AND NOT EXISTS (SELECT 1 FROM sqlite_schema WHERE name='modreq')"),
      Invariant.derived("the leaves are those without a child on their branch", LEAVES),
      Invariant.derived("a change against a merge parent goes with one against the primary parent",
          // A set of pairs: the index on mid alone would look at all of a large merge for each of its files.
          "SELECT mid FROM mlink WHERE isaux AND (mid,fnid) NOT IN (SELECT mid, fnid FROM mlink WHERE NOT isaux"
              + " AND mid IN (SELECT mid FROM mlink WHERE isaux))"),
      // What was shunned is 0 there.
      Invariant.derived("check-ins and the files that they changed are artifacts",
          "SELECT mid FROM mlink WHERE mid NOT IN (SELECT rid FROM blob)"
              + " UNION SELECT fid FROM mlink WHERE fid>0 AND fid NOT IN (SELECT rid FROM blob)"
              + " UNION SELECT pid FROM mlink WHERE pid>0 AND pid NOT IN (SELECT rid FROM blob)"
              + " UNION SELECT cid FROM plink WHERE cid NOT IN (SELECT rid FROM blob)"
              + " UNION SELECT pid FROM plink WHERE pid>0 AND pid NOT IN (SELECT rid FROM blob)"),
      Invariant.derived("what is in the timeline is an artifact",
          "SELECT objid FROM event WHERE objid NOT IN (SELECT rid FROM blob)"),
      Invariant.derived("what changed files is in the timeline",
          "SELECT DISTINCT mid FROM mlink WHERE mid NOT IN (SELECT objid FROM event) AND mid NOT IN " + REPARENTED),
      Invariant.derived("nobody has two primary parents",
          "SELECT cid FROM plink WHERE isprim AND cid NOT IN " + REPARENTED + " GROUP BY cid HAVING count(*)>1"),
      Invariant.derived("an inherited tag propagates, and stands where it was set",
          "SELECT t.rid FROM tagxref t WHERE srcid=0"
              + " AND (tagtype<>2 OR NOT EXISTS (SELECT 1 FROM tagxref o WHERE o.rid=t.origid AND o.tagid=t.tagid))"));

  private static final String DURABLE = "('blob'),('delta'),('private'),('rcvfrom')";
  private static final String DERIVED = "('event'),('leaf'),('mlink'),('phantom'),('plink'),('tagxref'),('unclustered')";

  private RepositoryInvariants() {}

  /**
   * An invariant that does not hold.
   *
   * @param derived  whether a rebuild mends it
   * @param examples names of some of the artifacts that break it
   */
  public record Violation(String invariant, boolean derived, long count, List<String> examples) {
    public Violation {
      examples = List.copyOf(examples);
    }
  }

  /** How many invariants there are. */
  public static int count() {
    return ALL.size();
  }

  /**
   * Those that do not hold; all that is derived is in doubt where a table is missing, and then only that is said. Each is a short read of
   * its own.
   *
   * @param examplesMax how many artifacts are named for each
   * @throws RepositoryException where the file cannot be read as a Fossil repository
   */
  public static List<Violation> check(Path repository, int examplesMax) {
    try (Connection connection = RepositoryComparison.open(repository);
        Statement statement = connection.createStatement()) {
      List<Violation> violations = new ArrayList<>(missingTables(statement));
      if (!violations.isEmpty()) {
        return violations;
      }
      for (Invariant invariant : ALL) {
        long count = 0;
        List<String> examples = new ArrayList<>();
        try (ResultSet rows = statement.executeQuery("WITH broken(rid) AS (" + invariant.query()
            + ") SELECT coalesce((SELECT uuid FROM blob WHERE blob.rid=broken.rid), 'rid '||rid) FROM broken ORDER BY 1")) {
          for (; rows.next(); count++) {
            if (count < examplesMax) {
              examples.add(rows.getString(1));
            }
          }
        }
        if (count > 0) {
          violations.add(new Violation(invariant.name(), invariant.derived(), count, examples));
        }
      }
      return violations;
    } catch (SQLException e) {
      throw SqliteFailure.translate(repository, RepositoryComparison.BUSY_PATIENCE, e);
    }
  }

  private static List<Violation> missingTables(Statement statement) throws SQLException {
    List<Violation> violations = new ArrayList<>();
    missing(statement, "every table is there that nothing can make anew", false, DURABLE).ifPresent(violations::add);
    missing(statement, "every table is there", true, DERIVED).ifPresent(violations::add);
    return violations;
  }

  private static Optional<Violation> missing(Statement statement, String invariant, boolean derived, String tables)
      throws SQLException {
    List<String> missing = new ArrayList<>();
    try (ResultSet rows = statement.executeQuery("WITH needed(name) AS (VALUES" + tables
        + ") SELECT name FROM needed WHERE name NOT IN (SELECT name FROM sqlite_schema)")) {
      while (rows.next()) {
        missing.add(rows.getString(1));
      }
    }
    return missing.isEmpty()
        ? Optional.empty()
        : Optional.of(new Violation(invariant, derived, missing.size(), missing));
  }
}
