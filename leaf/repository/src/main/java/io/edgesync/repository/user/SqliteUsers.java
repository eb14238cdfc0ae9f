package io.edgesync.repository.user;

import io.edgesync.repository.RepositoryException;
import io.edgesync.repository.database.RepositoryDatabase;
import io.edgesync.repository.database.SqlSession;
import io.edgesync.repository.database.SqlText;
import io.edgesync.xfer.artifact.ProjectCode;
import io.edgesync.xfer.login.SharedSecret;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The {@code user} table. */
public final class SqliteUsers implements Users {

  private static final String ROW = "SELECT uid, login, pw, cap, info FROM user WHERE login IS NOT NULL";

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
  public void create(String login, String password, String letters, String info) {
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
    return password.isEmpty() ? "" : SharedSecret.of(projectCode, login, password).hex();
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

  private void change(String login, String sql, String value) {
    database.write(transaction -> {
      if (transaction.session().update(sql, value, now(), login) == 0) {
        throw new RepositoryException.Refused("user " + login + ": no such user in " + database.file());
      }
      return null;
    });
  }
}
