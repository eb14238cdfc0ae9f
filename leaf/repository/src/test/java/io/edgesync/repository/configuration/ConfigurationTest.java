package io.edgesync.repository.configuration;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgesync.repository.Repository;
import io.edgesync.repository.RepositoryFixture;
import io.edgesync.repository.Rows;
import io.edgesync.repository.authoring.Author;
import io.edgesync.repository.compare.RepositoryComparison;
import io.edgesync.repository.wiki.WikiEdit;
import io.edgesync.xfer.artifact.Hash;
import io.edgesync.xfer.testing.FossilProcess;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConfigurationTest {

  private static final String NAME = "d".repeat(64);

  @TempDir
  Path directory;

  private FossilProcess fossil;

  @BeforeEach
  void home() {
    fossil = FossilProcess.in(directory);
  }

  @ParameterizedTest
  @EnumSource(ConfigurationArea.class)
  void everyAreaIsGivenAsStockExportsIt(ConfigurationArea area) throws Exception {
    Path file = ConfiguredRepository.make(fossil, directory.resolve("r.fossil"));
    Path export = directory.resolve("export.txt");
    fossil.ok(directory, "configuration", "export", area.word(), export.toString(), "-R", file.toString());
    // Three lines say whose it is, and when.
    String expected = Files.readString(export, StandardCharsets.ISO_8859_1).lines().skip(3)
        .collect(Collectors.joining("\n", "", "\n"));

    try (Repository repository = RepositoryFixture.open(file)) {
      List<ConfigurationEntry> rows = repository.configuration().rows(area.groups());

      assertThat(ConfiguredRepository.cards(rows)).isEqualTo(expected.isBlank() ? "" : expected);
    }
  }

  @Test
  void whatComesIsTakenOverAsStockMergesIt() throws Exception {
    Path from = ConfiguredRepository.make(fossil, directory.resolve("from.fossil"));
    Path stock = fossil.init(directory.resolve("stock.fossil"), "tiger");
    Rows.change(stock, "REPLACE INTO config VALUES('css', 'newer', 1800000000), ('header', 'older', 5),"
        + " ('footer', 'of nobody knows when', NULL)", "UPDATE user SET mtime=1600000000 WHERE login='tester'");
    Path ours = Files.copy(stock, directory.resolve("ours.fossil"));
    Path export = directory.resolve("export.txt");
    fossil.ok(directory, "configuration", "export", "all", export.toString(), "-R", from.toString());
    fossil.ok(directory, "configuration", "merge", export.toString(), "-R", stock.toString());

    try (Repository source = RepositoryFixture.open(from); Repository repository = RepositoryFixture.open(ours)) {
      List<ConfigurationEntry> rows = source.configuration().rows(ConfigurationGroup.all());
      assertThat(repository.configuration().receive(rows, ConfigurationGroup.all(), false)).isPositive();
      assertThat(repository.configuration().receive(rows, ConfigurationGroup.all(), false)).isZero();
    }

    assertThat(ConfiguredRepository.tables(ours)).isEqualTo(ConfiguredRepository.tables(stock));
    assertThat(fossil.ok(directory, "test-integrity", "-R", ours.toString())).contains("0 errors");
  }

  @Test
  void anImportReplacesWhatIsHereAsStockDoes() throws Exception {
    Path from = ConfiguredRepository.make(fossil, directory.resolve("from.fossil"));
    Path stock = fossil.init(directory.resolve("stock.fossil"), "tiger");
    // Without the table stock's import of subscribers fails.
    ConfiguredRepository.addSubscribers(fossil, stock);
    Rows.change(stock, "DELETE FROM subscriber WHERE suname='bob'",
        "REPLACE INTO config VALUES('css', 'newer', 1800000000)",
        "INSERT INTO shun VALUES('" + NAME + "', 1800000000, NULL)");
    Path ours = Files.copy(stock, directory.resolve("ours.fossil"));
    Path export = directory.resolve("export.txt");
    fossil.ok(directory, "configuration", "export", "all", export.toString(), "-R", from.toString());
    fossil.ok(directory, "configuration", "import", export.toString(), "-R", stock.toString());

    try (Repository source = RepositoryFixture.open(from); Repository repository = RepositoryFixture.open(ours)) {
      repository.configuration().receive(source.configuration().rows(ConfigurationGroup.all()),
          ConfigurationGroup.all(), true);
    }

    assertThat(ConfiguredRepository.tables(ours)).isEqualTo(ConfiguredRepository.tables(stock));
  }

  @Test
  void onlyWhatWasAskedForIsTaken() throws Exception {
    Path file = directory.resolve("r.fossil");
    try (Repository repository = RepositoryFixture.create(file)) {
      List<ConfigurationEntry> entries = List.of(entry("/config", "1800000000 'css' value 'x'"),
          entry("/config", "1800000000 'project-name' value 'x'"),
          entry("/shun", "1800000000 '" + NAME + "' scom NULL"));

      int taken = repository.configuration().receive(entries, EnumSet.of(ConfigurationGroup.CSS), false);

      assertThat(taken).isEqualTo(1);
      assertThat(repository.settings().get("css")).contains("x");
      assertThat(repository.settings().get("project-name")).isNotEqualTo("x");
      assertThat(repository.shun().list()).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"/config|1 'editor' value 'rm'", "/config|1 'tcl' value '1'",
      "/config|1 'th1-docs' value '1'",
      "/config|1 'project-code' value 'x'", "/config|1 css value 'x'", "/config|1 x'637373' value 'x'",
      "/config|1.5 'css' value 'x'", "/config|-1 'css' value 'x'", "/config|x 'css' value 'x'",
      "/config|99999999999999999999 'css' value 'x'", "/config|1 'css' value (SELECT 1)", "/config|1 'css' value -1",
      "/config|1 'css' value 'x", "/config|1 'css' value x'zz'", "/config|1 'css' value x'6", "/config|1 'css' value",
      "/config|1", "/config|", "/config|'css' value 'x'", "/shun|1 'short' scom NULL", "/blob|1 'x' uuid 'y'",
      "config|1 'css' value 'x'", "/sqlite_schema|1 'css' sql 'x'",
      "/config|1 'css' value 'x'); DELETE FROM blob; --'", "/config|1 'css' name 'y' value 'x' '",
      "/config|1 'css' \"value\" 'x'"})
  void whatIsMalformedOrDoesNotTravelIsDropped(String card) throws Exception {
    Path file = directory.resolve("r.fossil");
    RepositoryFixture.create(file).close();
    Path before = Files.copy(file, directory.resolve("before.fossil"));
    try (Repository repository = RepositoryFixture.open(file)) {
      String area = card.substring(0, card.indexOf('|'));

      assertThat(repository.configuration().receive(List.of(entry(area, card.substring(card.indexOf('|') + 1))),
          ConfigurationGroup.all(), false)).isZero();
    }

    assertThat(ConfiguredRepository.tables(file)).isEqualTo(ConfiguredRepository.tables(before));
    assertThat(RepositoryComparison.differences(before, file)).isEmpty();
  }

  @Test
  void columnsThatNoCardMaySetAreSkipped() throws Exception {
    Path file = directory.resolve("r.fossil");
    try (Repository repository = RepositoryFixture.create(file)) {
      repository.configuration().receive(List.of(
          entry("/user", "1800000000 'eve' uid 1 cookie 'c' cap 'o' login 'mallory'")),
          ConfigurationGroup.all(), false);
    }

    assertThat(Rows.of(file, "SELECT login, cap, cookie, pw FROM user WHERE login IN ('eve', 'mallory')"))
        .containsExactly("eve|o|null|null");
  }

  @Test
  void anArtifactThatBecomesShunnedIsNeitherGivenNorTakenAndARebuildRemovesIt() throws Exception {
    Path file = directory.resolve("r.fossil");
    try (Repository repository = RepositoryFixture.create(file)) {
      Hash name = repository.wiki().create(WikiEdit.of("Page", "text"), Author.of("tester"));
      repository.configuration().receive(List.of(entry("/shun", "1800000000 '" + name + "' scom 'away'")),
          Set.of(ConfigurationGroup.SHUN), false);

      assertThat(repository.artifacts().lookup(name).isShunned()).isTrue();
      assertThat(repository.artifacts().unclustered()).doesNotContain(name);
      repository.rebuild();
      assertThat(repository.artifacts().lookup(name).isHeld()).isFalse();
    }
  }

  @Test
  void ticketsFollowASetupThatCame() throws Exception {
    Path file = directory.resolve("r.fossil");
    try (Repository repository = RepositoryFixture.create(file)) {
      repository.configuration().receive(List.of(entry("/config", "1800000000 'ticket-table' value "
          + "'CREATE TABLE ticket(tkt_id INTEGER PRIMARY KEY, tkt_uuid TEXT UNIQUE, tkt_mtime DATE, tkt_ctime DATE,"
          + " colour TEXT);'")), ConfigurationGroup.all(), false);
      assertThat(Rows.of(file, "SELECT name FROM pragma_table_info('ticket') WHERE name='colour'")).hasSize(1);

      repository.configuration().receive(List.of(entry("/config", "1900000000 'ticket-table' value 'no such thing'")),
          ConfigurationGroup.all(), false);
    }

    assertThat(Rows.of(file, "SELECT name FROM pragma_table_info('ticket') WHERE name='title'")).hasSize(1);
  }

  @Test
  void areasAreNamedAsFossilNamesThem() {
    assertThat(ConfigurationArea.named("s")).contains(ConfigurationArea.SKIN);
    assertThat(ConfigurationArea.named("sub")).contains(ConfigurationArea.SUBSCRIBER);
    assertThat(ConfigurationArea.named("a")).contains(ConfigurationArea.ALIAS);
    assertThat(ConfigurationArea.named("nothing")).isEmpty();
    assertThat(ConfigurationArea.covering(ConfigurationArea.CSS.groups())).containsExactly(ConfigurationArea.SKIN,
        ConfigurationArea.CSS);
    assertThat(ConfigurationArea.covering(ConfigurationGroup.all())).containsExactly(ConfigurationArea.ALL);
  }

  private static ConfigurationEntry entry(String area, String payload) {
    return new ConfigurationEntry(area, payload.getBytes(StandardCharsets.UTF_8));
  }
}
