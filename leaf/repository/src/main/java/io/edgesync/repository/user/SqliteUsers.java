package io.edgesync.repository.user;

import io.edgesync.repository.RepositoryException;
import io.edgesync.repository.database.RepositoryDatabase;
import io.edgesync.repository.database.SqlSession;
import io.edgesync.repository.database.SqlText;
import io.edgesync.repository.structure.TextBytes;
import io.edgesync.xfer.artifact.ProjectCode;
import io.edgesync.xfer.login.SharedSecret;
import java.security.MessageDigest;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The {@code user} table. */
public final class SqliteUsers implements Users {

  private static final String ROW = "SELECT uid, login, pw, cap, info FROM user WHERE login IS NOT NULL";

  private static final Set<String> SPECIAL = Set.of("anonymous", "nobody", "developer", "reader");
  private static final int HASH_DIGITS = 40;

  private final RepositoryDatabase database;
  private final ProjectCode projectCode;
  private final InstantSource clock;

  /** Uses {@code database} without owning it. */
  public SqliteUsers(RepositoryDatabase database, ProjectCode projectCode, InstantSource clock) {
    this.database = database;
    this.projectCode = projectCode;
    this.clock = clock;
  }

  @Override
  public Optional<User> find(String login) {
    return Optional.ofNullable(database.read(session -> find(session, login)));
  }

  private static @Nullable User find(SqlSession session, String login) throws SQLException {
    List<User> found = users(session.bind(ROW + " AND login=?", login));
    return found.isEmpty() ? null : found.getFirst();
  }

  private static List<User> users(PreparedStatement query) throws SQLException {
    List<User> users = new ArrayList<>();
    try (ResultSet row = query.executeQuery()) {
      while (row.next()) {
        users.add(new User(row.getInt(1), SqlText.orEmpty(row, 2), text(row, 3), text(row, 4), text(row, 5)));
      }
    }
    return users;
  }

  private static String text(ResultSet row, int column) throws SQLException {
    String value = SqlText.get(row, column);
    return value == null ? "" : value;
  }

  @Override
  public List<User> all() {
    return database.read(session -> users(session.prepare(ROW + " ORDER BY login")));
  }

  @Override
  public Capabilities capabilities(String login) {
    return database.read(session -> {
      User user = find(session, login);
      return user == null ? Capabilities.NONE : expand(session, user.letters());
    });
  }

  @Override
  public Capabilities onPages(String login) {
    return database.read(session -> {
      Capabilities own = expand(session, letters(session, login));
      Capabilities all = own.and(expand(session, letters(session, "nobody")));
      return login.equals("nobody") ? all : all.and(expand(session, letters(session, "anonymous")));
    });
  }

  @Override
  public Capabilities defaults() {
    return database.read(session -> {
      String letters = session.text("SELECT value FROM config WHERE name='default-perms'");
      return new Capabilities(letters == null ? "u" : letters);
    });
  }

  private static String letters(SqlSession session, String login) throws SQLException {
    User user = find(session, login);
    return user == null ? "" : user.letters();
  }

  /** {@code u} adds the letters of {@code reader}, {@code v} those of {@code developer}; theirs may hold {@code v} or {@code u} again. */
  private static Capabilities expand(SqlSession session, String letters) throws SQLException {
    Capabilities expanded = new Capabilities(letters);
    boolean reader = false;
    boolean developer = false;
    while ((expanded.has('u') && !reader) || (expanded.has('v') && !developer)) {
      String template;
      if (expanded.has('u') && !reader) {
        reader = true;
        template = "reader";
      } else {
        developer = true;
        template = "developer";
      }
      User user = find(session, template);
      expanded = user == null ? expanded : expanded.and(new Capabilities(user.letters()));
    }
    return expanded;
  }

  @Override
  public boolean checkPassword(String login, String password) {
    String stored = SPECIAL.contains(login) || password.isEmpty()
        ? null
        : database.read(session -> session.text(
            "SELECT pw FROM user WHERE login=? AND length(cap)>0 AND length(pw)>0 AND (info NOT LIKE '%expires 20%'"
                + " OR substr(info, instr(lower(info), 'expires')+8, 10)>datetime(?, 'unixepoch'))",
            login, now()));
    if (stored == null) {
      return false;
    }
    return isSame(stored, secret(login, password)) || (stored.length() != HASH_DIGITS && isSame(stored, password));
  }

  private static boolean isSame(String stored, String given) {
    return MessageDigest.isEqual(TextBytes.encode(stored), TextBytes.encode(given));
  }

  @Override
  public void create(String login, String password, String letters, String info) {
    if (login.isEmpty()) {
      throw new RepositoryException.Refused("a user needs a name");
    }
    database.write(transaction -> {
      if (transaction.session().any("SELECT 1 FROM user WHERE login=?", login)) {
        throw new RepositoryException.Refused("user " + login + ": exists already");
      }
      transaction.session().update("INSERT INTO user(login, pw, cap, info, mtime) VALUES(?, ?, ?, ?, ?)", login,
          secret(login, password), letters, info, now());
      return null;
    });
  }

  private String secret(String login, String password) {
    return password.isEmpty() ? "" : SharedSecret.ofPassword(projectCode, login, password).hex();
  }

  private long now() {
    return clock.instant().getEpochSecond();
  }

  @Override
  public void setPassword(String login, String password) {
    change(login, "UPDATE user SET pw=?, mtime=? WHERE login=?", secret(login, password));
  }

  @Override
  public void setCapabilities(String login, String letters) {
    change(login, "UPDATE user SET cap=?, mtime=? WHERE login=?", letters);
  }

  @Override
  public void setInfo(String login, String info) {
    change(login, "UPDATE user SET info=?, mtime=? WHERE login=?", info);
  }

  @Override
  public void delete(String login) {
    if (SPECIAL.contains(login)) {
      throw new RepositoryException.Refused("user " + login + ": every repository has it; take its letters instead");
    }
    database.write(transaction -> {
      SqlSession session = transaction.session();
      if (!session.any("SELECT 1 FROM user WHERE login<>? AND cap LIKE '%s%'", login)) {
        throw new RepositoryException.Refused("user " + login + ": nobody with the letter s would be left");
      }
      if (session.update("DELETE FROM user WHERE login=?", login) == 0) {
        throw unknown(login);
      }
      if (session.any("SELECT 1 FROM sqlite_schema WHERE name='subscriber'")) {
        session.update("DELETE FROM subscriber WHERE suname=?", login);
      }
      return login;
    });
  }

  @Override
  public int hashPasswords() {
    return database.write(transaction -> {
      SqlSession session = transaction.session();
      List<User> clear = users(session.prepare(ROW + " AND length(pw)>0 AND length(pw)<>" + HASH_DIGITS));
      for (User user : clear) {
        session.update("UPDATE user SET pw=?, mtime=? WHERE uid=?", secret(user.login(), user.storedPassword()), now(),
            user.uid());
      }
      return clear.size();
    });
  }

  private RepositoryException.Refused unknown(String login) {
    return new RepositoryException.Refused("user " + login + ": no such user in " + database.file());
  }

  private void change(String login, String sql, String value) {
    database.write(transaction -> {
      if (transaction.session().update(sql, value, now(), login) == 0) {
        throw unknown(login);
      }
      return null;
    });
  }
}
