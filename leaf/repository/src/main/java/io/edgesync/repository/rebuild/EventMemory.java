package io.edgesync.repository.rebuild;

import io.edgesync.repository.crosslink.TagRow;
import io.edgesync.repository.database.TagId;
import io.edgesync.repository.markup.Backlinks;
import io.edgesync.repository.structure.ControlArtifact;
import io.edgesync.repository.structure.JulianDay;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Events of check-ins and control artifacts in memory, and the references in comments: what {@code event} and {@code backlink} will hold. A
 * tag changes the event of what it is on, as far as that has one already: its own tags are looked up when it comes.
 */
final class EventMemory {

  /** References of one comment. */
  record References(double mtime, List<String> targets) {}

  private final Wording wording;
  private final TreeMap<Integer, EventRow> rows = new TreeMap<>();
  private final TreeMap<Integer, References> references = new TreeMap<>();

  EventMemory(Wording wording) {
    this.wording = wording;
  }

  void checkin(int rid, Checkin checkin, TagMemory tags) {
    EventRow event = new EventRow("ci", rid, JulianDay.asWritten(checkin.julianDay()), checkin.user(),
        checkin.comment());
    event.omtime = JulianDay.asWritten(checkin.julianDay());
    TagRow date = tags.find(rid, TagId.DATE);
    Double moved = date == null ? null : julianDay(date.value());
    if (moved != null) {
      event.mtime = moved;
    }
    TagRow color = tags.find(rid, TagId.BGCOLOR);
    event.bgcolor = color == null || color.tagType() == 0 ? null : color.value();
    TagRow user = tags.find(rid, TagId.USER);
    event.amendedUser = user == null ? null : user.value();
    TagRow comment = tags.find(rid, TagId.COMMENT);
    event.amendedComment = comment == null ? null : comment.value();
    refer(rid, checkin.julianDay(), event.amendedComment == null ? event.comment : event.amendedComment);
    rows.put(rid, event);
  }

  void control(int rid, ControlArtifact control) {
    rows.put(rid, new EventRow("g", rid, JulianDay.asWritten(control.julianDay()), control.user(),
        wording.control().of(control)));
  }

  /**
   * What a tag does to the event of the artifact that it was set on.
   *
   * @param row   of one of the four tags that amend events; others do nothing
   * @param value {@code null} where the tag was cancelled
   */
  void tagged(TagRow row, @Nullable String value) {
    int rid = (int) row.rid();
    EventRow event = rows.get(rid);
    if (row.tagId() == TagId.COMMENT) {
      refer(rid, row.mtime(), value);
    }
    if (event == null) {
      return;
    }
    switch (row.tagId()) {
      case TagId.BGCOLOR -> event.bgcolor = value;
      case TagId.COMMENT -> event.amendedComment = value;
      case TagId.USER -> event.amendedUser = value;
      case TagId.DATE -> {
        event.omtime = event.omtime == null ? event.mtime : event.omtime;
        event.mtime = julianDay(value);
      }
      default -> {
        // no event shows it
      }
    }
  }

  /** The colour that came down from an ancestor, or went again. */
  void coloured(int rid, @Nullable String value) {
    EventRow event = rows.get(rid);
    if (event != null) {
      event.bgcolor = value;
    }
  }

  private void refer(int rid, double mtime, @Nullable String text) {
    List<String> targets = text == null ? List.of() : Backlinks.of(null, text, wording.wikiIsHtml());
    if (targets.isEmpty()) {
      references.remove(rid);
    } else {
      references.put(rid, new References(mtime, targets));
    }
  }

  private static @Nullable Double julianDay(@Nullable String value) {
    double day = value == null ? Double.NaN : JulianDay.parse(value);
    return Double.isNaN(day) ? null : day;
  }

  /** By rid, ascending. */
  Map<Integer, EventRow> rows() {
    return rows;
  }

  /** By the rid of what has the comment, ascending. */
  Map<Integer, References> references() {
    return references;
  }
}
