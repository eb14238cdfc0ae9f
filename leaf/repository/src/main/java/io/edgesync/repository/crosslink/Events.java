package io.edgesync.repository.crosslink;

import io.edgesync.repository.database.SqlSession;
import io.edgesync.repository.database.SqlText;
import io.edgesync.repository.database.TagId;
import io.edgesync.repository.markup.Backlinks;
import io.edgesync.repository.structure.JulianDay;
import io.edgesync.repository.structure.ControlArtifact;
import io.edgesync.repository.structure.Manifest;
import io.edgesync.repository.structure.TicketChange;
import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Rows of {@code event}, the timeline, and what goes with a new one. */
final class Events {

  private final SqlSession session;
  private final boolean hasAlerts;
  private final boolean hasSearchIndex;
  private final boolean wikiIsHtml;
  private final EventTags tags;
  private @Nullable ControlComment controlComment;

  /**
   * @param wikiIsHtml as in {@link Backlinks#of}
   * @param announces  whether subscribers learn of new events
   */
  Events(SqlSession session, EventTags tags, boolean wikiIsHtml, boolean announces) throws SQLException {
    this.session = session;
    this.tags = tags;
    this.wikiIsHtml = wikiIsHtml;
    List<String> tables = session.list(row -> row.getString(1),
        "SELECT name FROM sqlite_schema WHERE name IN ('pending_alert', 'ftsdocs')");
    this.hasAlerts = announces && tables.contains("pending_alert");
    this.hasSearchIndex = tables.contains("ftsdocs");
  }

  void checkin(long rid, Manifest manifest) throws SQLException {
    String date = session.text("SELECT value FROM tagxref WHERE tagid=" + TagId.DATE + " AND rid=?", rid);
    Double moved = Tagger.julianDay(date);
    record Amended(String comment, double mtime) {}
    List<Amended> amendments = session.list(row -> new Amended(SqlText.orEmpty(row, 1), row.getDouble(2)),
        "SELECT value, mtime FROM tagxref WHERE tagid=" + TagId.COMMENT + " AND rid=? AND value IS NOT NULL", rid);
    Amended amended = amendments.isEmpty() ? null : amendments.getFirst();
    session.update(
        "REPLACE INTO event(type, mtime, objid, user, comment, bgcolor, euser, ecomment, omtime)"
            + " VALUES('ci', ?1, ?2, ?3, ?4,"
            + " (SELECT value FROM tagxref WHERE tagid=" + TagId.BGCOLOR + " AND rid=?2 AND tagtype>0),"
            + " (SELECT value FROM tagxref WHERE tagid=" + TagId.USER + " AND rid=?2), ?5, ?6)",
        moved == null ? JulianDay.asWritten(manifest.julianDay()) : moved, rid, manifest.user(), manifest.comment(),
        amended == null ? null : amended.comment(),
        JulianDay.asWritten(manifest.julianDay()));
    String text = amended == null ? manifest.comment() : amended.comment();
    BacklinkTable.replace(
        session, BacklinkTable.COMMENT, rid, amended == null ? manifest.julianDay() : amended.mtime(),
        tags.references(text));
    tags.touch(rid);
    alert('c', rid);
    index('c', rid, null);
  }

  /** How names are shown here. */
  ControlComment words() throws SQLException {
    if (controlComment == null) {
      controlComment = new ControlComment(HashDigits.of(session));
    }
    return controlComment;
  }

  void control(long rid, ControlArtifact control) throws SQLException {
    put('g', control.julianDay(), rid, control.user(), words().of(control));
  }

  /** Whatever the event had of tags goes: in a rebuild, tags come before the events of tickets and find none. */
  void ticket(long rid, TicketChange change, long tagid, String comment, String brief) throws SQLException {
    boolean isKnown = session.any("SELECT 1 FROM event WHERE type='t' AND objid=?", rid);
    session.update("REPLACE INTO event(type, tagid, mtime, objid, user, comment, brief) VALUES('t',?,?,?,?,?,?)",
        tagid, JulianDay.asWritten(change.julianDay()), rid, change.user(), comment, brief);
    if (!isKnown) {
      alert('t', rid);
    }
  }

  /** Has the full-text index take the ticket up. */
  void indexTicket(long ticketId) throws SQLException {
    if (hasSearchIndex && ticketId != 0) {
      session.update("INSERT OR IGNORE INTO ftsdocs(type, rid, name, idxed) VALUES('t',?,NULL,0)", ticketId);
    }
  }

  /** The event of anything but a check-in, in place of the one that was there; tags are applied at the end of the batch. */
  void put(char type, double julianDay, long rid, @Nullable String user, @Nullable String comment)
      throws SQLException {
    session.update(
        "REPLACE INTO event(type, mtime, objid, user, comment) VALUES(?,?,?,?,?)",
        String.valueOf(type), JulianDay.asWritten(julianDay), rid, user, comment);
    tags.touch(rid);
    alert(type, rid);
  }

  /** What text of some mimetype refers to, by the settings of this repository. */
  List<String> references(@Nullable String mimetype, String text) {
    return Backlinks.of(mimetype, text, wikiIsHtml);
  }

  /**
   * Queues a text for the full-text index, where there is one. What is in the index already is left to stock Fossil, which alone can
   * take it out; a page's older versions go as far as they only wait.
   *
   * @param name the page's title, of a wiki page
   */
  void index(char type, long rid, @Nullable String name) throws SQLException {
    if (hasSearchIndex && !session.any("SELECT 1 FROM private WHERE rid=?", rid)) {
      if (name != null) {
        session.update("DELETE FROM ftsdocs WHERE type=? AND name=? AND rid<>? AND NOT idxed", String.valueOf(type),
            name,
            rid);
      }
      session.update("INSERT OR IGNORE INTO ftsdocs(type, rid, name, idxed) VALUES(?,?,?,0)", String.valueOf(type), rid,
          name);
    }
  }

  /** What Fossil's TEMP trigger does for subscribers. */
  private void alert(char type, long rid) throws SQLException {
    if (hasAlerts) {
      session.update("INSERT INTO pending_alert(eventid) VALUES(?) ON CONFLICT(eventid) DO NOTHING",
          type + String.valueOf(rid));
    }
  }
}
