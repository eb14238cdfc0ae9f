package io.edgesync.repository.checkin;

import io.edgesync.repository.database.RepositoryDatabase;
import io.edgesync.repository.database.SqlSession;
import io.edgesync.repository.setting.Settings;
import io.edgesync.xfer.artifact.Hash;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Who is about to commit below which leaf check-in: rows {@code ci-lock-HASH} of {@code config}, as stock Fossil keeps them, so that its clients
 * warn each other whichever program serves them. Nobody is kept from pushing by a lock. Callable from any thread. Source: {@code src/xfer.c,
 * page_xfer()}, pragma {@code ci-lock}.
 */
public final class CheckinLocks {

  private static final long TIMEOUT_SECONDS = 60;

  /**
   * A lock that somebody else holds.
   *
   * @param since seconds since 1970
   */
  public record Held(String login, long since) {}

  private final RepositoryDatabase database;
  private final Settings settings;
  private final InstantSource clock;

  /** Uses what it is given without owning it. */
  public CheckinLocks(RepositoryDatabase database, Settings settings, InstantSource clock) {
    this.database = database;
    this.settings = settings;
    this.clock = clock;
  }

  /** Whether clients are asked not to write delta manifests. */
  public boolean forbidsDeltaManifests() {
    return settings.isOn("forbid-delta-manifests", false);
  }

  /** Who else holds the lock on a check-in; nobody where it is too old, or the check-in is no leaf any more. */
  public Optional<Held> heldByOthers(Hash checkin, String client) {
    long oldest = oldest();
    return Optional.ofNullable(database.read(session -> heldByOthers(session, checkin, client, oldest)));
  }

  /**
   * Gives the lock on a check-in to a client unless somebody has it; a client that has it keeps it with its time. A check-in that is no leaf
   * here is not locked, since such a lock would be void.
   *
   * @param client 40 or 64 hexadecimal digits by which a working tree is known
   * @return who else has it
   */
  public Optional<Held> lock(Hash checkin, String client, String login) {
    long oldest = oldest();
    if (!database.read(session -> isLeaf(session, checkin))) {
      return Optional.empty();
    }
    return Optional.ofNullable(database.write(transaction -> {
      SqlSession session = transaction.session();
      session.update("DELETE FROM config WHERE name GLOB 'ci-lock-*' AND (mtime<=? OR NOT EXISTS (SELECT 1 FROM blob"
          + " JOIN leaf USING(rid) WHERE uuid=substr(name,9)))", oldest);
      Held other = heldByOthers(session, checkin, client, oldest);
      if (other == null) {
        session.update("INSERT OR IGNORE INTO config(name, value, mtime) VALUES('ci-lock-'||?,"
            + " json_object('login', ?, 'clientid', ?), ?)", checkin.hex(), login, client, now());
      }
      return other;
    }));
  }

  /** Gives back what a client holds. */
  public void unlock(String client) {
    String mine = " FROM config WHERE name GLOB 'ci-lock-*' AND (NOT json_valid(value) OR value->>'clientid'=?)";
    if (database.read(session -> session.number(0, "SELECT count(*)" + mine, client)) > 0) {
      database.write(transaction -> transaction.session().update("DELETE" + mine, client));
    }
  }

  private static boolean isLeaf(SqlSession session, Hash checkin) throws SQLException {
    return session.any("SELECT 1 FROM blob JOIN leaf USING(rid) WHERE uuid=?", checkin.hex());
  }

  private static @Nullable Held heldByOthers(SqlSession session, Hash checkin, String client, long oldest)
      throws SQLException {
    if (!isLeaf(session, checkin)) {
      return null;
    }
    try (ResultSet row = session.bind("SELECT coalesce(value->>'login', ''), mtime FROM config WHERE name='ci-lock-'||?"
        + " AND json_valid(value) AND mtime>? AND value->>'clientid' IS NOT ?", checkin.hex(), oldest, client)
        .executeQuery()) {
      if (!row.next()) {
        return null;
      }
      String login = row.getString(1);
      // Older Fossils write none for somebody who is not logged in, which their clients cannot read.
      return new Held(login.isEmpty() ? "nobody" : login, row.getLong(2));
    }
  }

  private long oldest() {
    return now() - settings.number("lock-timeout", TIMEOUT_SECONDS);
  }

  private long now() {
    return clock.instant().getEpochSecond();
  }
}
