package io.edgesync.repository.crosslink;

import io.edgesync.repository.database.SqlSession;
import io.edgesync.repository.database.SqlText;
import io.edgesync.repository.markup.Html;
import io.edgesync.repository.structure.Attachment;
import io.edgesync.repository.structure.JulianDay;
import io.edgesync.xfer.artifact.Hash;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Attachments. Whether the target is a ticket, a technote or a wiki page shows only when one of them is here, so that the event of an
 * attachment is made anew whenever its target is touched.
 */
final class AttachmentLinks {

  private static final String TICKET_TAG = "tkt-";
  private static final int TARGETS_MAX = 1_000;
  /** By the order SQLite is led to the index on it, also where ANALYZE saw a table so small that a scan seemed cheaper. */
  private static final String SOURCES = "SELECT srcid FROM tagxref"
      + " WHERE srcid<>0 AND tagid=(SELECT tagid FROM tag WHERE tagname=?) ORDER BY mtime";

  /** Under one name one of the attachments of a target is the latest. */
  private record Place(String target, String filename) {}

  /**
   * What an identifier may mean.
   *
   * @param lastTicket   the change of a ticket that Fossil comes to last, 0 if there is none or no technote beside it
   * @param lastTechnote the technote's version that Fossil comes to last
   */
  private record Target(boolean isTicket, boolean isTechnote, long lastTicket, long lastTechnote) {}

  /** A row of {@code attachment}. */
  private record Row(long rid, @Nullable String source, String filename) {}

  private final SqlSession session;
  private final Events events;
  private final RebuildOrder order;
  private final Set<String> touched = new LinkedHashSet<>();
  private final Set<Place> filled = new LinkedHashSet<>();
  /** Until something about them changes in the batch. */
  private final Map<String, Target> targets = new HashMap<>();

  AttachmentLinks(KindContext context) {
    this.session = context.session();
    this.events = context.events();
    this.order = context.order();
  }

  void crosslink(long rid, Attachment attachment) throws SQLException {
    session.update(
        "REPLACE INTO attachment(attachid, mtime, src, target, filename, comment, user) VALUES(?,?,?,?,?,?,?)",
        rid, JulianDay.asWritten(attachment.julianDay()), attachment.source(), attachment.target(),
        attachment.filename(), attachment.comment() == null ? "" : attachment.comment(), attachment.user());
    filled.add(new Place(attachment.target(), attachment.filename()));
    Row row = new Row(rid, attachment.source(), attachment.filename());
    char kind = kind(row, attachment.target());
    events.put(kind, attachment.julianDay(), rid, attachment.user(), text(kind, row, attachment.target()));
    if (target(attachment.target()).isTechnote()) {
      touched.add(attachment.target()); // which of the two a rebuild comes to first may change before the batch ends
    }
  }

  /** A technote or a ticket of this identifier was crosslinked. */
  void touch(String target) {
    targets.remove(target);
    touched.add(target);
  }

  void settle() throws SQLException {
    for (Place place : filled) {
      session.update(
          "UPDATE attachment SET isLatest=(mtime=(SELECT max(mtime) FROM attachment WHERE target=?1 AND filename=?2))"
              + " WHERE target=?1 AND filename=?2",
          place.target(), place.filename());
    }
    filled.clear();
    targets.clear();
    for (String target : touched) {
      if (Hash.isHash(target.toLowerCase(Locale.ROOT))) {
        for (Row row : session.list(
            found -> new Row(found.getLong(1), found.getString(2), SqlText.orEmpty(found, 3)),
            "SELECT attachid, src, filename FROM attachment WHERE target=?", target)) {
          char kind = kind(row, target);
          session.update("UPDATE event SET type=?, comment=? WHERE objid=?", String.valueOf(kind),
              text(kind, row, target),
              row.rid());
        }
      }
    }
    touched.clear();
  }

  /** The letter of the event: {@code t}, {@code e} or {@code w}. */
  private char kind(Row attachment, String name) throws SQLException {
    Target target = target(name);
    if (!target.isTicket() || !target.isTechnote()) {
      return target.isTicket() ? 't' : target.isTechnote() ? 'e' : 'w';
    }
    // One identifier for both: the one that Fossil comes to last decides, but a ticket that is there first wins.
    boolean ticketLast = order.isBefore(target.lastTechnote(), target.lastTicket());
    long last = ticketLast ? target.lastTicket() : target.lastTechnote();
    return ticketLast || order.isBefore(last, attachment.rid()) ? 't' : 'e';
  }

  /** Looked up once, because thousands of changes may stand behind a name, and thousands of attachments. */
  private Target target(String name) throws SQLException {
    Target known = targets.get(name);
    if (known == null) {
      boolean isTicket = session.any(SOURCES + " LIMIT 1", TICKET_TAG + name);
      List<Long> technotes = sourcesOf(TechnoteLinks.TAG + name);
      boolean isTechnote = !technotes.isEmpty();
      known = new Target(isTicket, isTechnote, isTicket && isTechnote ? last(sourcesOf(TICKET_TAG + name)) : 0,
          isTechnote ? last(technotes) : 0);
      if (targets.size() >= TARGETS_MAX) {
        targets.clear();
      }
      targets.put(name, known);
    }
    return known;
  }

  private List<Long> sourcesOf(String tag) throws SQLException {
    return session.list(row -> row.getLong(1), SOURCES, tag);
  }

  private long last(List<Long> rids) throws SQLException {
    long last = rids.getFirst();
    for (long rid : rids) {
      last = order.isBefore(last, rid) ? rid : last;
    }
    return last;
  }

  private String text(char kind, Row attachment, String target) throws SQLException {
    HashDigits digits = events.words().digits();
    String file = Html.escaped(attachment.filename());
    String place = switch (kind) {
      case 't' -> "ticket [" + digits.link(target) + '|' + digits.shown(target) + ']';
      case 'e' -> "tech note [/technote/" + digits.link(target) + '|' + digits.shown(target) + ']';
      default -> "wiki page [" + Html.escaped(target) + ']';
    };
    if (attachment.source() != null) {
      return "Add attachment [/artifact/" + digits.link(attachment.source()) + '|' + file + "] to " + place;
    }
    if (kind == 'e' && order.isBefore(target(target).lastTechnote(), attachment.rid())) {
      // Fossil's wording where it knew the technote before the attachment went.
      file = "/artifact/" + digits.link(attachment.filename()) + '|' + file;
    }
    return "Delete attachment \"" + file + "\" from " + place;
  }
}
