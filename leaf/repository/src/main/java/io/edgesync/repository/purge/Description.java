package io.edgesync.repository.purge;

import io.edgesync.repository.database.TagId;

/**
 * What an artifact is, in a few words, as SQL over {@code blob b}: the first of these that has an answer. The words are those of Fossil's
 * {@code src/name.c, describe_artifacts()}.
 */
final class Description {

  private static final String CHECKIN = "(SELECT 'check-in to ' || coalesce((SELECT value FROM tagxref"
      + " WHERE tagid=" + TagId.BRANCH
      + " AND tagtype>0 AND rid=e.objid), 'trunk') || ' by ' || coalesce(e.euser, e.user) || ' on '"
      + " || strftime('%Y-%m-%d %H:%M', e.mtime) FROM event e WHERE e.objid=b.rid AND e.type='ci')";
  private static final String FILE = "(SELECT 'file ' || f.name FROM mlink m JOIN event e ON e.objid=m.mid"
      + " JOIN filename f ON f.fnid=m.fnid WHERE m.fid=b.rid ORDER BY m.rowid LIMIT 1)";
  private static final String TAG = "(SELECT 'tag ' || substr((SELECT uuid FROM blob WHERE rid=x.rid), 1, 16)"
      + " FROM tagxref x WHERE x.srcid=b.rid AND x.rid<>b.rid ORDER BY x.rowid LIMIT 1)";
  private static final String CLUSTER = "(SELECT 'cluster' FROM tagxref WHERE tagid=" + TagId.CLUSTER
      + " AND rid=b.rid)";
  private static final String ATTACHMENT_CONTROL = "(SELECT 'attachment-control for ' || filename FROM attachment"
      + " WHERE attachid=b.rid)";
  private static final String ATTACHMENT = "(SELECT 'attachment ' || filename FROM attachment WHERE src=b.uuid"
      + " ORDER BY attachid LIMIT 1)";
  private static final String FORUM = "(SELECT CASE WHEN fpid=froot THEN 'forum-post ' ELSE 'forum-reply-to ' END"
      + " || substr((SELECT uuid FROM blob WHERE rid=froot), 1, 14) FROM forumpost WHERE fpid=b.rid)";

  private Description() {}

  static String sql(boolean withForum) {
    return "coalesce(" + String.join(", ", CHECKIN, FILE, TAG, CLUSTER,
        tagged("tkt-", "'ticket ' || substr(t.tagname, 5, 21)"),
        tagged("wiki-", "'wiki \"' || substr(t.tagname, 6) || '\"'"),
        tagged("event-", "'event ' || substr(t.tagname, 7)"), ATTACHMENT_CONTROL, ATTACHMENT,
        withForum ? FORUM : "NULL", "'unknown'") + ")";
  }

  private static String tagged(String prefix, String words) {
    return "(SELECT " + words + " FROM tagxref x JOIN tag t ON t.tagid=x.tagid WHERE x.rid=b.rid AND t.tagname GLOB '"
        + prefix + "*' ORDER BY x.rowid LIMIT 1)";
  }
}
