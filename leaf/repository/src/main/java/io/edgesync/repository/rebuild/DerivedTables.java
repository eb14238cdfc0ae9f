package io.edgesync.repository.rebuild;

import io.edgesync.repository.crosslink.ControlComment;
import io.edgesync.repository.crosslink.HashDigits;
import io.edgesync.repository.database.Schema;
import io.edgesync.repository.database.SqlSession;
import io.edgesync.repository.markup.Backlinks;
import io.edgesync.repository.ticket.TicketTables;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/** The statements around a rebuild: which tables go and come back, and the few durable rows that it corrects. */
final class DerivedTables {

  /** What {@code fossil rebuild} keeps; every other table is derived, except those whose names begin with {@code sqlite_} or {@code fx_}. */
  private static final String DROPPED = "SELECT name FROM pragma_table_list WHERE schema='main' AND type IN ('table','virtual')"
      + " AND name NOT IN ('admin_log','blob','delta','rcvfrom','user','alias','config','shun','private','reportfmt','concealed',"
      + "'accesslog','modreq','purgeevent','purgeitem','unversioned','subscriber','pending_alert','chat')"
      + " AND name NOT GLOB 'sqlite_*' AND name NOT GLOB 'fx_*'";

  private DerivedTables() {}

  /** Takes back the rows of phantoms that a first attempt made. */
  static void removePhantomsAbove(Connection connection, int rid) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute("DELETE FROM blob WHERE rid>" + rid);
    }
  }

  /** Drops what is derived and makes it anew, empty, without indexes. */
  static void recreate(Connection connection) throws SQLException {
    List<String> names = new ArrayList<>();
    try (Statement statement = connection.createStatement()) {
      try (ResultSet tables = statement.executeQuery(DROPPED)) {
        while (tables.next()) {
          names.add(tables.getString(1));
        }
      }
      for (String name : names) {
        statement.execute("DROP TABLE IF EXISTS \"" + name.replace("\"", "\"\"") + '"');
      }
    }
    Schema.createDerivedTables(connection);
    TicketTables.recreateOrDefault(connection);
  }

  static BitSet privateSlots(Connection connection, BlobIndex blobs) throws SQLException {
    BitSet slots = new BitSet();
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("SELECT rid FROM private")) {
      while (rows.next()) {
        int slot = blobs.slotOfRid(rows.getInt(1));
        if (slot >= 0) {
          slots.set(slot);
        }
      }
    }
    return slots;
  }

  static void setPrivate(Connection connection, BlobIndex blobs, BitSet slots) throws SQLException {
    try (Statement statement = connection.createStatement();
        PreparedStatement insert = connection.prepareStatement("INSERT INTO private(rid) VALUES(?)")) {
      statement.execute("DELETE FROM private");
      for (int slot : slots.stream().toArray()) {
        insert.setInt(1, blobs.rid(slot));
        insert.executeUpdate();
      }
    }
  }

  static void correctSizes(Connection connection, BlobIndex blobs, ArtifactPass pass) throws SQLException {
    try (PreparedStatement update = connection.prepareStatement("UPDATE blob SET size=? WHERE rid=?")) {
      for (int slot : pass.wrongSizes()) {
        update.setInt(1, pass.expandedSize(slot));
        update.setInt(2, blobs.rid(slot));
        update.executeUpdate();
      }
    }
  }

  static void noteDeltaManifests(Connection connection, Instant now) throws SQLException {
    try (PreparedStatement config = connection.prepareStatement(
        "INSERT INTO config(name, value, mtime) VALUES('seen-delta-manifest', 1, ?)"
            + " ON CONFLICT(name) DO UPDATE SET value=excluded.value, mtime=excluded.mtime WHERE value<>excluded.value")) {
      config.setLong(1, now.getEpochSecond());
      config.executeUpdate();
    }
  }

  /** How texts are written and read here: control artifacts with the digits that the setting {@code hash-digits} asks for. */
  static Wording wording(Connection connection) throws SQLException {
    try (SqlSession session = SqlSession.borrowing(connection)) {
      return new Wording(new ControlComment(HashDigits.of(session)), session.any(Backlinks.WIKI_IS_HTML));
    }
  }
}
