package io.edgesync.cli.sync;

import static org.assertj.core.api.Assertions.assertThat;

import com.grack.nanojson.JsonObject;
import com.grack.nanojson.JsonParser;
import io.edgesync.agent.Daemon;
import io.edgesync.agent.DaemonLimits;
import io.edgesync.agent.DaemonOptions;
import io.edgesync.cli.Run;
import io.edgesync.xfer.testing.FossilProcess;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code edgesync clone} of artifacts at the documented limit and above it, whoever gives them. */
@Timeout(300)
class LargeCloneTest {

  private static final int LIMIT = 64 << 20;

  @TempDir
  private Path temp = Path.of("");
  private FossilProcess fossil = FossilProcess.in(temp);
  private Path origin = temp;

  @BeforeEach
  void aProject() throws Exception {
    fossil = FossilProcess.in(Files.createDirectories(temp.resolve("home")));
    origin = fossil.init(temp.resolve("origin.fossil"), "secret");
    fossil.ok(temp, "user", "capabilities", "nobody", "gor", "-R", origin.toString());
  }

  private void commit(String name, int bytes) throws Exception {
    byte[] noise = new byte[bytes];
    new Random(bytes).nextBytes(noise);
    Files.write(temp.resolve(name), noise);
    Run run = Run.in(temp, "commit", "-R", origin.toString(), "-m", name, name);
    assertThat(run.code()).as(run.err()).isZero();
  }

  private String sql(Path file, String query) throws Exception {
    return fossil.ok(temp, "sql", "-R", file.toString(), query).strip().replace("'", "");
  }

  private Daemon daemon() throws Exception {
    return Daemon.start(DaemonOptions.of(List.of(origin), temp.resolve("state"))
        .withHttpListen(DaemonOptions.loopback(0)).withLimits(DaemonLimits.DEFAULT));
  }

  private Map<String, String> urls(Daemon daemon) throws Exception {
    Map<String, String> urls = new LinkedHashMap<>();
    urls.put("http", "http://" + at(Objects.requireNonNull(daemon.ready().http())) + "/");
    urls.put("nats", "nats-leaf://" + at(daemon.ready().leafnode()) + "/"
        + sql(origin, "SELECT value FROM config WHERE name='project-code'"));
    return urls;
  }

  private static String at(InetSocketAddress address) {
    return "127.0.0.1:" + address.getPort();
  }

  private void cloneWhole(String name, String url) throws Exception {
    Run run = Run.in(temp, "clone", url, name + ".fossil");

    assertThat(run.code()).as("%s: %s", name, run.err()).isZero();
    assertThat(sql(temp.resolve(name + ".fossil"), "SELECT group_concat(uuid) FROM (SELECT uuid FROM blob ORDER BY 1)"))
        .as(name).isEqualTo(sql(origin, "SELECT group_concat(uuid) FROM (SELECT uuid FROM blob ORDER BY 1)"));
  }

  @Test
  void theLargestArtifactComesFromEverybody() throws Exception {
    commit("most.bin", LIMIT);

    try (Daemon daemon = daemon()) {
      for (Map.Entry<String, String> each : urls(daemon).entrySet()) {
        cloneWhole(each.getKey(), each.getValue());
      }
    }
    try (FossilProcess.Server stock = fossil.serve(origin)) {
      cloneWhole("stock", stock.url().toString());
    }
  }

  @Test
  void oneThatIsLargerIsNamedWithTheLimitAndTheRemedy() throws Exception {
    commit("more.bin", LIMIT + 1);
    String name = sql(origin, "SELECT uuid FROM blob WHERE size=" + (LIMIT + 1));

    try (Daemon daemon = daemon()) {
      for (Map.Entry<String, String> each : urls(daemon).entrySet()) {
        Run run = Run.in(temp, "clone", each.getValue(), each.getKey() + ".fossil");

        assertThat(run.code()).as("%s: %s", each.getKey(), run.err()).isEqualTo(1);
        assertThat(run.err()).as(each.getKey()).contains(name, Integer.toString(LIMIT), "--artifact-max");
        Run again = Run.in(temp, "sync", "once", "-R", each.getKey() + ".fossil", "--pull", each.getValue());
        assertThat(again.code()).as("%s: %s", each.getKey(), again.err()).isEqualTo(1);
        assertThat(again.err()).as(each.getKey()).contains(name + " did not cross")
            .doesNotContain("did not cross: artifact");
        Run json = Run.in(temp, "sync", "once", "-R", each.getKey() + ".fossil", "--pull", "--json", each.getValue());
        assertThat(json.code()).as("%s: %s", each.getKey(), json.err()).isEqualTo(1);
        JsonObject said = JsonParser.object().from(json.out());
        assertThat(said.getBoolean("ok")).as(each.getKey()).isFalse();
        assertThat(said.getArray("blocked").getObject(0).getString("name")).as(each.getKey()).isEqualTo(name);
      }
    }
  }
}
