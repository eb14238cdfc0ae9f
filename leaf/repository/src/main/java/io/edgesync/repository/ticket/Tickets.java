package io.edgesync.repository.ticket;

import java.util.List;
import io.edgesync.repository.authoring.Versions;
import io.edgesync.repository.RepositoryException;
import io.edgesync.repository.artifact.LocalStore.Guard;
import io.edgesync.repository.authoring.Author;
import io.edgesync.repository.authoring.Authoring;
import io.edgesync.repository.authoring.Draft;
import io.edgesync.repository.database.SqlSession;
import io.edgesync.repository.structure.CardWriter;
import io.edgesync.xfer.artifact.Hash;
import java.sql.SQLException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.random.RandomGenerator;

/** The tickets of a repository. Callable from any thread. */
public final class Tickets {

  private final Authoring authoring;
  private final RandomGenerator random;

  /** @param random draws the ids of new tickets */
  public Tickets(Authoring authoring, RandomGenerator random) {
    this.authoring = authoring;
    this.random = random;
  }

  /** What a change depends on. */
  private record State(boolean isThere, Set<String> fields) {}

  /** An id for a new ticket: 40 digits. */
  public String newId() {
    byte[] id = new byte[20];
    random.nextBytes(id);
    return HexFormat.of().formatHex(id);
  }

  /**
   * Opens a ticket; returns the name of the artifact.
   *
   * @param id of {@link #newId}
   * @throws RepositoryException.Refused when there is such a ticket, or a field is unknown here
   */
  public Hash open(String id, TicketEdit edit, Author author) {
    return write(id, edit, author, false);
  }

  /**
   * Changes a ticket; returns the name of the artifact.
   *
   * @throws RepositoryException.Refused when there is no such ticket, a field is unknown here, or nothing is to change
   */
  public Hash change(String id, TicketEdit edit, Author author) {
    return write(id, edit, author, true);
  }

  private Hash write(String id, TicketEdit edit, Author author, boolean mustBeThere) {
    if (!id.matches("[0-9a-f]{40}")) {
      throw new RepositoryException.Refused("ticket " + id + ": expected an id of 40 lower-case hexadecimal digits");
    }
    if (edit.assigned().isEmpty() && edit.appended().isEmpty()) {
      throw new RepositoryException.Refused("ticket " + id + ": nothing to change");
    }
    return authoring.write(author, session -> state(session, id), state -> {
      if (state.isThere() != mustBeThere) {
        throw new RepositoryException.Refused(
            "ticket " + id + (mustBeThere ? ": there is no such ticket" : ": exists already; change it"));
      }
      Map<String, String> concealed = new LinkedHashMap<>();
      CardWriter out = new CardWriter().card('D', authoring.date(author));
      fields(edit, state.fields(), concealed).forEach((name, value) -> out.card('J', name, value));
      byte[] text = out.card('K', id).card('U', author.login()).finish();
      return Draft.of(text).along(conceal(concealed, authoring.instant(author).getEpochSecond()));
    });
  }

  /** The J-cards in their order: appended fields come first, for {@code +} sorts before letters. */
  private static SortedMap<String, String> fields(
      TicketEdit edit, Set<String> known, Map<String, String> concealed) {
    SortedMap<String, String> fields = new TreeMap<>(CardWriter.BYTE_ORDER);
    edit.assigned().forEach((name, value) -> fields.put(name, shown(name, value, known, concealed)));
    edit.appended().forEach((name, value) -> fields.put("+" + name, shown(name, value, known, concealed)));
    return fields;
  }

  /** The value as the card has it: in place of a private one its hash. */
  private static String shown(String name, String value, Set<String> known, Map<String, String> concealed) {
    if (!known.contains(name)) {
      throw new RepositoryException.Refused("ticket field " + name + ": unknown here, expected one of " + known);
    }
    if (!Concealed.isPrivate(name) || Concealed.isConcealed(value)) {
      return value;
    }
    String hash = Concealed.hash(value);
    concealed.put(hash, value);
    return hash;
  }

  /** Keeps what the hashes stand for, for those who may see it. */
  private static Guard conceal(Map<String, String> concealed, long unixSeconds) {
    return session -> {
      for (Map.Entry<String, String> entry : concealed.entrySet()) {
        Concealed.keep(session, entry.getKey(), entry.getValue(), unixSeconds);
      }
    };
  }

  /** The ids of all tickets, in order. */
  public List<String> ids() {
    return authoring.read(session -> Versions.names(session, "tkt-"));
  }

  /** The changes of a ticket, newest first; none where there is no such ticket. */
  public List<Hash> changes(String id) {
    return authoring.read(session -> Versions.of(session, "tkt-" + id));
  }

  /**
   * A ticket's fields as they are now, those without a value left out; empty where there is no such ticket.
   *
   * @param reveals whether private values are shown, as far as they are known here, and not what stands for them: for readers with the letter
   *                {@code e}
   */
  public Optional<SortedMap<String, String>> fields(String id, boolean reveals) {
    return authoring.read(session -> {
      TicketColumns columns = TicketColumns.read(session);
      if (!columns.hasTicket() || !session.any("SELECT 1 FROM ticket WHERE tkt_uuid=?", id)) {
        return Optional.empty();
      }
      SortedMap<String, String> values = new TreeMap<>();
      for (TicketColumn column : columns.fields().values()) {
        String value = column.inTicket()
            ? session.text("SELECT " + TicketObject.quoted(column.name()) + " FROM ticket WHERE tkt_uuid=?", id)
            : null;
        value = reveals && Concealed.isPrivate(column.name()) ? Concealed.reveal(session, value) : value;
        if (value != null) {
          values.put(column.name(), value);
        }
      }
      return Optional.of(values);
    });
  }

  private static State state(SqlSession session, String id) throws SQLException {
    return new State(
        session.any("SELECT 1 FROM tag JOIN tagxref USING(tagid) WHERE tagname=?", "tkt-" + id),
        new TreeSet<>(TicketColumns.read(session).fields().keySet()));
  }
}
