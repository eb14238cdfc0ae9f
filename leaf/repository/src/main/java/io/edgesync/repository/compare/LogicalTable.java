package io.edgesync.repository.compare;

import java.util.List;

/**
 * A table, or a part of one, with the query that makes its rows independent of the file that they are in.
 *
 * @param name     what differences are reported under
 * @param requires the table that must exist; where it does not, there are no rows
 * @param query    one row of text for each row of the table
 */
record LogicalTable(String name, String requires, String query) {

  private static final String HASH = "(SELECT uuid FROM blob WHERE rid=%s)";

  /** Everything that a repository says, in the order in which differences are easiest to understand. */
  static final List<LogicalTable> ALL = List.of(
      new LogicalTable("blob", "blob", "SELECT uuid, size FROM blob"),
      new LogicalTable("phantom", "phantom", "SELECT " + hash("phantom.rid") + " FROM phantom"),
      new LogicalTable("private", "private", "SELECT " + hash("private.rid") + " FROM private"),
      new LogicalTable("orphan", "orphan", "SELECT " + hash("orphan.rid") + ", " + hash("baseline") + " FROM orphan"),
      new LogicalTable("unclustered", "unclustered", "SELECT " + hash("unclustered.rid") + " FROM unclustered"),
      new LogicalTable(
          "plink", "plink",
          "SELECT " + hash("pid") + ", " + hash("cid") + ", isprim, " + time("mtime") + ", " + hash("baseid")
              + " FROM plink"),
      new LogicalTable(
          "mlink", "mlink",
          "SELECT " + hash("mid") + ", (SELECT name FROM filename WHERE fnid=mlink.fnid), " + hash("fid") + ", "
              + hash("pmid") + ", CASE WHEN pid<=0 THEN pid ELSE " + hash("pid")
              + " END, (SELECT name FROM filename WHERE fnid=pfnid), mperm, isaux FROM mlink"),
      new LogicalTable(
          "cherrypick", "cherrypick",
          "SELECT " + hash("parentid") + ", " + hash("childid") + ", isExclude FROM cherrypick"),
      new LogicalTable("leaf", "leaf", "SELECT " + hash("leaf.rid") + " FROM leaf"),
      new LogicalTable(
          "tagxref", "tagxref",
          "SELECT " + hash("tagxref.rid") + ", (SELECT tagname FROM tag WHERE tagid=tagxref.tagid), tagtype, "
              + hash("srcid") + ", " + hash("origid") + ", value, CASE tagid WHEN 7 THEN 'any' ELSE " + time("mtime")
              + " END FROM tagxref"),
      new LogicalTable(
          "event", "event",
          "SELECT " + hash("objid") + ", type, " + eventTime()
              + ", (SELECT tagname FROM tag WHERE tagid=event.tagid), uid, bgcolor, euser, user, ecomment,"
              + " CASE type WHEN 'f' THEN substr(comment,1,instr(comment,':')) ELSE comment END, brief, "
              + time("omtime") + " FROM event"),
      new LogicalTable(
          "backlink", "backlink",
          "SELECT target, srctype, CASE srctype WHEN 2 THEN (SELECT tagname FROM tag WHERE tagid=srcid) ELSE "
              + hash("srcid")
              + " END, CASE WHEN srctype=0 AND EXISTS (SELECT 1 FROM tagxref WHERE tagid=2 AND rid=backlink.srcid) THEN 'amended' ELSE "
              + time("mtime") + " END FROM backlink"),
      new LogicalTable(
          "attachment", "attachment",
          "SELECT " + hash("attachid") + ", isLatest, " + time("mtime")
              + ", src, target, filename, comment, user FROM attachment"),
      new LogicalTable(
          "forumpost", "forumpost",
          "SELECT " + hash("fpid") + ", " + hash("froot") + ", " + hash("fprev") + ", " + hash("firt") + ", "
              + time("fmtime") + " FROM forumpost"));

  private static String hash(String rid) {
    return HASH.replace("%s", rid);
  }

  private static String time(String column) {
    return "printf('%.7f'," + column + ")";
  }

  /** The time of a check-in that was moved by milliseconds only to sort a timeline counts as not moved. */
  private static String eventTime() {
    return "CASE WHEN type='ci' AND abs(mtime-omtime)<3.0/86400 THEN 'omtime' ELSE " + time("mtime") + " END";
  }
}
