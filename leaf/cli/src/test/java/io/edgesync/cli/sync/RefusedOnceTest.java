package io.edgesync.cli.sync;

import static org.assertj.core.api.Assertions.assertThat;

import com.grack.nanojson.JsonObject;
import com.grack.nanojson.JsonParser;
import io.edgesync.cli.Run;
import io.edgesync.xfer.testing.FossilProcess;
import io.edgesync.xfer.testing.FreePort;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code edgesync sync once} says when somebody does not let it. */
class RefusedOnceTest {

  @TempDir
  private Path directory = Path.of("");

  @Test
  void whatWhoeverMayOnlyReadLacksIsNamedByItsCapability() throws Exception {
    FossilProcess fossil = FossilProcess.in(Files.createDirectories(directory.resolve("home")));
    fossil.init(directory.resolve("a.fossil"), "tiger");
    fossil.ok(directory, "user", "new", "rita", "", "lion", "-R", "a.fossil");
    fossil.ok(directory, "user", "capabilities", "rita", "o", "-R", "a.fossil");
    fossil.ok(directory, "user", "capabilities", "nobody", "", "-R", "a.fossil");
    Files.copy(directory.resolve("a.fossil"), directory.resolve("b.fossil"));
    Files.writeString(directory.resolve("list.txt"), "milk");
    assertThat(Run.in(directory, "commit", "-R", "b.fossil", "-m", "a list", "list.txt").code()).isZero();
    Map<String, String> rita = Run.environment(directory);
    rita.put("LEAF_PASSWORD", "lion");
    Map<String, String> wrong = Run.environment(directory);
    wrong.put("LEAF_PASSWORD", "lynx");

    try (FossilProcess.Server server = fossil.serve(directory.resolve("a.fossil"))) {
      String url = server.url().toString();
      assertThat(once(rita, url, "--private")).contains(
          "denied: not authorized to write; not authorized to sync private",
          "lacks there: capability i to push (--pull goes without), x for private content (leave out --private)");
      assertThat(once(rita, url)).endsWith("denied: not authorized to write; who asks, nobody without --user, lacks"
          + " there: capability i to push (--pull goes without)");
      assertThat(once(wrong, url)).endsWith("denied: login failed; check the user and the password");
      assertThat(Run.in(directory, "sync", "once", "--pull", "-R", "b.fossil", url).oneLine())
          .endsWith("capability o to pull");
    }
  }

  private String once(Map<String, String> environment, String url, String... more) {
    String[] arguments = new String[7 + more.length];
    System.arraycopy(new String[]{"sync", "once", "-R", "b.fossil", "--user", "rita", url}, 0, arguments, 0, 7);
    System.arraycopy(more, 0, arguments, 7, more.length);
    Run run = Run.with(environment, directory, arguments);
    assertThat(run.code()).isEqualTo(1);
    return run.oneLine();
  }

  @Test
  void aRequestThatNeverLeftIsNoRound() throws Exception {
    assertThat(Run.in(directory, "new", "a.fossil").code()).isZero();
    int closed = FreePort.next();

    Run run = Run.in(directory, "sync", "once", "--json", "-R", "a.fossil", "http://127.0.0.1:" + closed + "/");

    assertThat(run.code()).isEqualTo(1);
    JsonObject json = JsonParser.object().from(run.out());
    assertThat(json.getBoolean("ok")).isFalse();
    assertThat(json.getInt("rounds")).isZero();
    assertThat(json.getLong("bytesOut")).isZero();
  }

  @Test
  void whatDoesNotReachTheMeshIsToldToProgramsToo() throws Exception {
    assertThat(Run.in(directory, "new", "a.fossil").code()).isZero();
    int closed = FreePort.next();

    Run run = Run.in(directory, "sync", "once", "--json", "-R", "a.fossil", "nats-leaf://u:pw@127.0.0.1:" + closed);

    assertThat(run.code()).isEqualTo(1);
    JsonObject json = JsonParser.object().from(run.out());
    assertThat(json.getBoolean("ok")).isFalse();
    assertThat(json.getString("peer")).isEqualTo("nats-leaf://127.0.0.1:" + closed);
    assertThat(json.getString("result")).isEqualTo("failed: " + run.oneLine().replaceFirst("^edgesync: ", ""));
    assertThat(run.out()).doesNotContain("pw");
  }
}
