package io.edgesync.repository.crosslink;

import io.edgesync.repository.database.SqlSession;
import io.edgesync.repository.database.SqlText;
import io.edgesync.repository.database.TagId;
import io.edgesync.repository.markup.Backlinks;
import io.edgesync.repository.structure.JulianDay;
import java.sql.SQLException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the tags {@code bgcolor}, {@code comment}, {@code user} and {@code date} do to events. Fossil makes the event of a check-in with
 * all that is known of it; that of anything else it makes plain, so that only tags that it comes to later show. Which those are is
 * decided by the order of a rebuild, not by the order of arrival.
 */
final class EventTags {

  private record Event(String type, double mtime, @Nullable Double omtime, boolean isAttachment) {}

  private record Tag(int tagId, int tagType, long source, long origin, @Nullable String value, double mtime) {
    @Nullable
    String effective() {
      return tagType == 0 ? null : value;
    }
  }

  private final SqlSession session;
  private final RebuildOrder order;
  private final boolean wikiIsHtml;
  private final Set<Long> touched = new LinkedHashSet<>();

  /** @param wikiIsHtml how comments are to be read, as in {@link Backlinks#of} */
  EventTags(SqlSession session, RebuildOrder order, boolean wikiIsHtml) {
    this.session = session;
    this.order = order;
    this.wikiIsHtml = wikiIsHtml;
  }

  /** What a comment refers to. */
  List<String> references(@Nullable String comment) {
    return comment == null ? List.of() : Backlinks.of(null, comment, wikiIsHtml);
  }

  /** {@code rid} got an event, or one of the four tags. */
  void touch(long rid) {
    touched.add(rid);
  }

  /** A check-in does not have the tag after all: its event is as if it had never been amended. */
  void withdrawn(long rid, int tagId) throws SQLException {
    if (tagId > TagId.DATE) {
      return;
    }
    touch(rid);
    switch (tagId) {
      case TagId.COMMENT -> {
        session.update("UPDATE event SET ecomment=NULL WHERE objid=? AND type='ci'", rid);
        record Original(@Nullable String comment, double mtime) {}
        for (Original original : session.list(row -> new Original(SqlText.get(row, 1), row.getDouble(2)),
            "SELECT comment, coalesce(omtime, mtime) FROM event WHERE objid=? AND type='ci'", rid)) {
          BacklinkTable.replace(session, BacklinkTable.COMMENT, rid, original.mtime(), references(original.comment()));
        }
      }
      case TagId.USER -> session.update("UPDATE event SET euser=NULL WHERE objid=? AND type='ci'", rid);
      case TagId.DATE ->
        session.update("UPDATE event SET mtime=coalesce(omtime, mtime) WHERE objid=? AND type='ci'", rid);
      default -> {
        // a colour follows its row
      }
    }
  }

  /**
   * A full text became a delta, and with it all that are deltas on it: a rebuild comes to them later or sooner. It matters for
   * check-ins among them whose amendment lies between.
   */
  void touchMoved(long rid) throws SQLException {
    long root = order.root(rid);
    session.list(
        row -> row.getLong(1),
        "SELECT rid FROM tagxref WHERE tagid IN (" + TagId.COMMENT + "," + TagId.USER + "," + TagId.DATE
            + ") AND srcid BETWEEN ? AND ? AND (tagtype=0 OR (tagid=" + TagId.COMMENT
            + " AND EXISTS (SELECT 1 FROM backlink WHERE srctype=0 AND backlink.srcid=tagxref.rid))"
            + " OR (tagid=" + TagId.DATE + " AND julianday(value) IS NULL))",
        Math.min(rid, root), Math.max(rid, root)).forEach(touched::add);
  }

  void settle() throws SQLException {
    for (long rid : touched) {
      List<Tag> tags = session.list(
          row -> new Tag(
              row.getInt(1), row.getInt(2), row.getLong(3), row.getLong(4), SqlText.get(row, 5), row.getDouble(6)),
          "SELECT tagid, tagtype, srcid, origid, value, mtime FROM tagxref WHERE rid=? AND tagid<=" + TagId.DATE
          // By the order SQLite is led to the index, also where ANALYZE saw a table so small that a scan seemed cheaper.
              + " ORDER BY tagid",
          rid);
      List<Event> events = tags.isEmpty()
          ? List.of()
          : session.list(
              row -> new Event(row.getString(1), row.getDouble(2), (Double) row.getObject(3), row.getBoolean(4)),
              "SELECT type, mtime, CAST(omtime AS REAL), EXISTS (SELECT 1 FROM attachment WHERE attachid=objid)"
                  + " FROM event WHERE objid=?",
              rid);
      if (!events.isEmpty()) {
        settle(rid, events.getFirst(), tags);
      }
    }
    touched.clear();
  }

  private void settle(long rid, Event event, List<Tag> tags) throws SQLException {
    switch (event.type()) {
      case "ci" -> checkin(rid, event, tags);
      case "t" -> plain(rid, event, event.isAttachment() ? tags : List.of(), false);
      case "e" -> plain(rid, event, tags, !event.isAttachment());
      default -> plain(rid, event, tags, false);
    }
  }

  /** @param takesColor whether the event was made with the colour that was known */
  private void plain(long rid, Event event, List<Tag> tags, boolean takesColor) throws SQLException {
    double own = event.omtime() == null ? event.mtime() : event.omtime();
    Double mtime = own;
    Double omtime = null;
    String color = null;
    String user = null;
    String comment = null;
    for (Tag tag : tags) {
      // Of what is inherited only the colour gets into an event that is there already.
      boolean comesLater = (tag.source() != 0 || tag.tagId() == TagId.BGCOLOR) && comesLater(rid, tag);
      switch (tag.tagId()) {
        case TagId.BGCOLOR -> color = comesLater ? tag.effective() : takesColor ? tag.value() : null;
        case TagId.COMMENT -> comment = comesLater ? tag.effective() : null;
        case TagId.USER -> user = comesLater ? tag.effective() : null;
        case TagId.DATE -> {
          if (comesLater) {
            mtime = Tagger.julianDay(tag.effective());
            omtime = own;
          }
        }
        default -> throw new IllegalStateException("tag " + tag.tagId());
      }
    }
    session.update("UPDATE event SET mtime=?, omtime=?, bgcolor=?, euser=?, ecomment=? WHERE objid=?", mtime, omtime,
        color,
        user, comment, rid);
  }

  /**
   * Only the end of a tag makes a difference for a check-in, a date that is none, and the date of what an amended comment refers to. Its own
   * cards come after its event.
   */
  private void checkin(long rid, Event event, List<Tag> tags) throws SQLException {
    for (Tag tag : tags) {
      if (tag.tagType() != 0 && !isStrangeDate(tag)) {
        if (tag.tagId() == TagId.COMMENT && tag.source() != 0 && event.omtime() != null
            && session.any("SELECT 1 FROM backlink WHERE srctype=0 AND srcid=?", rid)) {
          double mtime = comesLater(rid, tag) ? JulianDay.asWritten(tag.mtime()) : event.omtime();
          session.update("UPDATE backlink SET mtime=? WHERE srctype=0 AND srcid=?", mtime, rid);
        }
        continue;
      }
      boolean comesLater = tag.source() == rid || comesLater(rid, tag);
      String value = comesLater ? null : tag.value();
      switch (tag.tagId()) {
        case TagId.COMMENT -> {
          session.update("UPDATE event SET ecomment=? WHERE objid=?", value, rid);
          String text = comesLater
              ? ""
              : session.text("SELECT coalesce(ecomment, comment) FROM event WHERE objid=?", rid);
          double mtime = event.omtime() == null ? event.mtime() : event.omtime();
          BacklinkTable.replace(session, BacklinkTable.COMMENT, rid, mtime, references(text));
        }
        case TagId.USER -> session.update("UPDATE event SET euser=? WHERE objid=?", value, rid);
        case TagId.DATE -> {
          Double moved = Tagger.julianDay(value);
          session.update("UPDATE event SET mtime=? WHERE objid=?",
              comesLater ? null : moved == null ? event.omtime() : moved,
              rid);
        }
        default -> {
          // a colour that ended is none in any order
        }
      }
    }
  }

  private static boolean isStrangeDate(Tag tag) {
    return tag.tagId() == TagId.DATE && tag.source() != 0 && Tagger.julianDay(tag.value()) == null;
  }

  private boolean comesLater(long rid, Tag tag) throws SQLException {
    if (tag.source() != 0) {
      return order.isBefore(rid, tag.source());
    }
    // Inherited: when the tag was set, or a version between the two was come to.
    long source = session.number(0, "SELECT srcid FROM tagxref WHERE rid=? AND tagid=?", tag.origin(), tag.tagId());
    if (order.isBefore(rid, source)) {
      return true;
    }
    Set<Long> seen = new LinkedHashSet<>(Set.of(rid));
    for (long at = parent(rid); at != 0 && at != tag.origin() && seen.add(at); at = parent(at)) {
      if (order.isBefore(rid, at)) {
        return true;
      }
    }
    return false;
  }

  private long parent(long rid) throws SQLException {
    return session.number(0, "SELECT pid FROM plink WHERE cid=? AND isprim", rid);
  }
}
