package io.edgesync.repository.unversioned;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.edgesync.repository.Repository;
import io.edgesync.repository.RepositoryException;
import io.edgesync.repository.RepositoryFixture;
import io.edgesync.repository.RepositoryOptions;
import io.edgesync.repository.artifact.Provenance;
import io.edgesync.repository.artifact.SampleArtifact;
import io.edgesync.repository.unversioned.UnversionedFiles.NewFile;
import io.edgesync.xfer.artifact.Hash;
import io.edgesync.xfer.content.Content;
import io.edgesync.xfer.content.MemoryBudget;
import io.edgesync.xfer.testing.FossilProcess;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UnversionedFilesTest {

  private static final Instant MTIME = Instant.parse("2024-05-06T07:08:09Z");
  private static final Provenance PEER = new Provenance("nobody", "192.0.2.1", null);
  private static final List<NewFile> FILES = List.of(file("plain.txt", "some text that is compressed\n".repeat(50)),
      file("short", "x"), file("empty", ""), file("dir/ünï.txt", "deeper"),
      new NewFile("random.bin", SampleArtifact.random(5_000, 1).bytes()));

  @TempDir
  Path directory;

  private FossilProcess fossil;
  private final MemoryBudget budget = new MemoryBudget(16 << 20);
  private Repository repository;
  private UnversionedFiles ours;

  @BeforeEach
  void open() {
    fossil = FossilProcess.in(directory);
    repository = Repository.create(directory.resolve("ours.fossil"), RepositoryFixture.how(),
        new RepositoryOptions(budget, 1 << 20, InstantSource.fixed(RepositoryFixture.NOW), Duration.ofSeconds(10)));
    ours = repository.unversioned();
  }

  @AfterEach
  void close() {
    repository.close();
    assertThat(budget.availableBytes()).isEqualTo(budget.totalBytes());
  }

  private static NewFile file(String name, String text) {
    return new NewFile(name, text.getBytes(StandardCharsets.UTF_8));
  }

  private String stock(String... command) {
    List<String> arguments = new ArrayList<>(List.of("uv"));
    arguments.addAll(List.of(command));
    arguments.addAll(List.of("-R", repository.file().toString()));
    return fossil.ok(directory, arguments.toArray(String[]::new));
  }

  private static String rows(Path file, String sql) throws SQLException {
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      StringBuilder rows = new StringBuilder();
      while (row.next()) {
        for (int i = 1; i <= row.getMetaData().getColumnCount(); i++) {
          rows.append(row.getString(i)).append('|');
        }
        rows.append('\n');
      }
      return rows.toString();
    }
  }

  private String text(String name) {
    try (Content content = ours.load(name).orElseThrow()) {
      return new String(content.toArray(), StandardCharsets.UTF_8);
    }
  }

  @Test
  void writesTheRowsThatStockWrites() throws IOException, SQLException {
    Path theirs = directory.resolve("theirs.fossil");
    fossil.ok(directory, "init", "-A", RepositoryFixture.ADMIN, theirs.toString());
    for (NewFile file : FILES) {
      Path disk = directory.resolve("disk");
      Files.write(disk, file.content());
      fossil.ok(directory, "uv", "add", disk.toString(), "--as", file.name(), "--mtime", "2024-05-06 07:08:09", "-R",
          theirs.toString());
      ours.add(RepositoryFixture.ADMIN, List.of(file), MTIME);
    }
    fossil.ok(directory, "uv", "rm", "short", "--mtime", "2024-05-06 07:08:10", "-R", theirs.toString());
    fossil.ok(directory, "uv", "touch", "empty", "--mtime", "2024-05-06 07:08:11", "-R", theirs.toString());
    ours.remove(List.of("short", "unknown"), MTIME.plusSeconds(1));
    ours.touch(List.of("empty"), MTIME.plusSeconds(2));

    String sql = "SELECT uvid, name, rcvid, mtime, hash, sz, encoding, typeof(content), quote(content) FROM unversioned ORDER BY uvid";
    assertThat(rows(repository.file(), sql)).isEqualTo(rows(theirs, sql));
    String receipts = "SELECT rcvid, uid, nonce, ipaddr FROM rcvfrom WHERE rcvid>1";
    assertThat(rows(repository.file(), receipts)).isEqualTo(rows(theirs, receipts));
    assertThat(ours.catalogueHash() + "\n").isEqualTo(fossil.ok(directory, "uv", "hash", "-R", theirs.toString()));
    assertThat(fossil.ok(directory, "uv", "list", "--all", "-R", theirs.toString())).isEqualTo(stock("list", "--all"));
  }

  @Test
  void stockAndWeReadEachOthersFiles() throws IOException {
    ours.add(RepositoryFixture.ADMIN, FILES, MTIME);
    for (NewFile file : FILES) {
      Path out = directory.resolve("out");
      stock("export", file.name(), out.toString());
      assertThat(Files.readAllBytes(out)).as(file.name()).isEqualTo(file.content());
    }
    Path disk = Files.writeString(directory.resolve("disk"), "from stock\n".repeat(30));

    stock("add", disk.toString(), "--as", "plain.txt", "--mtime", "2024-05-07 00:00:00");
    stock("rm", "short");

    assertThat(text("plain.txt")).isEqualTo("from stock\n".repeat(30));
    assertThat(ours.list(false)).extracting(UnversionedFile::name).containsExactly("dir/ünï.txt", "empty", "plain.txt",
        "random.bin");
    assertThat(ours.find("short").orElseThrow().isRemoved()).isTrue();
    assertThat(ours.load("short")).isEmpty();
    assertThat(ours.catalogueHash() + "\n")
        .isEqualTo(stock("hash", "--debug").lines().reduce((a, b) -> b).get() + "\n");
  }

  @Test
  void everyChangeForgetsTheCatalogueHash() throws SQLException {
    assertThat(ours.catalogueHash()).isEqualTo("da39a3ee5e6b4b0d3255bfef95601890afd80709");
    List<Runnable> changes = List.of(() -> ours.add(RepositoryFixture.ADMIN, FILES, MTIME),
        () -> ours.edit(RepositoryFixture.ADMIN, file("short", "longer"), MTIME),
        () -> ours.remove(List.of("short"), MTIME), () -> ours.touch(List.of("empty"), MTIME.plusSeconds(9)),
        () -> ours.forget(List.of("empty")));
    String before = ours.catalogueHash();
    for (Runnable change : changes) {
      change.run();

      String after = ours.catalogueHash();
      assertThat(after).isNotEqualTo(before).isEqualTo(ours.catalogueHash());
      assertThat(stock("hash")).isEqualTo(after + "\n");
      assertThat(rows(repository.file(), "SELECT value FROM config WHERE name='uv-hash'")).isEqualTo(after + "|\n");
      before = after;
    }
  }

  @Test
  void refusesTheNamesThatStockRefuses() throws IOException {
    Path disk = Files.writeString(directory.resolve("disk"), "x");
    for (String name : List.of("", "/absolute", "a b", "a\tb", "../up", "a/./b", "a//b", "a/", "back\\slash")) {
      assertThat(fossil.run(directory, "uv", "add", disk.toString(), "--as", name, "-R", repository.file().toString())
          .exitCode()).as("stock on \"%s\"", name).isNotZero();
      assertThatThrownBy(() -> ours.add(RepositoryFixture.ADMIN, List.of(file(name, "x")), MTIME))
          .as("\"%s\"", name).isInstanceOf(RepositoryException.Refused.class).hasMessageContaining(name);
    }
    assertThat(ours.list(true)).isEmpty();
  }

  @Test
  void theNewerVersionWinsAndOfTwoOfOneSecondTheLargerHash() {
    byte[] mine = "mine".getBytes(StandardCharsets.UTF_8);
    ours.add(RepositoryFixture.ADMIN, List.of(new NewFile("f", mine)), MTIME);
    Hash hash = ours.find("f").orElseThrow().hash();
    Hash larger = new Hash("f".repeat(64));
    Hash smaller = new Hash("0".repeat(64));

    assertThat(ours.standing("none", MTIME, hash)).isEqualTo(Standing.UNKNOWN);
    assertThat(ours.standing("f", MTIME, hash)).isEqualTo(Standing.SAME);
    assertThat(ours.standing("f", MTIME.plusSeconds(1), hash)).isEqualTo(Standing.THEIR_TIME);
    assertThat(ours.standing("f", MTIME.minusSeconds(1), hash)).isEqualTo(Standing.OUR_TIME);
    assertThat(ours.standing("f", MTIME.plusSeconds(1), smaller)).isEqualTo(Standing.THEIRS);
    assertThat(ours.standing("f", MTIME.minusSeconds(1), larger)).isEqualTo(Standing.OURS);
    assertThat(ours.standing("f", MTIME, larger)).isEqualTo(Standing.THEIRS);
    assertThat(ours.standing("f", MTIME, smaller)).isEqualTo(Standing.OURS);
    assertThat(ours.standing("f", MTIME, null)).isEqualTo(Standing.OURS);
    assertThat(ours.standing("f", MTIME.plusSeconds(1), null)).isEqualTo(Standing.THEIRS);
  }

  @Test
  void takesWhatAPeerSentWhereItWins() {
    ours.add(RepositoryFixture.ADMIN, List.of(file("f", "mine")), MTIME);
    SampleArtifact theirs = SampleArtifact.of("theirs");

    assertThat(ours.accept(PEER, "f", MTIME.minusSeconds(1), theirs.name(), theirs.content(), false))
        .isEqualTo(Standing.OURS);
    assertThat(text("f")).isEqualTo("mine");
    ours.accept(PEER, "f", MTIME.minusSeconds(1), theirs.name(), theirs.content(), true);
    assertThat(text("f")).isEqualTo("theirs");
    ours.accept(PEER, "f", MTIME.plusSeconds(5), theirs.name(), null, false);
    assertThat(ours.find("f").orElseThrow().mtime()).isEqualTo(MTIME.plusSeconds(5));
    assertThat(text("f")).isEqualTo("theirs");
    ours.accept(PEER, "f", MTIME.plusSeconds(6), null, null, false);
    assertThat(ours.find("f").orElseThrow().isRemoved()).isTrue();
    ours.accept(PEER, "told", MTIME, theirs.name(), null, false);
    assertThat(ours.find("told").orElseThrow().isHeld()).isFalse();
    assertThat(ours.load("told")).isEmpty();
    assertThat(stock("list", "--all")).contains("(deleted)").contains("(no content)");
  }

  @Test
  void contentOfAnotherHashChangesNothing() {
    SampleArtifact right = SampleArtifact.of("right");

    assertThatThrownBy(
        () -> ours.accept(PEER, "f", MTIME, right.name(), Content.of(new byte[]{1, 2}), false))
        .isInstanceOf(RepositoryException.WrongHash.class).hasMessageContaining(right.name().hex());
    assertThat(ours.list(true)).isEmpty();
  }

  @Test
  void damagedRowsAreNamedAndNeverGiven() throws SQLException {
    ours.add(RepositoryFixture.ADMIN, FILES, MTIME);
    for (String damage : List.of("content=x'7fffffff789c0300'", "content=x'00'", "content=zeroblob(2000)", "sz=17",
        "sz=1000000", "sz=-1", "encoding=0",
        "content=NULL, hash='" + "0".repeat(64) + "', content=x'', encoding=0, sz=0")) {
      try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + repository.file());
          Statement statement = connection.createStatement()) {
        statement.execute("CREATE TABLE IF NOT EXISTS fx_saved AS SELECT * FROM unversioned");
        statement.execute("DELETE FROM unversioned");
        statement.execute("INSERT INTO unversioned SELECT * FROM fx_saved");
        statement.execute("UPDATE unversioned SET " + damage + " WHERE name='plain.txt'");
      }

      assertThatThrownBy(() -> ours.load("plain.txt")).as(damage).isInstanceOf(RepositoryException.Corrupt.class)
          .hasMessageContaining("plain.txt");
      assertThat(text("dir/ünï.txt")).isEqualTo("deeper");
    }
  }

  @Test
  void whatIsTooLargeForThisDeviceIsRefusedByName() throws SQLException {
    SampleArtifact large = SampleArtifact.random((1 << 20) + 1, 2);

    assertThatThrownBy(() -> ours.add(RepositoryFixture.ADMIN, List.of(new NewFile("large", large.bytes())), MTIME))
        .isInstanceOf(RepositoryException.TooLarge.class).hasMessageContaining(large.name().hex());
    assertThat(ours.find("large")).isEmpty();
    assertThatThrownBy(() -> ours.edit(RepositoryFixture.ADMIN, file("none", "x"), MTIME))
        .isInstanceOf(RepositoryException.Refused.class);
    assertThat(rows(repository.file(), "SELECT count(*) FROM rcvfrom")).isEqualTo("1|\n");
  }
}
