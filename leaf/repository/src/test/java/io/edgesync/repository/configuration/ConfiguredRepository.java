package io.edgesync.repository.configuration;

import io.edgesync.repository.Rows;
import io.edgesync.xfer.testing.FossilProcess;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A stock repository with something in every area of configuration, odd values among them. */
public final class ConfiguredRepository {

  private static final Map<String, String> TABLES = Map.of(
      "config", "SELECT name, hex(value), typeof(value), mtime FROM config WHERE name NOT IN ('server-code','uv-hash',"
          + "'rebuilt','content-schema','aux-schema','project-code','captcha-secret') AND name NOT GLOB 'ckout:*'"
          + " AND name NOT GLOB 'baseurl:*' AND name NOT GLOB 'last-sync*' ORDER BY name",
      "user", "SELECT login, pw, cap, info, hex(photo), jx, mtime FROM user ORDER BY login",
      "shun", "SELECT uuid, scom, mtime FROM shun ORDER BY uuid",
      "reportfmt", "SELECT title, owner, cols, sqlcode, jx, mtime FROM reportfmt ORDER BY title",
      "concealed", "SELECT hash, content, mtime FROM concealed ORDER BY hash");

  private ConfiguredRepository() {}

  public static Path make(FossilProcess fossil, Path file) throws SQLException {
    fossil.init(file, "tiger");
    Rows.change(file,
        "UPDATE user SET mtime=1700000000, photo=x'00ff10', jx='{\"a\":1}' WHERE login='tester'",
        "UPDATE user SET mtime=1700000001 WHERE login='nobody'",
        "INSERT INTO user(login, pw, cap, info, mtime) VALUES('bob', 'se''cret', 'gio', 'Bob\nof two lines', 1700000002)",
        "INSERT INTO shun VALUES('" + "a".repeat(40) + "', 1700000003, NULL), ('" + "b".repeat(64)
            + "', 1700000004, 'it''s bad')",
        "INSERT INTO concealed VALUES('" + "c".repeat(40) + "', 1700000005, 'x@example.org')",
        "INSERT INTO reportfmt(owner, title, mtime, cols, sqlcode) VALUES('bob', 'Mine', 1700000006, NULL, 'SELECT 1')",
        "REPLACE INTO config VALUES('project-name', 'it''s ours', 1700000007), ('css', 'body{}\n', 1700000008),"
            + " ('logo-image', x'89504e47', 1700000009), ('logo-mimetype', 'image/png', 1700000009),"
            + " ('header', CAST(x'e9e828' AS TEXT), 1700000010), ('walias:/old', '/new', 1700000011),"
            + " ('interwiki:wp', '{\"base\":\"https://x\"}', 1700000012), ('th1-setup', 'puts 1', 1700000013),"
            + " ('xfer-push-script', 'set x 1', 1700000014), ('user-color-map', 'bob #eee', 1700000015),"
            + " ('editor', 'vi', 1700000016), ('ticket-common', 'x', 1700000017), ('manifest', '1', NULL)");
    addSubscribers(fossil, file);
    return file;
  }

  public static void addSubscribers(FossilProcess fossil, Path file) {
    fossil.ok(file.getParent(), "sql", "-R", file.toString(), """
        CREATE TABLE subscriber(
          subscriberId INTEGER PRIMARY KEY, subscriberCode BLOB DEFAULT (randomblob(32)) UNIQUE,
          semail TEXT UNIQUE COLLATE nocase, suname TEXT, sverified BOOLEAN DEFAULT true, sdonotcall BOOLEAN,
          sdigest BOOLEAN, ssub TEXT, sctime INTDATE, mtime INTDATE, smip TEXT, lastContact INT);
        INSERT INTO subscriber(semail, suname, sverified, sdonotcall, sdigest, ssub, sctime, mtime, smip)
          VALUES('a@example.org', 'bob', 1, 0, 1, 'ac', 1600000000, 1700000018, '10.0.0.1'),
                ('unverified@example.org', NULL, 0, 0, 0, 'a', 1600000000, 1700000018, '10.0.0.2');
        """);
  }

  /** What of each table is comparable between repositories, and the subscribers where there is such a table. */
  public static Map<String, List<String>> tables(Path file) throws SQLException {
    Map<String, List<String>> tables = new TreeMap<>();
    for (Map.Entry<String, String> table : TABLES.entrySet()) {
      tables.put(table.getKey(), Rows.of(file, table.getValue()));
    }
    if (!Rows.of(file, "SELECT 1 FROM sqlite_schema WHERE name='subscriber'").isEmpty()) {
      tables.put("subscriber",
          Rows.of(file, "SELECT semail, suname, sverified, sdonotcall, sdigest, ssub, sctime, smip,"
              + " mtime FROM subscriber ORDER BY semail"));
    }
    return tables;
  }

  /** The text of {@code config} cards for {@code entries}, byte for byte as Latin-1. */
  public static String cards(List<ConfigurationEntry> entries) {
    StringBuilder text = new StringBuilder();
    for (ConfigurationEntry entry : entries) {
      text.append("config ").append(entry.area()).append(' ').append(entry.payload().length).append('\n')
          .append(new String(entry.payload(), StandardCharsets.ISO_8859_1)).append('\n');
    }
    return text.toString();
  }
}
