package io.edgesync.repository.tag;

import io.edgesync.repository.database.SqlSession;
import io.edgesync.repository.database.SqlText;
import io.edgesync.repository.database.TagId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** What tags say of branches. */
public final class BranchTags {

  private BranchTags() {}

  /** Whether no child is on the same branch (Fossil {@code src/leaf.c, is_a_leaf()}). */
  public static boolean isLeaf(SqlSession session, long rid) throws SQLException {
    return !session.any("SELECT 1 WHERE " + hasChildOnBranch("?1"), rid);
  }

  /** The condition that a child of {@code rid}, an expression of SQL, is on the same branch. */
  public static String hasChildOnBranch(String rid) {
    return "EXISTS (SELECT 1 FROM plink WHERE pid=" + rid
        + " AND coalesce((SELECT tagxref.value FROM tagxref WHERE tagid=" + TagId.BRANCH + " AND rid=" + rid
        + "),'trunk') = coalesce((SELECT tagxref.value FROM tagxref WHERE tagid=" + TagId.BRANCH
        + " AND rid=plink.cid),'trunk'))";
  }

  /** Whether the branch has a leaf that is not closed (Fossil {@code src/branch.c, branch_is_open()}). */
  public static boolean isOpen(SqlSession session, String branch) throws SQLException {
    return session
        .any("SELECT 1 FROM tagxref o WHERE tagid=" + TagId.BRANCH
            + " AND tagtype=2 AND value=? AND rid IN (SELECT rid FROM leaf)"
            + " AND NOT EXISTS (SELECT 1 FROM tagxref i WHERE i.tagid=" + TagId.CLOSED
            + " AND i.tagtype=1 AND i.rid=o.rid)", branch);
  }

  /** The names of a check-in's active symbolic tags without their {@code sym-}, in the order of their bytes. */
  public static List<String> symbolic(SqlSession session, long rid, boolean onlyPropagating) throws SQLException {
    List<String> names = new ArrayList<>();
    try (ResultSet rows = session.bind("SELECT substr(tagname,5) FROM tagxref JOIN tag USING(tagid) WHERE rid=? AND "
        + (onlyPropagating ? "tagtype=2" : "tagtype>0") + " AND tagname GLOB 'sym-*' ORDER BY tagname", rid)
        .executeQuery()) {
      while (rows.next()) {
        names.add(SqlText.orEmpty(rows, 1));
      }
    }
    return names;
  }
}
