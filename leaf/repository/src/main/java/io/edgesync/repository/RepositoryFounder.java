package io.edgesync.repository;

import io.edgesync.repository.database.Schema;
import io.edgesync.repository.database.SqlSession;
import io.edgesync.repository.structure.CardWriter;
import io.edgesync.repository.structure.JulianDay;
import io.edgesync.xfer.artifact.ProjectCode;
import io.edgesync.xfer.login.SharedSecret;
import java.sql.SQLException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Locale;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * What a new repository holds: schema, default report, settings, users and the initial check-in, as {@code fossil init} of version 2.21 makes
 * them. Source: {@code src/db.c, db_initial_setup()}; fossil-repository reference 1.4 to 1.6.
 */
public final class RepositoryFounder {

  /** What {@code config.rebuilt} says: the version whose derived tables these are. */
  public static final String REBUILT = "2.21 [3c53b6364e] 2023-02-26 19:24:24 UTC";

  private static final String REPORT_COLORS = """
      #ffffff Key:
      #f2dcdc Active
      #e8e8e8 Review
      #cfe8bd Fixed
      #bde5d6 Tested
      #cacae5 Deferred
      #c8c8c8 Closed""";

  private static final String REPORT_QUERY = """
      SELECT
        CASE WHEN status IN ('Open','Verified') THEN '#f2dcdc'
             WHEN status='Review' THEN '#e8e8e8'
             WHEN status='Fixed' THEN '#cfe8bd'
             WHEN status='Tested' THEN '#bde5d6'
             WHEN status='Deferred' THEN '#cacae5'
             ELSE '#c8c8c8' END AS 'bgcolor',
        substr(tkt_uuid,1,10) AS '#',
        datetime(tkt_mtime) AS 'mtime',
        type,
        status,
        subsystem,
        title
      FROM ticket""";

  private final RandomGenerator random;
  private final long unixSeconds;

  public RepositoryFounder(RandomGenerator random, Instant now) {
    this.random = random;
    this.unixSeconds = now.getEpochSecond();
  }

  /** 40 digits for a project code or a server code. */
  public String newCode() {
    byte[] bytes = new byte[20];
    random.nextBytes(bytes);
    return HexFormat.of().formatHex(bytes);
  }

  /** Fills an empty database, all but the initial check-in. */
  void found(SqlSession session, NewRepository how, ProjectCode projectCode, String serverCode) throws SQLException {
    Schema.createDurable(session.connection());
    report(session);
    Schema.createDerived(session.connection());
    config(session, "hash-policy", Integer.toString(how.hashPolicy().code()));
    schemaVersions(session);
    config(session, "admin-log", "1");
    config(session, "access-log", "1");
    config(session, "server-code", serverCode);
    config(session, "project-code", projectCode.hex());
    config(session, "autosync", "1");
    config(session, "localauth", "0");
    config(session, "timeline-plaintext", "1");
    String projectName = how.projectName();
    if (projectName != null) {
      config(session, "project-name", projectName);
    }
    users(session, projectCode, how.adminLogin(), how.adminPassword());
  }

  /** The report of tickets that every repository has, and that never travels: the time that it is given is none that others take. */
  public void report(SqlSession session) throws SQLException {
    session.update("INSERT OR IGNORE INTO reportfmt(title, mtime, cols, sqlcode)"
        + " VALUES('All Tickets', julianday('1970-01-01'), ?, ?)", REPORT_COLORS, REPORT_QUERY);
  }

  /** The rows of {@code config} that say which version's tables these are. */
  public void schemaVersions(SqlSession session) throws SQLException {
    config(session, "content-schema", Schema.CONTENT_SCHEMA);
    config(session, "aux-schema", Schema.AUX_SCHEMA);
    config(session, "rebuilt", REBUILT);
  }

  public void config(SqlSession session, String name, String value) throws SQLException {
    session.update("REPLACE INTO config(name, value, mtime) VALUES(?, ?, ?)", name, value, unixSeconds);
  }

  /** The administrator and the four users that every repository has; those that are there already stay as they are. */
  public void users(SqlSession session, ProjectCode projectCode, String adminLogin, String adminPassword)
      throws SQLException {
    String secret = SharedSecret.ofPassword(projectCode, adminLogin, adminPassword).hex();
    session.update("INSERT OR IGNORE INTO user(login, pw, cap, info) VALUES(?, '', '', '')", adminLogin);
    session.update("UPDATE user SET cap='s', pw=? WHERE login=?", secret, adminLogin);
    byte[] captcha = new byte[8];
    random.nextBytes(captcha);
    user(session, "anonymous", HexFormat.of().formatHex(captcha).toUpperCase(Locale.ROOT), "hmnc", "Anon");
    user(session, "nobody", "", "gjorz", "Nobody");
    user(session, "developer", "", "ei", "Dev");
    user(session, "reader", "", "kptw", "Reader");
  }

  private static void user(SqlSession session, String login, @Nullable String password, String letters, String info)
      throws SQLException {
    session.update("INSERT OR IGNORE INTO user(login, pw, cap, info) VALUES(?, ?, ?, ?)", login, password, letters,
        info);
  }

  /** The check-in that every repository begins with. */
  static byte[] initialCheckin(String login, Instant now) {
    return new CardWriter()
        .card('C', "initial empty check-in")
        .card('D', JulianDay.card(now))
        .card('R', "d41d8cd98f00b204e9800998ecf8427e")
        .card('T', "*branch", "*", "trunk")
        .card('T', "*sym-trunk", "*")
        .card('U', login)
        .finish();
  }
}
