package io.edgesync.cli.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.edgesync.cli.Run;
import io.edgesync.repository.Repository;
import io.edgesync.repository.RepositoryOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code sync start --config}, as a process that gets SIGHUP. */
@Timeout(240)
class ConfigurationReloadTest {

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @TempDir
  Path temp;

  @BeforeEach
  void repositories() {
    for (String name : List.of("one", "two")) {
      assertThat(Run.in(temp, "new", name + ".fossil", "--user", "alice", "--password-file", password()).code())
          .isZero();
    }
  }

  private String password() {
    try {
      return Files.writeString(temp.resolve("pw"), "secret\n").toString();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private void withPushScript(String name) {
    try (Repository repository = Repository.open(temp.resolve(name), RepositoryOptions.standard())) {
      repository.settings().set("xfer-push-script", "error {not on Sundays}");
    }
  }

  private void write(String text) throws IOException {
    Files.writeString(temp.resolve("edgesync.yaml"), text);
  }

  @Test
  void aCheckNamesEverythingAndStartsNothing() throws Exception {
    write("repositories: [one.fossil, three.fossil]\nstate-dirr: state\n");
    Run wrong = Run.in(temp, "sync", "start", "--config", "edgesync.yaml", "--check");
    assertThat(wrong.code()).isEqualTo(1);
    assertThat(wrong.err().lines()).hasSize(2).anyMatch(line -> line.contains("edgesync.yaml:1: file: "))
        .anyMatch(line -> line.contains("edgesync.yaml:2: unknown key state-dirr"));
    assertThat(Run.in(temp, "sync", "start", "--config", "edgesync.yaml").code()).isEqualTo(1);

    write("repositories: one.fossil\nstate-dir: state\n");
    assertThat(Run.in(temp, "sync", "start", "--config", "edgesync.yaml", "--check").err()).isEmpty();
    withPushScript("one.fossil");
    Run right = Run.in(temp, "sync", "start", "--config", "edgesync.yaml", "--check");
    assertThat(right.code()).isZero();
    assertThat(right.out()).contains("nothing is wrong, repositories: 1");
    assertThat(right.oneLine()).contains("one.fossil: xfer-push-script ", "not run here");
    assertThat(temp.resolve("state")).doesNotExist();
    assertThat(Run.in(temp, "sync", "start", "--check").code()).isEqualTo(64);
    assertThat(Run.in(temp, "sync", "start").oneLine()).contains("--repo-dir", "--config");
  }

  @Test
  void aCheckNamesTheScriptsOfFilesInDirectoriesToo() throws Exception {
    Files.createDirectory(temp.resolve("repos"));
    Files.move(temp.resolve("two.fossil"), temp.resolve("repos/two.fossil"));
    Files.writeString(temp.resolve("repos/none.fossil"), "no database");
    withPushScript("repos/two.fossil");
    write("repositories: one.fossil\nrepo-dir: repos\nstate-dir: state\n");

    Run check = Run.in(temp, "sync", "start", "--config", "edgesync.yaml", "--check");

    assertThat(check.code()).isZero();
    assertThat(check.err().lines()).hasSize(2).anyMatch(line -> line.contains("two.fossil: xfer-push-script "))
        .anyMatch(line -> line.contains("none.fossil would not be served: "));
  }

  @Test
  void aCheckNamesAllThatADirectoryHoldsAndWouldNotBeServed() throws Exception {
    for (String directory : List.of("repos", "more")) {
      Files.createDirectory(temp.resolve(directory));
    }
    Files.copy(temp.resolve("one.fossil"), temp.resolve("repos/again.fossil"));
    Files.copy(temp.resolve("two.fossil"), temp.resolve("repos/new\nline.fossil"));
    Files.copy(temp.resolve("two.fossil"), temp.resolve("repos/two.fossil"));
    assertThat(Run.in(temp, "new", "more/two.fossil").code()).isZero();
    withPushScript("repos/again.fossil");
    String text = "repositories: one.fossil\nrepo-dir: [repos, more]\nstate-dir: state\n";
    write(text + "serve-http: 0\n");

    Run check = Run.in(temp, "sync", "start", "--config", "edgesync.yaml", "--check");

    assertThat(check.code()).as(check.err()).isZero();
    assertThat(check.err().lines()).hasSize(3)
        .anyMatch(line -> line.contains("again.fossil would not be served: ") && line.contains("clones of one project"))
        .anyMatch(line -> line.contains("line.fossil would not be served: a control character"))
        .anyMatch(line -> line.contains("more/two.fossil would not be served: ") && line.contains("in HTTP paths"));
    write(text);
    assertThat(Run.in(temp, "sync", "start", "--config", "edgesync.yaml", "--check").err().lines()).hasSize(2);
  }

  @Test
  void aCheckOpensWhatIsToBeServedAsAStartDoes() throws Exception {
    Files.copy(temp.resolve("one.fossil"), temp.resolve("copy.fossil"));
    byte[] whole = Files.readAllBytes(temp.resolve("two.fossil"));
    Files.write(temp.resolve("two.fossil"), Arrays.copyOf(whole, whole.length / 2));
    write("repositories: [one.fossil, copy.fossil, two.fossil]\nstate-dir: state\n");

    Run check = Run.in(temp, "sync", "start", "--config", "edgesync.yaml", "--check");
    assertThat(check.code()).isEqualTo(1);
    assertThat(check.oneLine()).contains("clones of one project", "two.fossil: ");
    assertThat(temp.resolve("state")).doesNotExist();
    Run start = Run.in(temp, "sync", "start", "--config", "edgesync.yaml");
    assertThat(start.code()).isEqualTo(1);
    assertThat(start.oneLine()).isEqualTo(check.oneLine());
  }

  @Test
  void whatDoesNotGoTogetherIsWrongConfigurationWithAFileAndWrongUsageWithout() throws Exception {
    Map<String, String> wrong = Map.of("serve-http: 0.0.0.0:8091\nnats-client-port: 8091\n",
        "serve-http: port 8091 is that of nats-client-port", "http-connections: 5\n",
        "http-connections: no HTTP is served", "grants: { unknown-origins: o9 }\n",
        "unknown-origins: capabilities \"o9\"");
    for (Map.Entry<String, String> each : wrong.entrySet()) {
      write("repositories: one.fossil\nstate-dir: state\n" + each.getKey());
      Run check = Run.in(temp, "sync", "start", "--config", "edgesync.yaml", "--check");
      assertThat(check.code()).as(check.err()).isEqualTo(1);
      assertThat(check.oneLine()).contains("edgesync.yaml:", each.getValue());
      Run start = Run.in(temp, "sync", "start", "--config", "edgesync.yaml");
      assertThat(start.code()).isEqualTo(1);
      assertThat(start.oneLine()).isEqualTo(check.oneLine());
    }
    Run flags = Run.in(temp, "sync", "start", "--repo", "one.fossil", "--nats-client-port", "8091", "--nats-leaf-port",
        "8091");
    assertThat(flags.code()).isEqualTo(64);
    assertThat(flags.oneLine()).contains("nats-leaf-port: port 8091 is that of nats-client-port");

    write("repositories: one.fossil\nstate-dir: state\nserve-http: 127.0.0.2:8091\nnats-client-port: 8091\n"
        + "nats-leaf-port: 8092\n");
    assertThat(Run.in(temp, "sync", "start", "--config", "edgesync.yaml", "--check").code()).isZero();
  }

  @Test
  void aRoleIsJudgedByFileAndFlagsTogether() throws Exception {
    write("repositories: one.fossil\nrole: hub\n");
    Run hub = Run.in(temp, "sync", "start", "--config", "edgesync.yaml", "--check");
    assertThat(hub.code()).isEqualTo(1);
    assertThat(hub.oneLine()).contains("edgesync.yaml: role: hub: ", "nats-leaf-port");
    assertThat(Run.in(temp, "sync", "start", "--config", "edgesync.yaml", "--check", "--nats-leaf-port", "7422").code())
        .isZero();

    write("repositories: one.fossil\nrole: leaf\n");
    assertThat(Run.in(temp, "sync", "start", "--config", "edgesync.yaml", "--check").oneLine()).contains("give nats");
    assertThat(Run.in(temp, "sync", "start", "--config", "edgesync.yaml", "--check", "--nats", "nats-leaf://h").code())
        .isZero();
  }

  @Test
  void aWrongFileKeepsTheOldConfigurationAndARightOneCounts() throws Exception {
    write("repositories: one.fossil\nstate-dir: state\n");
    withPushScript("one.fossil");
    Path log = temp.resolve("log");
    Process process = daemon(log);
    try {
      awaitSaid(process, log, "ready node=");
      assertThat(Files.readString(log)).containsOnlyOnce("one.fossil: xfer-push-script would be run by fossil");

      withPushScript("two.fossil");
      write("repositories: [one.fossil, none.fossil]\ncolour: red\n");
      hangUp(process);
      awaitSaid(process, log, "configuration not reloaded, the old one stays");
      assertThat(Files.readString(log)).contains("none.fossil is no file", "unknown key colour");
      assertThat(status()).contains("one.fossil").doesNotContain("two.fossil");

      write("repositories: [one.fossil, { file: two.fossil, direction: push }]\nstate-dir: state\nprefix: other\n"
          + "otlp: http://127.0.0.1:4318/v1/metrics\n");
      hangUp(process);
      awaitSaid(process, log, "configuration reloaded, repositories: 2; a restart is needed for prefix, metrics, otlp");
      assertThat(status()).contains("one.fossil", "two.fossil");
      assertThat(Files.readString(log)).containsOnlyOnce("two.fossil: xfer-push-script would be run by fossil");

      write("repositories: two.fossil\nstate-dir: state\n");
      hangUp(process);
      awaitSaid(process, log, "configuration reloaded, repositories: 1");
      assertThat(status()).contains("two.fossil").doesNotContain("one.fossil");
    } finally {
      end(process);
    }
    assertThat(process.exitValue()).isZero();
  }

  @Test
  void aHangUpWhileRepositoriesAreOpenedIsHeededOnceTheyAre() throws Exception {
    write("repositories: one.fossil\nstate-dir: state\n");
    Path log = temp.resolve("log");
    Process process;
    try (Connection other = DriverManager.getConnection("jdbc:sqlite:" + temp.resolve("one.fossil"));
        Statement statement = other.createStatement()) {
      statement.execute("BEGIN EXCLUSIVE");
      process = daemon(log);
      await("the node's key, which is made before any repository is opened").atMost(PATIENCE)
          .until(() -> Files.exists(temp.resolve("state/node.key")) || !process.isAlive());
      write("repositories: [one.fossil, two.fossil]\nstate-dir: state\n");

      hangUp(process);
      signal(process, "USR1");
      assertThat(log).content().doesNotContain("ready node=");
    }
    try {
      awaitSaid(process, log, "configuration reloaded, repositories: 2");
    } finally {
      end(process);
    }
    assertThat(process.exitValue()).isZero();
  }

  /** As the launcher begins it. */
  private Process daemon(Path log) throws IOException {
    return new ProcessBuilder("env", "--default-signal=HUP,INT", "--ignore-signal=USR1",
        Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-XX:TieredStopAtLevel=1",
        "--enable-native-access=ALL-UNNAMED", "-cp",
        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")), "io.edgesync.cli.Main",
        "sync", "start", "--config", "edgesync.yaml").directory(temp.toFile()).redirectErrorStream(true)
        .redirectOutput(log.toFile()).start();
  }

  private static void end(Process process) throws InterruptedException {
    process.destroy();
    if (!process.waitFor(20, TimeUnit.SECONDS)) {
      process.destroyForcibly();
    }
  }

  private String status() {
    return Run.in(temp, "status", "--state-dir", "state").out();
  }

  private static void hangUp(Process process) throws Exception {
    signal(process, "HUP");
  }

  private static void signal(Process process, String name) throws Exception {
    assertThat(new ProcessBuilder("kill", "-" + name, String.valueOf(process.pid())).start().waitFor()).isZero();
  }

  private static void awaitSaid(Process process, Path log, String text) {
    await(text).atMost(PATIENCE).until(() -> Files.readString(log).contains(text) || !process.isAlive());
    assertThat(log).content().contains(text);
  }
}
