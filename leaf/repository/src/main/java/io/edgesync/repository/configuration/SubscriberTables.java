package io.edgesync.repository.configuration;

import io.edgesync.repository.database.SqlSession;
import java.sql.SQLException;

/** The tables of e-mail alerts, which stock makes when the first subscriber comes. Source: {@code src/alerts.c, alert_schema()}. */
final class SubscriberTables {

  private SubscriberTables() {}

  static void make(SqlSession session) throws SQLException {
    if (!session.any("SELECT 1 FROM sqlite_schema WHERE type='table' AND name='subscriber'")) {
      session.execute("""
          CREATE TABLE subscriber(
            subscriberId INTEGER PRIMARY KEY, subscriberCode BLOB DEFAULT (randomblob(32)) UNIQUE,
            semail TEXT UNIQUE COLLATE nocase, suname TEXT, sverified BOOLEAN DEFAULT true, sdonotcall BOOLEAN,
            sdigest BOOLEAN, ssub TEXT, sctime INTDATE, mtime INTDATE, smip TEXT, lastContact INT
          )""");
      session.execute("CREATE INDEX subscriberUname ON subscriber(suname) WHERE suname IS NOT NULL");
      session.execute("DROP TABLE IF EXISTS pending_alert");
      session.execute("""
          CREATE TABLE pending_alert(
            eventid TEXT PRIMARY KEY, sentSep BOOLEAN DEFAULT false, sentDigest BOOLEAN DEFAULT false,
            sentMod BOOLEAN DEFAULT false
          ) WITHOUT ROWID""");
    } else if (!session.any("SELECT 1 FROM pragma_table_info('subscriber') WHERE name='lastContact'")) {
      session.execute("ALTER TABLE subscriber ADD COLUMN lastContact INT");
      session.update("UPDATE subscriber SET lastContact=mtime/86400");
    }
  }
}
