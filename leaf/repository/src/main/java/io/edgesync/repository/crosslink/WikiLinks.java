package io.edgesync.repository.crosslink;

import io.edgesync.repository.database.SqlSession;
import io.edgesync.repository.markup.NulTerminated;
import io.edgesync.repository.structure.WikiPage;
import java.sql.SQLException;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Wiki pages: the tag that gathers a page's versions, one event for each of them, references of the newest. */
final class WikiLinks {

  static final String TAG = "wiki-";

  private final SqlSession session;
  private final KindContext context;
  private final VersionLinks links;
  private final Tagger tagger;
  private final Events events;
  private final RebuildOrder order;
  private final Set<String> touched = new TreeSet<>();

  WikiLinks(KindContext context) {
    this.session = context.session();
    this.context = context;
    this.links = context.versions();
    this.tagger = context.tagger();
    this.events = context.events();
    this.order = context.order();
  }

  void crosslink(long rid, WikiPage page) throws SQLException {
    long before = links.link(rid, page.parents(), page.julianDay());
    tagger.mark(TaggedVersion.of(page), rid);
    links.deltify(rid, before);
    char change = NulTerminated.bytesWithoutLeadingSpace(page.text()) == 0 ? '-' : before == 0 ? '+' : ':';
    events.put('w', page.julianDay(), rid, page.user(), change + page.title());
    touched.add(page.title());
  }

  /** Something about the versions of a page changed. */
  void touch(String title) {
    touched.add(title);
  }

  /** Takes the references from the newest version of each page that was touched. */
  void settle() throws SQLException {
    for (String title : touched) {
      long tagId = session.number(0, "SELECT tagid FROM tag WHERE tagname=?", TAG + title);
      long rid = newest(tagId);
      WikiPage page = context.find(rid, WikiPage.class);
      if (page != null) {
        BacklinkTable.replace(
            session, BacklinkTable.WIKI, tagId, page.julianDay(), events.references(page.mimetype(), page.text()));
        events.index('w', rid, title);
      } else {
        BacklinkTable.replace(session, BacklinkTable.WIKI, tagId, 0, List.of());
      }
    }
    touched.clear();
  }

  /** Of versions of the same time Fossil takes the one that it came to last. */
  private long newest(long tagId) throws SQLException {
    record Version(long rid, long source) {}
    long rid = 0;
    long source = 0;
    for (Version version : session.list(
        row -> new Version(row.getLong(1), row.getLong(2)),
        "SELECT rid, srcid FROM tagxref WHERE tagid=?1 AND mtime=(SELECT max(mtime) FROM tagxref WHERE tagid=?1)",
        tagId)) {
      if (rid == 0 || order.isBefore(source, version.source())) {
        rid = version.rid();
        source = version.source();
      }
    }
    return rid;
  }
}
