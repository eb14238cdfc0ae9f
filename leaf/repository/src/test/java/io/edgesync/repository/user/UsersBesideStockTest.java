package io.edgesync.repository.user;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.edgesync.repository.Repository;
import io.edgesync.repository.RepositoryException;
import io.edgesync.repository.Rows;
import io.edgesync.repository.RepositoryFixture;
import io.edgesync.xfer.testing.FossilProcess;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UsersBesideStockTest {

  private final BesideStock ours;

  UsersBesideStockTest(@TempDir Path directory) {
    ours = BesideStock.in(directory);
  }

  @Test
  void whomStockMakesWeKnow() {
    user("new", "alice", "Alice <alice@example.com>", "tiger seven");
    user("capabilities", "alice", "ev");
    user("new", "bj\u00f6rn", "", "\u00fcml\u00e4ut \u20ac");

    try (Repository repository = open()) {
      Users users = repository.users();
      assertThat(users.find("alice")).hasValueSatisfying(alice -> {
        assertThat(alice.letters()).isEqualTo("ev");
        assertThat(alice.info()).isEqualTo("Alice <alice@example.com>");
        assertThat(alice.storedPassword()).hasSize(40);
        assertThat(alice.toString()).doesNotContain(alice.storedPassword());
      });
      assertThat(users.capabilities("alice").letters()).isEqualTo("evi");
      assertThat(users.checkPassword("alice", "tiger seven")).isTrue();
      assertThat(users.checkPassword("alice", "tiger sevem")).isFalse();
      assertThat(users.checkPassword("alice", "")).isFalse();
      assertThat(users.checkPassword("bj\u00f6rn", "\u00fcml\u00e4ut \u20ac")).isTrue();
      assertThat(users.find("bj\u00f6rn")).hasValueSatisfying(
          user -> assertThat(user.letters()).isEqualTo(users.defaults().letters()));
      assertThat(users.all()).extracting(User::login)
          .containsExactly("alice", "anonymous", "bj\u00f6rn", "developer", "nobody", "reader", "tester");
    }
  }

  @Test
  void whomWeMakeStockKnows() throws SQLException {
    try (Repository repository = open()) {
      repository.users().create("alice", "tiger seven", "ei", "Alice");
      repository.users().create("bob", "old", "s", "");
      repository.users().setPassword("bob", "new one");
      repository.users().setCapabilities("bob", "gio");
      repository.users().setInfo("bob", "Bob <bob@example.com>");
    }

    assertThat(user("list")).contains("alice        Alice").contains("bob          Bob <bob@example.com>");
    assertThat(user("capabilities", "alice").strip()).isEqualTo("ei");
    assertThat(user("capabilities", "bob").strip()).isEqualTo("gio");
    // Stock's own hash of the same passwords is what stands there already, and so is the time to the second.
    String before = text("SELECT group_concat(pw) FROM user WHERE login IN ('alice','bob')");
    assertThat(text("SELECT mtime FROM user WHERE login='bob'"))
        .isEqualTo(Long.toString(RepositoryFixture.NOW.getEpochSecond()));
    user("password", "alice", "tiger seven");
    user("password", "bob", "new one");
    assertThat(text("SELECT group_concat(pw) FROM user WHERE login IN ('alice','bob')")).isEqualTo(before);
  }

  @Test
  void stockLogsInWithAPasswordThatWeSet() {
    try (Repository repository = open()) {
      repository.users().create("alice", "tiger seven", "gio", "");
      repository.users().create("forty", "0123456789abcdef0123456789abcdef01234567", "gio", "");
      repository.users().setCapabilities("nobody", "");
    }
    try (FossilProcess.Server server = ours.fossil().serve(ours.file())) {
      assertThat(clones(server.url("alice", "tiger%20seven"), "right")).isTrue();
      assertThat(clones(server.url("alice", "lion"), "wrong")).isFalse();
      assertThat(clones(server.url().toString(), "nobody")).isFalse();
    }
    try (Repository repository = open()) {
      assertThat(repository.users().checkPassword("forty", "0123456789abcdef0123456789abcdef01234567")).isTrue();
      String stored = repository.users().find("forty").orElseThrow().storedPassword();
      assertThat(stored).isNotEqualTo("0123456789abcdef0123456789abcdef01234567").hasSize(40);
      assertThat(repository.users().checkPassword("forty", stored)).isFalse();
    }
  }

  private boolean clones(String url, String name) {
    Path clone = ours.directory().resolve(name + ".fossil");
    ours.fossil().run(ours.directory(), "clone", "--once", url, clone.toString());
    return Files.exists(clone);
  }

  @Test
  void aPasswordThatIsStoredAsItIsCountsUntilItIsHashed() throws Exception {
    run("INSERT INTO user(login, pw, cap, info) VALUES('clear', 'as it is', 'i', ''), ('none', '', 'i', ''),"
        + " ('unknown', NULL, NULL, NULL), ('powerless', 'x', '', '')");
    Path theirs = Files.copy(ours.file(), ours.directory().resolve("theirs.fossil"));

    try (Repository repository = open()) {
      Users users = repository.users();
      assertThat(users.checkPassword("clear", "as it is")).isTrue();
      assertThat(users.hashPasswords()).isEqualTo(3);
      assertThat(users.checkPassword("clear", "as it is")).isTrue();
      assertThat(users.checkPassword("none", "")).isFalse();
      assertThat(users.checkPassword("unknown", "")).isFalse();
      assertThat(users.checkPassword("powerless", "x")).isFalse();
      assertThat(users.checkPassword("anonymous", text("SELECT pw FROM user WHERE login='anonymous'"))).isFalse();
      assertThat(users.checkPassword("nobody at all", "x")).isFalse();
    }
    ours.fossil().ok(ours.directory(), "test-hash-passwords", theirs.toString());
    String passwords = "SELECT group_concat(login || coalesce(pw, 'none')) FROM user";
    assertThat(text(passwords)).isEqualTo(text(theirs, passwords));
  }

  @Test
  void aPasswordEndsWithTheDayThatTheInformationNames() {
    try (Repository repository = open()) {
      Users users = repository.users();
      users.create("guest", "pw", "i", "a guest, Expires 2024-03-02");
      assertThat(users.checkPassword("guest", "pw")).isTrue();
      users.setInfo("guest", "a guest, expires 2024-02-29");
      assertThat(users.checkPassword("guest", "pw")).isFalse();
      users.setInfo("guest", "never expires");
      assertThat(users.checkPassword("guest", "pw")).isTrue();
    }
  }

  @Test
  void usersGoButNotTheLastAdministratorAndNotTheFourThatEveryRepositoryHas() throws SQLException {
    run("CREATE TABLE subscriber(subscriberId INTEGER PRIMARY KEY, semail TEXT, suname TEXT)");
    run("INSERT INTO subscriber(semail, suname) VALUES('a@example.com', 'alice'), ('t@example.com', 'tester')");
    try (Repository repository = open()) {
      Users users = repository.users();
      users.create("alice", "pw", "ei", "");

      users.delete("alice");

      assertThat(users.find("alice")).isEmpty();
      assertThat(text("SELECT group_concat(suname) FROM subscriber")).isEqualTo("tester");
      for (String login : new String[]{"nobody", "anonymous", "reader", "developer", "alice",
          RepositoryFixture.ADMIN}) {
        assertThatThrownBy(() -> users.delete(login)).isInstanceOf(RepositoryException.Refused.class)
            .hasMessageStartingWith("user " + login + ": ");
      }
      for (Runnable refused : new Runnable[]{() -> users.create(RepositoryFixture.ADMIN, "x", "s", ""),
          () -> users.create("", "x", "s", ""), () -> users.setPassword("alice", "x"),
          () -> users.setCapabilities("alice", "x"), () -> users.setInfo("alice", "x")}) {
        assertThatThrownBy(refused::run).isInstanceOf(RepositoryException.Refused.class);
      }
      assertThat(users.all()).hasSize(5);
    }
  }

  @Test
  void aUserTableOfAnOlderFossilServes() throws SQLException {
    run("ALTER TABLE user DROP COLUMN jx");
    run("ALTER TABLE reportfmt DROP COLUMN jx");
    try (Repository repository = open()) {
      repository.users().create("alice", "pw", "ei", "");
      assertThat(repository.users().checkPassword("alice", "pw")).isTrue();
    }
  }

  private Repository open() {
    return ours.open();
  }

  private String user(String... arguments) {
    String[] command = new String[arguments.length + 3];
    command[0] = "user";
    System.arraycopy(arguments, 0, command, 1, arguments.length);
    command[arguments.length + 1] = "-R";
    command[arguments.length + 2] = ours.file().toString();
    return ours.fossil().ok(ours.directory(), command);
  }

  private void run(String sql) throws SQLException {
    Rows.change(ours.file(), sql);
  }

  private String text(String query) throws SQLException {
    return text(ours.file(), query);
  }

  private static String text(Path file, String query) throws SQLException {
    return Rows.of(file, query).getFirst();
  }
}
