package io.edgesync.repository.database;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/**
 * The tables of a Fossil repository of version 2.21, as {@code fossil init} makes them: names, columns, types and indexes are part of the
 * format. Durable tables survive a rebuild, derived ones are dropped and refilled by it. Source: {@code src/schema.c}; fossil-repository
 * reference, section 2.
 */
public final class Schema {

  /** {@code PRAGMA application_id} of a repository. */
  public static final int APPLICATION_ID = 252006673;

  /** The newest schema version there is, and the oldest one that Fossil 2.x works with. */
  public static final String AUX_SCHEMA = "2015-01-24";
  public static final String AUX_SCHEMA_OLDEST = "2011-04-25 19:50";
  public static final String CONTENT_SCHEMA = "2";

  /** What Fossil looks for before it takes a file for a repository. */
  public static final List<String> MARKS = List.of("blob", "delta", "rcvfrom", "user", "config", "mlink", "plink");

  private static final List<String> DURABLE = List.of("""
      CREATE TABLE blob(
        rid INTEGER PRIMARY KEY, rcvid INTEGER, size INTEGER, uuid TEXT UNIQUE NOT NULL, content BLOB,
        CHECK( length(uuid)>=40 AND rid>0 )
      )""", """
      CREATE TABLE delta(
        rid INTEGER PRIMARY KEY, srcid INTEGER NOT NULL REFERENCES blob
      )""",
      "CREATE INDEX delta_i1 ON delta(srcid)", """
          CREATE TABLE rcvfrom(
            rcvid INTEGER PRIMARY KEY, uid INTEGER REFERENCES user, mtime DATETIME, nonce TEXT UNIQUE, ipaddr TEXT
          )""", """
          CREATE TABLE user(
            uid INTEGER PRIMARY KEY, login TEXT UNIQUE, pw TEXT, cap TEXT, cookie TEXT, ipaddr TEXT, cexpire DATETIME,
            info TEXT, mtime DATE, photo BLOB, jx TEXT DEFAULT '{}'
          )""", """
          CREATE TABLE config(
            name TEXT PRIMARY KEY NOT NULL, value CLOB, mtime DATE,
            CHECK( typeof(name)='text' AND length(name)>=1 )
          )""", """
          CREATE TABLE shun(
            uuid UNIQUE, mtime DATE, scom TEXT
          )""",
      "CREATE TABLE private(rid INTEGER PRIMARY KEY)",
      """
          CREATE TABLE reportfmt(
            rn INTEGER PRIMARY KEY, owner TEXT, title TEXT UNIQUE, mtime DATE, cols TEXT, sqlcode TEXT,
            jx TEXT DEFAULT '{}'
          )""", """
          CREATE TABLE concealed(
            hash TEXT PRIMARY KEY, mtime DATE, content TEXT
          )""");

  /** Derived tables and their indexes, in the order of {@code fossil init}: these, the tables of tickets, the last ones. */
  private static final List<String> DERIVED_FIRST = List.of(
      """
          CREATE TABLE filename(
            fnid INTEGER PRIMARY KEY, name TEXT UNIQUE
          )""", """
          CREATE TABLE mlink(
            mid INTEGER, fid INTEGER, pmid INTEGER, pid INTEGER, fnid INTEGER REFERENCES filename, pfnid INTEGER,
            mperm INTEGER, isaux BOOLEAN DEFAULT 0
          )""", "CREATE INDEX mlink_i1 ON mlink(mid)", "CREATE INDEX mlink_i2 ON mlink(fnid)",
      "CREATE INDEX mlink_i3 ON mlink(fid)", "CREATE INDEX mlink_i4 ON mlink(pid)", """
          CREATE TABLE plink(
            pid INTEGER REFERENCES blob, cid INTEGER REFERENCES blob, isprim BOOLEAN, mtime DATETIME,
            baseid INTEGER REFERENCES blob, UNIQUE(pid, cid)
          )""", "CREATE INDEX plink_i2 ON plink(cid,pid)", "CREATE TABLE leaf(rid INTEGER PRIMARY KEY)", """
          CREATE TABLE event(
            type TEXT, mtime DATETIME, objid INTEGER PRIMARY KEY, tagid INTEGER, uid INTEGER REFERENCES user,
            bgcolor TEXT, euser TEXT, user TEXT, ecomment TEXT, comment TEXT, brief TEXT, omtime DATETIME
          )""", "CREATE INDEX event_i1 ON event(mtime)", """
          CREATE TABLE phantom(
            rid INTEGER PRIMARY KEY
          )""",
      """
          CREATE TABLE orphan(
            rid INTEGER PRIMARY KEY, baseline INTEGER
          )""",
      "CREATE INDEX orphan_baseline ON orphan(baseline)", """
          CREATE TABLE unclustered(
            rid INTEGER PRIMARY KEY
          )""",
      """
          CREATE TABLE unsent(
            rid INTEGER PRIMARY KEY
          )""",
      """
          CREATE TABLE tag(
            tagid INTEGER PRIMARY KEY, tagname TEXT UNIQUE
          )""",
      """
          CREATE TABLE tagxref(
            tagid INTEGER REFERENCES tag, tagtype INTEGER, srcid INTEGER REFERENCES blob,
            origid INTEGER REFERENCES blob, value TEXT, mtime TIMESTAMP, rid INTEGER REFERENCE blob, UNIQUE(rid, tagid)
          )""", "CREATE INDEX tagxref_i1 ON tagxref(tagid, mtime)", """
          CREATE TABLE backlink(
            target TEXT, srctype INT, srcid INT, mtime TIMESTAMP, UNIQUE(target, srctype, srcid)
          )""", "CREATE INDEX backlink_src ON backlink(srcid, srctype)", """
          CREATE TABLE attachment(
            attachid INTEGER PRIMARY KEY, isLatest BOOLEAN DEFAULT 0, mtime TIMESTAMP, src TEXT, target TEXT,
            filename TEXT, comment TEXT, user TEXT
          )""", "CREATE INDEX attachment_idx1 ON attachment(target, filename, mtime)",
      "CREATE INDEX attachment_idx2 ON attachment(src)");

  /** The tables of tickets where the setting {@code ticket-table} does not ask for others, as a rebuild makes them: with comments. */
  private static final List<String> REBUILT_TICKETS = List.of("""
      CREATE TABLE ticket(
        -- Do not change any column that begins with tkt_
        tkt_id INTEGER PRIMARY KEY, tkt_uuid TEXT UNIQUE, tkt_mtime DATE, tkt_ctime DATE,
        -- Add as many fields as required below this line
        type TEXT, status TEXT,
        subsystem TEXT, priority TEXT, severity TEXT, foundin TEXT, private_contact TEXT, resolution TEXT,
        title TEXT, comment TEXT
      )""", """
      CREATE TABLE ticketchng(
        -- Do not change any column that begins with tkt_
        tkt_id INTEGER REFERENCES ticket, tkt_rid INTEGER REFERENCES blob, tkt_mtime DATE, tkt_user TEXT,
        -- Add as many fields as required below this line
        login TEXT, username TEXT, mimetype TEXT, icomment TEXT
      )""", "CREATE INDEX ticketchng_idx1 ON ticketchng(tkt_id, tkt_mtime)");

  private static final List<String> TICKETS = REBUILT_TICKETS.stream().map(sql -> sql.replaceAll("--.*\n *", ""))
      .toList();

  private static final List<String> DERIVED_LAST = List.of("""
      CREATE TABLE cherrypick(
        parentid INT, childid INT, isExclude BOOLEAN DEFAULT false, PRIMARY KEY(parentid, childid)
      ) WITHOUT ROWID""", "CREATE INDEX cherrypick_cid ON cherrypick(childid)");

  private Schema() {}

  /** Makes the durable tables in an empty database, the mark of the file type included. */
  public static void createDurable(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute("PRAGMA application_id=" + APPLICATION_ID);
    }
    run(connection, DURABLE);
  }

  /** Makes the derived tables, none of which may exist, with their indexes, and the predefined tags. */
  public static void createDerived(Connection connection) throws SQLException {
    run(connection, DERIVED_FIRST);
    run(connection, TICKETS);
    run(connection, DERIVED_LAST);
    insertTags(connection);
  }

  /**
   * As {@link #createDerived}, without the indexes that {@link #createDerivedIndexes} makes: filling a table and sorting it then costs less
   * than keeping four orders on the way.
   */
  public static void createDerivedTables(Connection connection) throws SQLException {
    run(connection, without(DERIVED_FIRST));
    run(connection, TICKETS);
    run(connection, without(DERIVED_LAST));
    insertTags(connection);
  }

  /** The indexes of derived tables, those of tickets apart. */
  public static void createDerivedIndexes(Connection connection) throws SQLException {
    run(connection, DERIVED_FIRST.stream().filter(Schema::isIndex).toList());
    run(connection, DERIVED_LAST.stream().filter(Schema::isIndex).toList());
  }

  private static List<String> without(List<String> statements) {
    return statements.stream().filter(statement -> !isIndex(statement)).toList();
  }

  private static boolean isIndex(String statement) {
    return statement.startsWith("CREATE INDEX");
  }

  private static void insertTags(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      for (int i = 0; i < TagId.NAMES.size(); i++) {
        statement.execute("INSERT INTO tag(tagid, tagname) VALUES(" + (i + 1) + ", '" + TagId.NAMES.get(i) + "')");
      }
    }
  }

  /** Makes the tables of tickets that a rebuild of a fresh repository makes, none of which may exist. */
  public static void recreateTickets(Connection connection) throws SQLException {
    run(connection, REBUILT_TICKETS);
  }

  private static void run(Connection connection, List<String> statements) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      for (String sql : statements) {
        statement.execute(laidOut(sql));
      }
    }
  }

  /**
   * A statement of several lines as stock Fossil lays it out, a column to a line: the text stays in the file, and programs compare it.
   */
  private static String laidOut(String sql) {
    int open = sql.indexOf('(');
    int close = sql.lastIndexOf(')');
    if (sql.indexOf('\n') < 0) {
      return sql;
    }
    String indent = sql.startsWith("CREATE TABLE reportfmt") ? "\n   " : "\n  ";
    StringBuilder out = new StringBuilder(sql.substring(0, open + 1));
    int depth = 0;
    int from = open + 1;
    for (int i = from; i <= close; i++) {
      char c = sql.charAt(i);
      depth += c == '(' ? 1 : c == ')' ? -1 : 0;
      if (i == close || (c == ',' && depth == 0)) {
        out.append(indent).append(sql.substring(from, i).strip()).append(i == close ? "\n" : ",");
        from = i + 1;
      }
    }
    return out.append(sql.substring(close)).toString();
  }
}
