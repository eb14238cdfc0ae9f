package io.edgesync.repository.crosslink;

import io.edgesync.repository.artifact.ArtifactAccess;
import io.edgesync.repository.database.SqlSession;
import io.edgesync.repository.markup.Html;
import io.edgesync.repository.structure.TicketChange;
import io.edgesync.repository.ticket.TicketReplay;
import io.edgesync.repository.ticket.TicketTimeline;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The ticket changes of a batch. A change is noted at once; the tickets themselves are made at the end, each from all of its changes. Source:
 * Fossil {@code src/manifest.c, manifest_crosslink()} and {@code manifest_crosslink_end()}.
 */
final class TicketLinks implements TicketTimeline {

  static final String TAG = "tkt-";
  private static final int TAG_LENGTH = TAG.length() + 40;
  private static final String IS_TICKET = "tagname GLOB 'tkt-*' AND length(tagname)=" + TAG_LENGTH;
  /** Changes are kept until the end of the batch up to this many characters; others are read again. */
  private static final long KEPT_MAX = 4L << 20;

  private final SqlSession session;
  private final ArtifactAccess artifacts;
  private final Events events;
  private final RebuildOrder order;
  private final Set<String> pending = new TreeSet<>();
  private final Map<Long, TicketChange> kept = new HashMap<>();
  private long keptCharacters;
  private boolean all;

  TicketLinks(SqlSession session, ArtifactAccess artifacts, Events events, RebuildOrder order) {
    this.session = session;
    this.artifacts = artifacts;
    this.events = events;
    this.order = order;
  }

  /** A change arrived and its tag {@code tkt-…} is set. */
  void changed(long rid, TicketChange change) {
    pending.add(change.ticket());
    long characters = change.fields().stream().mapToLong(field -> field.name().length() + field.value().length()).sum();
    if (keptCharacters + characters <= KEPT_MAX) {
      keptCharacters += characters;
      kept.put(rid, change);
    }
  }

  /** Something was tagged as the change of a ticket, or as none: the ticket's changes may be others now, or come in another order. */
  void tagged(String tag) {
    if (tag.startsWith(TAG) && tag.length() == TAG_LENGTH) {
      pending.add(tag.substring(TAG.length()));
    }
  }

  /** At the end of the batch all tickets are made again. */
  void replayAll() {
    all = true;
  }

  /** Makes the tickets that changed, and those that share a change with them because somebody tagged it so. */
  void end() throws SQLException {
    if (all) {
      new TicketReplay(session.connection(), this).replayAll();
      return;
    }
    Deque<String> found = new ArrayDeque<>(pending);
    Set<String> changed = new TreeSet<>(found);
    while (!found.isEmpty()) {
      for (String sharing : session.list(row -> row.getString(1),
          "SELECT substr(tagname, 5) FROM tag WHERE tagid IN (SELECT theirs.tagid FROM tagxref AS ours"
              + " JOIN tagxref AS theirs USING(rid)"
              + " WHERE ours.tagid=(SELECT tagid FROM tag WHERE tagname=?) AND theirs.tagid<>ours.tagid) AND "
              + IS_TICKET,
          TAG + found.remove())) {
        if (changed.add(sharing)) {
          found.add(sharing);
        }
      }
    }
    if (!changed.isEmpty()) {
      new TicketReplay(session.connection(), this).replay(changed);
    }
  }

  @Override
  public @Nullable TicketChange change(long rid) throws SQLException {
    TicketChange change = kept.get(rid);
    return change == null ? artifacts.expandAs(rid, TicketChange.class) : change;
  }

  @Override
  public String link(String ticket) throws SQLException {
    HashDigits digits = events.words().digits();
    return '[' + digits.link(ticket) + '|' + digits.shown(ticket) + ']';
  }

  @Override
  public boolean isBefore(long first, long second) throws SQLException {
    return order.isBefore(first, second);
  }

  @Override
  public String escaped(String text) {
    return Html.escaped(text);
  }

  @Override
  public void event(long rid, TicketChange change, long tagid, String comment, String brief) throws SQLException {
    events.ticket(rid, change, tagid, comment, brief);
  }

  @Override
  public void clearReferences(long tagid) throws SQLException {
    session.update("DELETE FROM backlink WHERE srctype=? AND srcid IN (SELECT rid FROM tagxref WHERE tagid=?)",
        BacklinkTable.TICKET, tagid);
  }

  @Override
  public void references(long rid, double julianDay, @Nullable String mimetype, String text) throws SQLException {
    BacklinkTable.add(session, BacklinkTable.TICKET, rid, julianDay, events.references(mimetype, text));
  }

  @Override
  public void replayed(long ticketId) throws SQLException {
    events.indexTicket(ticketId);
  }
}
