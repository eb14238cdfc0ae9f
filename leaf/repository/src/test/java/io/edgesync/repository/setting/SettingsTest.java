package io.edgesync.repository.setting;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.edgesync.repository.HashPolicy;
import io.edgesync.repository.Repository;
import io.edgesync.repository.RepositoryException;
import io.edgesync.repository.RepositoryFixture;
import io.edgesync.repository.compare.RepositoryComparison;
import io.edgesync.repository.history.StockHistory;
import io.edgesync.repository.history.TicketHistory;
import io.edgesync.xfer.testing.FossilProcess;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SettingsTest {

  @TempDir
  Path directory;

  @Test
  void whatWeSetStockReadsAndTheOtherWayRound() {
    FossilProcess fossil = FossilProcess.in(directory);
    Path file = directory.resolve("r.fossil");
    try (Repository repository = RepositoryFixture.create(file)) {
      Settings settings = repository.settings();
      settings.set("ssl-identity", "a value with 'quotes' and \u20ac");
      settings.set("autosync", false);
      settings.set("max-upload", 12345);
      settings.set("editor", "");

      assertThat(settings.find("autosync"))
          .contains(new Setting("autosync", "0", RepositoryFixture.NOW.minusMillis(250)));
      assertThat(settings.get("editor")).contains("");
    }
    assertThat(fossil.ok(directory, "settings", "autosync", "-R", file.toString())).contains("(local)  0");
    assertThat(fossil.ok(directory, "settings", "max-upload", "-R", file.toString())).contains("(local)  12345");
    fossil.ok(directory, "settings", "editor", "vi -e", "-R", file.toString());
    fossil.ok(directory, "unset", "max-upload", "-R", file.toString());

    try (Repository repository = Repository.open(file, RepositoryFixture.options())) {
      Settings settings = repository.settings();
      assertThat(settings.get("editor", "ed")).isEqualTo("vi -e");
      assertThat(settings.get("max-upload")).isEmpty();
      assertThat(settings.number("max-upload", 7)).isEqualTo(7);
      settings.unset("editor");
      assertThat(settings.find("editor")).isEmpty();
      assertThat(settings.matching("*-schema")).extracting(Setting::name, Setting::value)
          .containsExactly(org.assertj.core.groups.Tuple.tuple("aux-schema", "2015-01-24"),
              org.assertj.core.groups.Tuple.tuple("content-schema", "2"));
    }
  }

  @Test
  void scriptsThatStockWouldRunAreNamed() {
    FossilProcess fossil = FossilProcess.in(directory);
    Path file = directory.resolve("r.fossil");
    try (Repository repository = RepositoryFixture.create(file)) {
      Settings settings = repository.settings();
      settings.set("xfer-commit-script", " \r\n\t");
      settings.set("hooks", "[\"type\", {]");
      assertThat(settings.scripts()).isEmpty();
      settings.unset("hooks");
    }
    fossil.ok(directory, "hook", "add", "--type", "disabled", "--command", "true", "-R", file.toString());
    try (Repository repository = Repository.open(file, RepositoryFixture.options())) {
      assertThat(repository.settings().scripts()).isEmpty();
    }
    fossil.ok(directory, "hook", "add", "--type", "before-commit", "--command", "false", "-R", file.toString());
    try (Repository repository = Repository.open(file, RepositoryFixture.options())) {
      repository.settings().set("xfer-push-script", "error no");
      repository.settings().set("xfer-common-script", "set x 1");
      assertThat(repository.settings().scripts()).containsExactly("hooks", "xfer-common-script", "xfer-push-script");
    }
  }

  @ParameterizedTest
  @CsvSource({"on,true,0", "YES,true,0", "True,true,0", "1,true,1", "off,false,0", "No,false,0", "FALSE,false,0",
      "0,false,0",
      "2,,2", "' 1',,1", "maybe,,0", "'',,0", "12ab,,12", "-3,,-3", "99999999999999999999,,9223372036854775807"})
  void valuesAreReadAsFossilReadsThem(String value, Boolean truth, long number) {
    try (Repository repository = RepositoryFixture.create(directory.resolve("r.fossil"))) {
      repository.settings().set("some", value);

      assertThat(repository.settings().isOn("some", true)).isEqualTo(truth == null || truth);
      assertThat(repository.settings().isOn("some", false)).isEqualTo(truth != null && truth);
      assertThat(repository.settings().number("some", 77)).isEqualTo(number);
    }
  }

  @Test
  void whatTheRepositoryIsCannotBeSet() {
    try (Repository repository = RepositoryFixture.create(directory.resolve("r.fossil"))) {
      for (String name : List.of("project-code", "server-code", "aux-schema", "content-schema", "hash-policy", "")) {
        assertThatThrownBy(() -> repository.settings().set(name, "x")).isInstanceOf(RepositoryException.Refused.class);
        assertThatThrownBy(() -> repository.settings().unset(name)).isInstanceOf(RepositoryException.Refused.class);
      }
      assertThat(repository.hashPolicy()).isEqualTo(HashPolicy.SHA3);
    }
  }

  @Test
  void ticketsFollowTheSettingsThatDescribeThem() throws IOException, SQLException {
    StockHistory history = TicketHistory.in(directory);
    Path file = history.repository();
    try (Repository repository = Repository.open(file, RepositoryFixture.options())) {
      Settings settings = repository.settings();
      settings.set("ticket-status-column", "severity");
      assertIsRebuilt(history);
      settings.set("ticket-table",
          "CREATE TABLE ticket(tkt_id INTEGER PRIMARY KEY, tkt_uuid TEXT UNIQUE, tkt_mtime DATE,"
              + " title, severity, comment, \"baseline for comment\" INTEGER);");
      assertIsRebuilt(history);
      settings.set("ticket-title-expr", "comment");
      assertIsRebuilt(history);
      settings.set("ticket-table", "");
      assertIsRebuilt(history);
      settings.unset("ticket-title-expr");
      settings.unset("ticket-status-column");
      settings.unset("ticket-table");
      assertIsRebuilt(history);

      assertThatThrownBy(() -> settings.set("ticket-table", "DROP TABLE blob"))
          .isInstanceOf(RepositoryException.TicketTable.class);
      assertThat(settings.get("ticket-table")).isEmpty();
      assertIsRebuilt(history);
    }
  }

  private static void assertIsRebuilt(StockHistory history) throws IOException {
    assertThat(RepositoryComparison.differences(history.repository(),
        StockHistory.rebuilt(history.fossil(), history.repository()))).isEmpty();
  }

  @Test
  void tablesWithoutRowidsAsNewerFossilsMakeThemServe() throws SQLException {
    Path file = directory.resolve("r.fossil");
    RepositoryFixture.create(file).close();
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
        Statement statement = connection.createStatement()) {
      statement.execute("ALTER TABLE config RENAME TO old_config");
      statement.execute("CREATE TABLE config(name TEXT PRIMARY KEY NOT NULL, value CLOB, mtime DATE,"
          + " CHECK( typeof(name)='text' AND length(name)>=1 )) WITHOUT ROWID");
      statement.execute("INSERT INTO config SELECT * FROM old_config");
      statement.execute("DROP TABLE old_config");
      statement.execute("DROP TABLE shun");
      statement.execute("CREATE TABLE shun(uuid TEXT PRIMARY KEY, mtime DATE, scom TEXT) WITHOUT ROWID");
      statement.execute("DROP TABLE concealed");
      statement.execute("CREATE TABLE concealed(hash TEXT PRIMARY KEY, mtime DATE, content TEXT) WITHOUT ROWID");
      statement.execute("DELETE FROM config WHERE name='hash-policy'");
    }

    try (Repository repository = Repository.open(file, RepositoryFixture.options())) {
      repository.settings().set("autosync", true);
      assertThat(repository.settings().isOn("autosync", false)).isTrue();
      assertThat(repository.hashPolicy()).isEqualTo(HashPolicy.SHA3);
      repository.users().create("alice", "pw", "ei", "");
    }
    FossilProcess.in(directory).ok(directory, "rebuild", file.toString());
  }
}
