package io.edgesync.cli.unversioned;

import static org.assertj.core.api.Assertions.assertThat;

import com.grack.nanojson.JsonObject;
import com.grack.nanojson.JsonParser;
import io.edgesync.cli.Run;
import io.edgesync.xfer.testing.FossilProcess;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UvAndConfigTest {

  @TempDir
  Path directory;

  private FossilProcess fossil;

  @BeforeEach
  void repository() throws Exception {
    fossil = FossilProcess.in(directory);
    fossil.init(directory.resolve("a.fossil"), "tiger");
    Files.writeString(directory.resolve("one.txt"), "one\n".repeat(1000));
    Files.writeString(directory.resolve("two.txt"), "two");
    Files.writeString(directory.resolve("LICENSE"), "");
  }

  private Run run(String... arguments) {
    return Run.in(directory, arguments);
  }

  private String out(String... arguments) {
    Run run = run(arguments);
    assertThat(run.code()).as(run.err()).isZero();
    return run.out();
  }

  private String stock(String... arguments) {
    return fossil.ok(directory,
        Stream.concat(Stream.of(arguments), Stream.of("-R", "a.fossil")).toArray(String[]::new));
  }

  @Test
  void filesAreAddedListedGivenAndRemovedAsStockDoes() throws Exception {
    out("uv", "add", "-R", "a.fossil", "one.txt", "LICENSE", "--mtime", "2024-05-06T07:08:09");
    out("uv", "add", "-R", "a.fossil", "two.txt", "--as", "deep/zwei.txt", "--mtime", "2024-05-06");

    assertThat(out("uv", "list", "-R", "a.fossil")).isEqualTo(stock("uv", "list")).contains("deep/zwei.txt");
    assertThat(out("uv", "list", "-R", "a.fossil", "--glob", "*.txt"))
        .isEqualTo(stock("uv", "list", "--glob", "*.txt"));
    assertThat(out("uv", "list", "-R", "a.fossil", "--like", "ONE%")).isEqualTo(stock("uv", "list", "--like", "ONE%"))
        .hasLineCount(1);
    assertThat(out("uv", "cat", "-R", "a.fossil", "one.txt", "LICENSE", "deep/zwei.txt"))
        .isEqualTo(stock("uv", "cat", "one.txt", "LICENSE", "deep/zwei.txt"));
    out("uv", "export", "-R", "a.fossil", "one.txt", "exported");
    assertThat(directory.resolve("exported")).hasSameTextualContentAs(directory.resolve("one.txt"));

    out("uv", "touch", "-R", "a.fossil", "LICENSE", "--mtime", "2024-06-01");
    out("uv", "rm", "-R", "a.fossil", "one.txt", "--glob", "deep/*", "--mtime", "2024-06-02");
    assertThat(out("uv", "list", "-R", "a.fossil")).isEqualTo(stock("uv", "list")).contains("2024-06-01");
    assertThat(out("uv", "list", "-R", "a.fossil", "--all")).isEqualTo(stock("uv", "list", "--all"))
        .contains("(deleted)", "deep/zwei.txt");
    assertThat(out("uv", "list", "-R", "a.fossil", "--json")).contains("\"name\":\"LICENSE\"");
  }

  @Test
  void whatCannotBeDoneIsSaidInOneLine() {
    assertThat(run("uv", "cat", "-R", "a.fossil", "none").oneLine()).contains("no such uv-file: none");
    assertThat(run("uv", "export", "-R", "a.fossil", "none", "two.txt").code()).isEqualTo(1);
    assertThat(directory.resolve("two.txt")).hasContent("two");
    assertThat(run("uv", "rm", "-R", "a.fossil", "none").oneLine()).contains("no such uv-file: none");
    assertThat(run("uv", "rm", "-R", "a.fossil").code()).isEqualTo(64);
    assertThat(run("uv", "add", "-R", "a.fossil", "missing").oneLine()).contains("missing", "cannot be read");
    assertThat(run("uv", "add", "-R", "a.fossil", directory.resolve("two.txt").toString()).oneLine())
        .contains("expected a relative path");
    assertThat(run("uv", "add", "-R", "a.fossil", "two.txt", "one.txt", "--as", "x").code()).isEqualTo(64);
    assertThat(run("config", "pull", "nothing", "http://127.0.0.1:1/", "-R", "a.fossil").oneLine())
        .contains("no such configuration area", "interwiki");
    assertThat(run("config", "pull", "skin", "http://127.0.0.1:1/", "-R", "a.fossil").code()).isEqualTo(1);
    assertThat(run("config", "merge", "two.txt", "-R", "a.fossil").oneLine()).contains("holds no configuration");
    assertThat(run("config", "import", "nothere", "-R", "a.fossil").oneLine())
        .endsWith("nothere: cannot be read as configuration: no such file or directory");
    assertThat(run("config", "export", "all", "nodir/x", "-R", "a.fossil").oneLine())
        .endsWith("x: cannot be written: no such file or directory");
  }

  @Test
  void theyCrossToAStockServerAndBack() throws Exception {
    Map<String, String> withPassword = Run.environment(directory);
    withPassword.put("LEAF_PASSWORD", "tiger");
    fossil.ok(directory, "clone", "a.fossil", "b.fossil");
    fossil.ok(directory, "user", "capabilities", "tester", "sy", "-R", "a.fossil");
    stock("uv", "add", "one.txt");
    fossil.ok(directory, "sql", "-R", "b.fossil", "INSERT INTO config VALUES('css','body{}',1700000000)");
    out("uv", "add", "-R", "b.fossil", "two.txt");
    try (FossilProcess.Server server = fossil.serve(directory.resolve("a.fossil"))) {
      String url = server.url().toString();
      assertThat(run("uv", "sync", "-n", "-R", "b.fossil", url).out()).contains("UV-PULL: one.txt");
      assertThat(run("uv", "sync", "-R", "b.fossil", url).oneLine()).contains("denied", "capability y");
      assertThat(fossil.ok(directory, "sql", "-R", "b.fossil", "SELECT name FROM config WHERE name GLOB 'sync*:*'"))
          .contains("syncwith:" + url);
      Run denied = run("sync", "once", "-u", "--json", "-R", "b.fossil", url, "--pull");
      assertThat(denied.code()).isEqualTo(1);
      JsonObject refused = JsonParser.object().from(denied.out());
      assertThat(refused.getBoolean("ok")).isFalse();
      assertThat(refused.getObject("unversioned").getString("result")).startsWith("denied: ").contains("capability y");
      assertThat(refused.getObject("unversioned").getInt("sent")).isZero();
      Run synced = Run.with(withPassword, directory, "uv", "sync", "-R", "b.fossil", url, "--user", "tester");
      assertThat(synced.code()).as(synced.err()).isZero();
      assertThat(synced.out()).contains("received 0", "sent 1");
      stock("uv", "add", "LICENSE");
      assertThat(out("sync", "once", "-u", "-R", "b.fossil", url, "--pull")).contains("unversioned files: received 1");
      Run all = run("config", "pull", "all", url, "-R", "b.fossil");
      assertThat(all.code()).isZero();
      assertThat(all.out()).contains("took");
      assertThat(all.oneLine()).contains("gave no users");
      Run users = run("config", "pull", "user", url, "-R", "b.fossil");
      assertThat(users.code()).isEqualTo(1);
      assertThat(users.oneLine()).contains("gave no users", "capability a or s");
      Run none = run("config", "pull", "interwiki", url, "-R", "b.fossil");
      assertThat(none.code()).isZero();
      assertThat(none.oneLine()).contains("holds nothing of it, or gives it to other logins");
      Run asAdministrator = Run.with(withPassword, directory, "config", "pull", "user", url, "-R", "b.fossil", "--user",
          "tester");
      assertThat(asAdministrator.code()).as(asAdministrator.err()).isZero();
      assertThat(asAdministrator.err()).isEmpty();
      assertThat(run("config", "push", "skin", url, "-R", "b.fossil").oneLine())
          .contains("not authorized to push configuration");
      Run pushed = Run.with(withPassword, directory, "config", "push", "skin", url, "-R", "b.fossil", "--user",
          "tester");
      assertThat(pushed.code()).as(pushed.err()).isZero();
      stock("uv", "add", "LICENSE", "--as", "once-more");
      Run both = Run.with(withPassword, directory, "sync", "once", "-u", "--json", "-R", "b.fossil", url, "--user",
          "tester");
      assertThat(both.code()).as(both.err()).isZero();
      JsonObject said = JsonParser.object().from(both.out());
      assertThat(said.getBoolean("ok")).isTrue();
      assertThat(said.getObject("unversioned").getString("result")).isEqualTo("completed");
      assertThat(said.getObject("unversioned").getInt("received")).isEqualTo(1);
      out("uv", "revert", "-R", "b.fossil", url);
      assertThat(out("clone", "-u", url, "c.fossil", "--admin-user", "tester"))
          .contains("unversioned files: received 4");
    }

    assertThat(stock("uv", "cat", "two.txt")).isEqualTo("two");
    assertThat(stock("sql", "SELECT value FROM config WHERE name='css'")).contains("body{}");
    assertThat(names("b.fossil")).isEqualTo(names("a.fossil")).isEqualTo(names("c.fossil"))
        .containsExactly("LICENSE", "once-more", "one.txt", "two.txt");
  }

  private List<String> names(String file) {
    return fossil.ok(directory, "uv", "ls", "-R", file).lines().collect(Collectors.toList());
  }

  @Test
  void anExportIsReadByStockAndTheOtherWayRound() throws Exception {
    fossil.ok(directory, "sql", "-R", "a.fossil", "INSERT INTO config VALUES('css','it''s ours',1700000000)");
    fossil.init(directory.resolve("b.fossil"), "tiger");
    fossil.init(directory.resolve("c.fossil"), "tiger");
    out("config", "export", "skin", "ours.txt", "-R", "a.fossil");
    stock("configuration", "export", "skin", "stocks.txt");

    assertThat(Files.readAllLines(directory.resolve("ours.txt")).stream().skip(3))
        .isEqualTo(Files.readAllLines(directory.resolve("stocks.txt")).stream().skip(3).toList());
    fossil.ok(directory, "configuration", "merge", "ours.txt", "-R", "b.fossil");
    out("config", "merge", "stocks.txt", "-R", "c.fossil");
    out("config", "import", "stocks.txt", "-R", "c.fossil");
    for (String file : List.of("b.fossil", "c.fossil")) {
      assertThat(fossil.ok(directory, "sql", "-R", file, "SELECT value FROM config WHERE name='css'"))
          .contains("it''s ours");
    }
  }
}
