package io.edgesync.repository.ticket;

import io.edgesync.repository.structure.TicketChange;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** What replaying a ticket needs of the rest of the repository, and what it tells it. */
public interface TicketTimeline {

  /** The ticket change in artifact {@code rid}; null where it is not held or is something else. */
  @Nullable
  TicketChange change(long rid) throws SQLException;

  /** A ticket as events name it: {@code [0123456789abcdef|0123456789]}. */
  String link(String ticket) throws SQLException;

  /** Whether a rebuild would come to {@code first} before it comes to {@code second}. */
  boolean isBefore(long first, long second) throws SQLException;

  /** {@code text} as HTML. */
  String escaped(String text);

  /** The change's line in the timeline. */
  void event(long rid, TicketChange change, long tagid, String comment, String brief) throws SQLException;

  /** Forgets what the changes under a tag referred to. */
  void clearReferences(long tagid) throws SQLException;

  /**
   * Notes what {@code text}, written by a change, refers to.
   *
   * @param mimetype null where nothing is said of it
   */
  void references(long rid, double julianDay, @Nullable String mimetype, String text) throws SQLException;

  /** The ticket was replayed and has this {@code tkt_id} now. */
  void replayed(long ticketId) throws SQLException;
}
