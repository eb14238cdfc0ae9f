package io.edgesync.repository.crosslink;

import io.edgesync.repository.artifact.ArtifactAccess;
import io.edgesync.repository.database.SqlSession;
import io.edgesync.repository.markup.NulTerminated;
import io.edgesync.repository.structure.ForumPost;
import io.edgesync.repository.structure.JulianDay;
import io.edgesync.xfer.artifact.Hash;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Forum posts: the table {@code forumpost}, which comes into being with the first of them, and events that carry the thread's title.
 *
 * <p>The title is that of the newest version of the thread's first post. Fossil means that, too, but takes whichever version it comes
 * to last.
 */
final class ForumLinks {

  private static final String NOT_KNOWN = "<i>Unknown</i>";
  private static final String DELETED = "(Deleted)";

  private final SqlSession session;
  private final ArtifactAccess artifacts;
  private final VersionLinks links;
  private final Events events;
  /** By the thread's root, for as long as the batch lasts; 0 where no version of the first post is here. */
  private final Map<Long, First> newestFirst = new HashMap<>();
  private final Set<Long> retitled = new LinkedHashSet<>();
  private boolean hasTable;

  /** A version of a first post. */
  private record First(long rid, double mtime) {
    static final First NONE = new First(0, 0);
  }

  ForumLinks(KindContext context) {
    this.session = context.session();
    this.artifacts = context.artifacts();
    this.links = context.versions();
    this.events = context.events();
  }

  void crosslink(long rid, ForumPost post) throws SQLException {
    Hash before = post.previous();
    links.link(rid, before == null ? List.of() : List.of(before), post.julianDay());
    createTable();
    boolean isPrivate = artifacts.isPrivate(rid);
    long root = post.root() == null ? rid : ridOf(post.root(), isPrivate);
    long previous = ridOf(before, isPrivate);
    long inReplyTo = ridOf(post.inReplyTo(), isPrivate);
    session.update(
        "REPLACE INTO forumpost(fpid, froot, fprev, firt, fmtime) VALUES(?1,?2,nullif(?3,0),nullif(?4,0),?5)",
        rid, root, previous, inReplyTo, JulianDay.asWritten(post.julianDay()));
    String text = NulTerminated.seen(post.text());
    if (inReplyTo == 0) {
      String title = post.title() == null || post.title().isEmpty() ? DELETED : post.title();
      first(rid, root, post, previous == 0 ? "Post" : "Edit", title);
    } else {
      String kind = text.isEmpty() ? "Delete reply" : previous == 0 ? "Reply" : "Edit reply";
      events.put('f', post.julianDay(), rid, post.user(), kind + ": " + title(newestFirst(root), NOT_KNOWN));
    }
    if (!text.isEmpty()) {
      BacklinkTable.replace(
          session, BacklinkTable.FORUM, rid, post.julianDay(), events.references(post.mimetype(), text));
    }
    events.index('f', rid, null);
  }

  /** A version of the first post: the newest of them gives the whole thread its title. */
  private void first(long rid, long root, ForumPost post, String kind, String ownTitle) throws SQLException {
    First newest = newestFirst(root);
    double mtime = JulianDay.asWritten(post.julianDay());
    boolean isNewest = newest.rid() == rid || newest.rid() == 0 || newest.mtime() <= mtime;
    String title = isNewest ? ownTitle : title(newest, ownTitle);
    events.put('f', post.julianDay(), rid, post.user(), kind + ": " + title);
    if (isNewest) {
      newestFirst.put(root, new First(rid, mtime));
      retitled.add(root);
    }
  }

  /** Gives all posts of a thread the title that the newest version of its first post brought. */
  void settle() throws SQLException {
    for (long root : retitled) {
      String title = title(newestFirst(root), NOT_KNOWN);
      session.update(
          "UPDATE event SET comment=substr(comment,1,instr(comment,':')) || ' ' || ?"
              + " WHERE objid IN (SELECT fpid FROM forumpost WHERE froot=?)",
          title, root);
    }
    retitled.clear();
  }

  /** What the event of a version of the first post says already. */
  private String title(First first, String otherwise) throws SQLException {
    String title = first.rid() == 0
        ? null
        : session.text("SELECT substr(comment,instr(comment,':')+2) FROM event WHERE objid=?", first.rid());
    return title == null ? otherwise : title;
  }

  /** The newest version of the first post that is here. Searched once for a thread, since each post of it asks. */
  private First newestFirst(long root) throws SQLException {
    First known = newestFirst.get(root);
    if (known != null) {
      return known;
    }
    List<First> found = session.list(row -> new First(row.getLong(1), row.getDouble(2)),
        "SELECT fpid, fmtime FROM forumpost JOIN event ON objid=fpid WHERE froot=? AND firt IS NULL"
            + " ORDER BY fmtime DESC, fpid LIMIT 1",
        root);
    First first = found.isEmpty() ? First.NONE : found.getFirst();
    newestFirst.put(root, first);
    return first;
  }

  private long ridOf(@Nullable Hash name, boolean isPrivate) throws SQLException {
    return name == null ? 0 : artifacts.ridFor(name, true, isPrivate);
  }

  private void createTable() throws SQLException {
    if (hasTable) {
      return;
    }
    if (!session.any("SELECT 1 FROM sqlite_schema WHERE name='forumpost'")) {
      session.update(
          "CREATE TABLE forumpost(fpid INTEGER PRIMARY KEY, froot INT, fprev INT, firt INT, fmtime REAL)");
      session.update("CREATE INDEX forumthread ON forumpost(froot,fmtime)");
    }
    hasTable = true;
  }
}
