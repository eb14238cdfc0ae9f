package io.edgesync.repository.crosslink;

import io.edgesync.repository.artifact.ArtifactAccess;
import io.edgesync.repository.structure.ArtifactParser;
import io.edgesync.repository.structure.TicketChange;
import io.edgesync.repository.ticket.TicketReplay;
import io.edgesync.repository.ticket.TicketTimeline;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The ticket changes of a batch. A change is noted at once; the tickets themselves are made at the end, each from all of its changes. Source:
 * Fossil {@code src/manifest.c, manifest_crosslink()} and {@code manifest_crosslink_end()}.
 */
final class TicketLinks implements TicketTimeline {

  private static final int TICKET_DIGITS = 40;
  /** Changes are kept until the end of the batch up to this many characters; others are read again. */
  private static final long KEPT_MAX = 4L << 20;

  private final Connection connection;
  private final Sql sql;
  private final ArtifactAccess artifacts;
  private final Events events;
  private final Set<String> pending = new TreeSet<>();
  private final Set<Long> tagged = new HashSet<>();
  private final Map<Long, TicketChange> kept = new HashMap<>();
  private long keptCharacters;

  TicketLinks(Connection connection, Sql sql, ArtifactAccess artifacts, Events events) {
    this.connection = connection;
    this.sql = sql;
    this.artifacts = artifacts;
    this.events = events;
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

  /**
   * Something was tagged. Where that is a ticket change, its event must not show it: a rebuild makes events of tickets after all tags. And where
   * the tag is a ticket's own, the ticket's changes may come in another order now.
   */
  void tagged(String tag, long target) {
    tagged.add(target);
    if (tag.startsWith("tkt-") && tag.length() == 4 + TICKET_DIGITS) {
      pending.add(tag.substring(4));
    }
  }

  /** Makes the tickets that changed. */
  void end() throws SQLException {
    for (long rid : tagged) {
      pending.addAll(sql.list(row -> row.getString(1),
          "SELECT substr(tagname, 5) FROM tagxref JOIN tag USING(tagid) WHERE rid=? AND tagname GLOB 'tkt-*'"
              + " AND length(tagname)=" + (4 + TICKET_DIGITS),
          rid));
    }
    if (!pending.isEmpty()) {
      new TicketReplay(connection, this).replay(pending);
    }
  }

  @Override
  public @Nullable TicketChange change(long rid) throws SQLException {
    TicketChange change = kept.get(rid);
    if (change != null) {
      return change;
    }
    byte[] content = artifacts.expand(rid);
    return content != null && ArtifactParser.parseOrNull(content) instanceof TicketChange read ? read : null;
  }

  @Override
  public String link(String ticket) throws SQLException {
    return '[' + events.words().target(ticket) + '|' + events.words().shown(ticket) + ']';
  }

  @Override
  public String escaped(String text) {
    return ControlComment.escaped(text);
  }

  @Override
  public void event(long rid, TicketChange change, long tagid, String comment, String brief) throws SQLException {
    events.ticket(rid, change, tagid, comment, brief);
  }

  @Override
  public void clearReferences(long tagid) throws SQLException {
    sql.run("DELETE FROM backlink WHERE srctype=? AND srcid IN (SELECT rid FROM tagxref WHERE tagid=?)",
        BacklinkTable.TICKET, tagid);
  }

  @Override
  public void references(long rid, double julianDay, @Nullable String mimetype, String text) throws SQLException {
    BacklinkTable.add(sql, BacklinkTable.TICKET, rid, julianDay, events.references(mimetype, text));
  }

  @Override
  public void replayed(long ticketId) throws SQLException {
    events.indexTicket(ticketId);
  }
}
