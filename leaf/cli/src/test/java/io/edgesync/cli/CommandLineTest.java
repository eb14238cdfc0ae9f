package io.edgesync.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.grack.nanojson.JsonArray;
import com.grack.nanojson.JsonObject;
import com.grack.nanojson.JsonParser;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CommandLineTest {

  @TempDir
  private Path directory = Path.of("");

  private Run run(String... arguments) {
    return Run.in(directory, arguments);
  }

  private Path newRepository() {
    assertThat(run("new", "a.fossil", "--user", "alice").code()).isZero();
    return directory.resolve("a.fossil");
  }

  private void commit(String name, String content, String... more) throws Exception {
    Files.writeString(directory.resolve(name), content);
    String[] arguments = new String[6 + more.length];
    System.arraycopy(new String[]{"commit", "-R", "a.fossil", "-m", "change " + name, name}, 0, arguments, 0, 6);
    System.arraycopy(more, 0, arguments, 6, more.length);
    Run run = run(arguments);
    assertThat(run.code()).as(run.err()).isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "new", "clone", "sync", "sync start", "sync once", "commit", "extract", "timeline",
      "info", "ls",
      "branches", "tags", "cat", "uv", "uv list", "uv cat", "uv export", "uv add", "uv rm", "uv touch", "uv sync",
      "uv revert", "config", "config pull", "config push", "config sync", "config export", "config import",
      "config merge",
      "verify", "rebuild", "status", "peers", "peers list", "peers grant", "peers revoke", "doctor", "demo", "version"})
  void everyLevelHasHelpWithExamples(String command) {
    Run run = run((command + " --help").strip().split(" "));

    assertThat(run.code()).isZero();
    assertThat(run.out()).contains("Usage: edgesync", "Examples:", "edgesync " + command, "64");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "nonsense", "peers", "peers grant U --repo a --capabilities o", "peers revoke", "sync",
      "sync nonsense", "new", "new a b", "clone x", "commit -m x",
      "timeline -n many", "timeline -n -1", "timeline --after never", "timeline --before 2024-13-01", "ls a b",
      "tags -n x",
      "sync start", "sync start --repo a --role king", "sync start --repo a --role hub",
      "sync start --repo a --role leaf", "sync start --repo a --poll-interval soon",
      "sync start --repo a --serve-http nowhere:99999", "sync start --repo a --http-connections 0",
      "timeline --all --branch trunk", "timeline --all --path f",
      "timeline --password secret", "sync once --pull --push http://x/"})
  void wrongUsageEndsWith64AndOneLine(String arguments) {
    Run run = run(arguments.isEmpty() ? new String[0] : arguments.split(" "));

    assertThat(run.code()).isEqualTo(64);
    assertThat(run.oneLine()).startsWith("edgesync: ");
    assertThat(run.out()).isEmpty();
  }

  @Test
  void everyCommandOfTheUsageCanBeCalledAlsoAfterAnOption() {
    List<String> names = run("--help").out().lines().dropWhile(line -> !line.equals("Commands:")).skip(1)
        .takeWhile(line -> line.startsWith("  ")).filter(line -> line.charAt(2) != ' ')
        .map(line -> line.strip().split(" ")[0]).toList();

    assertThat(names).contains("new", "sync", "verify", "broker", "version").allSatisfy(name -> {
      assertThat(run(name, "--help").out()).contains("edgesync " + name);
      assertThat(run("-v", name, "--help").out()).isEqualTo(run(name, "--help").out());
    });
  }

  @Test
  void versionTellsVersionCommitAndJava() throws Exception {
    assertThat(run("version").out()).matches("edgesync [0-9].* \\(commit .+, Java 2[5-9].*\\)\\R");

    JsonObject json = JsonParser.object().from(run("version", "--json").out());
    assertThat(json).containsKeys("version", "commit", "java");
  }

  @Test
  void aNewRepositoryTellsItsMadeUpPasswordOnceAndStoresOnlyTheHash() throws Exception {
    Run run = run("new", "a.fossil", "--user", "alice", "--json");

    JsonObject json = JsonParser.object().from(run.out());
    assertThat(json.getString("password")).matches("[a-z0-9]{16}");
    assertThat(
        new String(Files.readAllBytes(directory.resolve("a.fossil")), java.nio.charset.StandardCharsets.ISO_8859_1))
        .doesNotContain(json.getString("password"));
  }

  @Test
  void aGivenPasswordIsNotPrinted() throws Exception {
    Files.writeString(directory.resolve("pw"), "hush-hush\n");

    Run run = run("new", "a.fossil", "--password-file", "pw");

    assertThat(run.code()).isZero();
    assertThat(run.out() + run.err()).doesNotContain("hush-hush").doesNotContain("password");
  }

  @Test
  void theLoginOfAUrlThatNobodyAskedForIsNotPrinted() {
    Run run = run("sync", "start", "nats-leaf://alice:hush-hush@hub:7422");

    assertThat(run.code()).isEqualTo(64);
    assertThat(run.err()).contains("nats-leaf://hub:7422").doesNotContain("hush-hush");
  }

  @Test
  void whatWasCommittedIsOnTheTimelineAndCanBeReadAndExtracted() throws Exception {
    newRepository();
    commit("list.txt", "milk\n");
    Files.createDirectories(directory.resolve("src"));
    commit("src/main.c", "int main;\n", "--user", "bob");

    assertThat(run("timeline", "-R", "a.fossil").out()).contains("change list.txt", "change src/main.c", "bob",
        "[trunk]");
    assertThat(run("cat", "-R", "a.fossil", "list.txt").out()).isEqualTo("milk\n");
    assertThat(run("extract", "-R", "a.fossil", "--list").out()).isEqualTo("list.txt\nsrc/main.c\n");
    assertThat(run("extract", "-R", "a.fossil", "-d", "out", "src").code()).isZero();
    assertThat(directory.resolve("out/src/main.c")).hasContent("int main;\n");
    assertThat(directory.resolve("out/list.txt")).doesNotExist();
    assertThat(run("verify", "-R", "a.fossil").out()).contains("0 wrong");
    assertThat(run("rebuild", "-R", "a.fossil").out()).contains("rebuilt");
  }

  @Test
  void theTimelineIsOfABranchAUserAPathOrATime() throws Exception {
    newRepository();
    commit("list.txt", "milk\n");
    Files.createDirectories(directory.resolve("src"));
    commit("src/main.c", "int main;\n", "--user", "bob", "--branch", "side");

    assertThat(run("timeline", "-R", "a.fossil", "--branch", "side").out()).contains("main.c")
        .doesNotContain("list.txt");
    assertThat(run("timeline", "-R", "a.fossil", "--user", "bob").out()).contains("main.c").doesNotContain("list.txt");
    assertThat(run("timeline", "-R", "a.fossil", "--path", "src/").out()).contains("main.c").doesNotContain("list.txt");
    assertThat(run("timeline", "-R", "a.fossil", "--path", "list.txt").out()).contains("list.txt")
        .doesNotContain("main");
    assertThat(run("timeline", "-R", "a.fossil", "--before", "2000-01-01"))
        .satisfies(run -> assertThat(run.code()).isZero()).satisfies(run -> assertThat(run.out()).isEmpty());
    assertThat(run("timeline", "-R", "a.fossil", "--after", "2000-01-01T00:00", "--before", "2999-12-31").out())
        .contains("list.txt", "main.c", "initial");
  }

  @Test
  void checkinsFilesBranchesAndTagsCanBeLookedAt() throws Exception {
    newRepository();
    commit("list.txt", "milk\n");
    Files.createDirectories(directory.resolve("src"));
    commit("src/main.c", "int main;\n", "--user", "bob", "--branch", "side", "--tag", "first");

    assertThat(run("info", "-R", "a.fossil", "first").out())
        .containsSubsequence("user         bob", "branch       side", "tags         first, side",
            "state        leaf, open",
            "parent       ", "comment      change src/main.c", "added        src/main.c");
    JsonObject info = JsonParser.object().from(run("info", "-R", "a.fossil", "trunk", "--json").out());
    assertThat(info.getArray("files").getObject(0).getString("change")).isEqualTo("added");
    assertThat(info.getArray("children")).hasSize(1);
    assertThat(run("ls", "-R", "a.fossil").out()).isEqualTo("list.txt\nsrc/main.c\n");
    assertThat(run("ls", "-R", "a.fossil", "-r", "trunk").out()).isEqualTo("list.txt\n");
    assertThat(run("ls", "-R", "a.fossil", "-l", "src").out()).matches("- {9}10 {2}[0-9a-f]{10} {2}src/main.c\n");
    assertThat(JsonParser.object().from(run("ls", "-R", "a.fossil", "--json", "list.txt").out()).getArray("files")
        .getObject(0).getInt("size")).isEqualTo(5);
    assertThat(run("branches", "-R", "a.fossil").out().lines()).hasSize(2).anyMatch(line -> line.endsWith("  side"));
    assertThat(JsonParser.array().from(run("branches", "-R", "a.fossil", "--json").out())).hasSize(2);
    assertThat(run("tags", "-R", "a.fossil").out()).isEqualTo("first\nside\ntrunk\n");
    assertThat(run("tags", "-R", "a.fossil", "first").out()).isEqualTo(info.getArray("children").getString(0) + "\n");
    assertThat(JsonParser.array().from(run("tags", "-R", "a.fossil", "--raw", "branch", "--json").out()).getObject(0)
        .getString("value")).isEqualTo("side");
  }

  @Test
  void jsonIsThereWhereThereIsSomethingToRead() throws Exception {
    newRepository();
    commit("list.txt", "milk\n");

    JsonArray timeline = JsonParser.array().from(run("timeline", "-R", "a.fossil", "--json").out());
    assertThat(timeline.getObject(0).getString("comment")).isEqualTo("change list.txt");
    JsonObject files = JsonParser.object().from(run("extract", "-R", "a.fossil", "--list", "--json").out());
    assertThat(files.getArray("files").getObject(0).getString("path")).isEqualTo("list.txt");
    JsonObject verified = JsonParser.object().from(run("verify", "-R", "a.fossil", "--json").out());
    assertThat(verified.getArray("wrong")).isEmpty();
    JsonObject doctor = JsonParser.object().from(run("doctor", "-R", "a.fossil", "--json").out());
    assertThat(doctor.getInt("failed")).isZero();
  }

  @Test
  void verifyFindsForgedRowsWhenItIsToLookAtTheTables() throws Exception {
    newRepository();
    commit("list.txt", "milk\n");
    assertThat(run("verify", "--tables", "a.fossil")).satisfies(clean -> {
      assertThat(clean.code()).isZero();
      assertThat(clean.out()).contains("what a rebuild makes");
    });
    try (var connection = java.sql.DriverManager.getConnection("jdbc:sqlite:" + directory.resolve("a.fossil"));
        var statement = connection.createStatement()) {
      statement.execute("UPDATE event SET comment='forged', user='mallory' WHERE comment='change list.txt'");
    }

    assertThat(run("verify", "a.fossil").code()).isZero();
    Run forged = run("verify", "--tables", "a.fossil");

    assertThat(forged.code()).isEqualTo(1);
    assertThat(forged.out()).contains("2 rows are not what a rebuild makes");
    assertThat(forged.err()).contains("table event: a rebuild removes", "mallory", "table event: a rebuild adds",
        "change list.txt");
    JsonObject json = JsonParser.object().from(run("verify", "--tables", "--json", "a.fossil").out());
    assertThat(json.getArray("tables")).hasSize(2);
  }

  @Test
  void extractOverwritesOnlyWhenForced() throws Exception {
    newRepository();
    commit("list.txt", "milk\n");
    Files.writeString(directory.resolve("list.txt"), "mine");

    assertThat(run("extract", "-R", "a.fossil").oneLine()).contains("list.txt", "--force");
    assertThat(directory.resolve("list.txt")).hasContent("mine");
    assertThat(run("extract", "-R", "a.fossil", "--force").code()).isZero();
    assertThat(directory.resolve("list.txt")).hasContent("milk\n");
  }

  @Test
  void aForkIsRefusedUnlessAllowed() throws Exception {
    newRepository();
    commit("a.txt", "1\n");
    String first = JsonParser.array().from(run("timeline", "-R", "a.fossil", "--json").out()).getObject(0)
        .getString("artifact");
    commit("a.txt", "2\n");
    Files.writeString(directory.resolve("a.txt"), "3\n");

    Run refused = run("commit", "-R", "a.fossil", "-m", "fork", "--parent", first, "a.txt");
    assertThat(refused.code()).isEqualTo(1);
    assertThat(refused.oneLine()).contains("fork");
    assertThat(run("commit", "-R", "a.fossil", "-m", "fork", "--parent", first, "--allow-fork", "a.txt").code())
        .isZero();
    assertThat(run("commit", "-R", "a.fossil", "-m", "b", "--branch", "other", "--parent", first, "a.txt").code())
        .isZero();
    assertThat(run("timeline", "-R", "a.fossil", "--branch", "other").out().lines()).hasSize(1);
  }

  @Test
  void theOnlyRepositoryInTheDirectoryNeedsNoName() throws Exception {
    newRepository();

    assertThat(run("timeline").code()).isZero();
    Files.copy(directory.resolve("a.fossil"), directory.resolve("b.fossil"));
    assertThat(run("timeline").code()).isEqualTo(64);
  }

  @Test
  void verboseAddsTheStackOfAFailure() {
    assertThat(run("timeline", "-R", "none.fossil", "--verbose").err()).contains("\tat io.edgesync");
    assertThat(run("-v", "timeline", "-R", "none.fossil").err()).contains("\tat io.edgesync");
  }

  @Test
  void aPasswordComesFromTheEnvironmentToo() {
    Map<String, String> environment = Run.environment(directory);
    environment.put("LEAF_PASSWORD", "hush-hush");

    Run run = Run.with(environment, directory, "new", "a.fossil");

    assertThat(run.code()).isZero();
    assertThat(run.out()).doesNotContain("hush-hush").doesNotContain("made up");
  }
}
