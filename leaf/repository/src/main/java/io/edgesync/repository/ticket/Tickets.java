package io.edgesync.repository.ticket;

import io.edgesync.repository.RepositoryException;
import io.edgesync.repository.artifact.LocalStore.Guard;
import io.edgesync.repository.authoring.Author;
import io.edgesync.repository.authoring.Authoring;
import io.edgesync.repository.authoring.Draft;
import io.edgesync.repository.database.SqlSession;
import io.edgesync.repository.structure.CardWriter;
import io.edgesync.repository.structure.TextBytes;
import io.edgesync.xfer.artifact.Hash;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.SQLException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.random.RandomGenerator;

/** The tickets of a repository, to write. Callable from any thread. */
public final class Tickets {

  private static final String PRIVATE = "private_";

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
    if (!name.startsWith(PRIVATE) || Hash.isHash(value)) {
      return value;
    }
    String hash = sha1(value);
    concealed.put(hash, value);
    return hash;
  }

  private static String sha1(String value) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-1").digest(TextBytes.encode(value)));
    } catch (NoSuchAlgorithmException everyJavaHasIt) {
      throw new IllegalStateException(everyJavaHasIt);
    }
  }

  /** Keeps what the hashes stand for, for those who may see it. */
  private static Guard conceal(Map<String, String> concealed, long unixSeconds) {
    return session -> {
      for (Map.Entry<String, String> entry : concealed.entrySet()) {
        session.update("INSERT OR IGNORE INTO concealed(hash, content, mtime) VALUES(?, ?, ?)", entry.getKey(),
            entry.getValue(), unixSeconds);
      }
    };
  }

  private static State state(SqlSession session, String id) throws SQLException {
    return new State(
        session.any("SELECT 1 FROM tag JOIN tagxref USING(tagid) WHERE tagname=?", "tkt-" + id),
        new TreeSet<>(TicketColumns.read(session).fields().keySet()));
  }
}
