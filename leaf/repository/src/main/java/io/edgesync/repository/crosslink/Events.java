package io.edgesync.repository.crosslink;

import io.edgesync.repository.structure.JulianDay;
import io.edgesync.repository.structure.ControlArtifact;
import io.edgesync.repository.structure.Manifest;
import io.edgesync.repository.structure.TicketChange;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** Rows of {@code event}, the timeline, and what goes with a new one. */
final class Events {

  private final Sql sql;
  private final boolean hasAlerts;
  private final boolean hasSearchIndex;
  private @Nullable ControlComment controlComment;

  /** @param announces whether subscribers learn of new events */
  Events(Sql sql, boolean announces) throws SQLException {
    this.sql = sql;
    this.hasAlerts = announces && tableExists("pending_alert");
    this.hasSearchIndex = tableExists("ftsdocs");
  }

  private boolean tableExists(String name) throws SQLException {
    return sql.exists("SELECT 1 FROM sqlite_schema WHERE name=?", name);
  }

  void checkin(long rid, Manifest manifest) throws SQLException {
    String date = sql.text("SELECT value FROM tagxref WHERE tagid=4 AND rid=?", rid);
    Double moved = Tagger.julianDay(date);
    String amended = sql.text("SELECT value FROM tagxref WHERE tagid=2 AND rid=?", rid);
    Double amendedAt = amended == null ? null : sql.real("SELECT mtime FROM tagxref WHERE tagid=2 AND rid=?", rid);
    sql.run(
        "REPLACE INTO event(type, mtime, objid, user, comment, bgcolor, euser, ecomment, omtime)"
            + " VALUES('ci', ?1, ?2, ?3, ?4,"
            + " (SELECT value FROM tagxref WHERE tagid=1 AND rid=?2 AND tagtype>0),"
            + " (SELECT value FROM tagxref WHERE tagid=3 AND rid=?2), ?5, ?6)",
        moved == null ? JulianDay.asWritten(manifest.julianDay()) : moved, rid, manifest.user(), manifest.comment(),
        amended,
        JulianDay.asWritten(manifest.julianDay()));
    String text = amended == null ? manifest.comment() : amended;
    BacklinkTable.replace(
        sql, BacklinkTable.COMMENT, rid, amendedAt == null ? manifest.julianDay() : amendedAt,
        Backlinks.ofWiki(text == null ? "" : text));
    followUp('c', rid);
  }

  /** How names are shown here. */
  ControlComment words() throws SQLException {
    if (controlComment == null) {
      String digits = sql.text("SELECT value FROM config WHERE name='hash-digits'");
      controlComment = digits == null ? ControlComment.STANDARD : new ControlComment(shortDigits(digits));
    }
    return controlComment;
  }

  void control(long rid, ControlArtifact control) throws SQLException {
    sql.run(
        "REPLACE INTO event(type, mtime, objid, user, comment) VALUES('g',?,?,?,?)",
        JulianDay.asWritten(control.julianDay()), rid, control.user(), words().of(control));
    alert('g', rid);
  }

  /** Whatever the event had of tags goes: in a rebuild, tags come before the events of tickets and find none. */
  void ticket(long rid, TicketChange change, long tagid, String comment, String brief) throws SQLException {
    boolean isKnown = sql.exists("SELECT 1 FROM event WHERE type='t' AND objid=?", rid);
    sql.run("REPLACE INTO event(type, tagid, mtime, objid, user, comment, brief) VALUES('t',?,?,?,?,?,?)",
        tagid, JulianDay.asWritten(change.julianDay()), rid, change.user(), comment, brief);
    if (!isKnown) {
      alert('t', rid);
    }
  }

  /** Has the full-text index take the ticket up. */
  void indexTicket(long ticketId) throws SQLException {
    if (hasSearchIndex && ticketId != 0) {
      sql.run("INSERT OR IGNORE INTO ftsdocs(type, rid, name, idxed) VALUES('t',?,NULL,0)", ticketId);
    }
  }

  /** As Fossil reads the setting: 6 to 64, else 10. */
  private static int shortDigits(String setting) {
    try {
      int digits = Integer.parseInt(setting.trim());
      return digits < 6 ? 6 : Math.min(digits, 64);
    } catch (NumberFormatException noNumber) {
      return 10;
    }
  }

  private void followUp(char type, long rid) throws SQLException {
    alert(type, rid);
    if (hasSearchIndex && !sql.exists("SELECT 1 FROM private WHERE rid=?", rid)) {
      sql.run("REPLACE INTO ftsdocs(type, rid, name, idxed) VALUES(?,?,NULL,0)", String.valueOf(type), rid);
    }
  }

  /** What Fossil's TEMP trigger does for subscribers. */
  private void alert(char type, long rid) throws SQLException {
    if (hasAlerts) {
      sql.run("INSERT INTO pending_alert(eventid) VALUES(?) ON CONFLICT(eventid) DO NOTHING",
          type + String.valueOf(rid));
    }
  }
}
