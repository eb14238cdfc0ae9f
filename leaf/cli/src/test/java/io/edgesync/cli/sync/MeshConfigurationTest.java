package io.edgesync.cli.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.edgesync.agent.Daemon;
import io.edgesync.agent.DaemonOptions;
import io.edgesync.cli.NatsServer;
import io.edgesync.cli.Run;
import io.edgesync.mesh.identity.NodeIdentity;
import io.edgesync.xfer.testing.FossilProcess;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Configuration in a mesh comes from the node that was named, or from nobody. */
@Timeout(180)
class MeshConfigurationTest {

  private static final String PROOF = "not proven to be the node that answers";

  @TempDir
  private Path temp = Path.of("");
  private FossilProcess fossil = FossilProcess.in(temp);
  private Path alice = temp;
  private String project = "";

  @BeforeEach
  void aProjectOfTwo() throws Exception {
    fossil = FossilProcess.in(Files.createDirectories(temp.resolve("home")));
    alice = fossil.init(temp.resolve("alice.fossil"), "secret");
    fossil.ok(temp, "clone", alice.toString(), "bob.fossil");
    fossil.ok(temp, "sql", "-R", alice.toString(), "INSERT INTO config VALUES('css','body{}',1700000000)");
    fossil.ok(temp, "user", "capabilities", "nobody", "gjor", "-R", alice.toString());
    fossil.ok(temp, "user", "new", "carol", "someone", "tiger", "-R", alice.toString());
    fossil.ok(temp, "user", "capabilities", "carol", "s", "-R", alice.toString());
    project = sql("alice.fossil", "SELECT value FROM config WHERE name='project-code'");
  }

  private String sql(String file, String query) {
    return fossil.ok(temp, "sql", "-R", file, query).strip().replaceAll("^'|'$", "");
  }

  private String css(String file) {
    return sql(file, "SELECT value FROM config WHERE name='css'");
  }

  private Run run(String... arguments) {
    Map<String, String> withPassword = Run.environment(temp);
    withPassword.put("LEAF_PASSWORD", "tiger");
    return Run.with(withPassword, temp, arguments);
  }

  private Run pull(String area, String url, String... more) {
    List<String> all = new ArrayList<>(List.of("config", "pull", area, url, "-R", "bob.fossil"));
    all.addAll(List.of(more));
    return run(all.toArray(String[]::new));
  }

  private DaemonOptions options() {
    return DaemonOptions.of(List.of(alice), temp.resolve("state"));
  }

  @Test
  void itComesFromTheNodeOfTheUrlAndWithALoginMoreOfIt() throws Exception {
    try (Daemon daemon = Daemon.start(options())) {
      for (String url : List.of("nats-leaf://127.0.0.1:" + daemon.ready().leafnode().getPort(),
          "nats://127.0.0.1:" + daemon.ready().nats().getPort())) {
        fossil.ok(temp, "sql", "-R", "bob.fossil", "DELETE FROM config WHERE name='css'; DELETE FROM user"
            + " WHERE login='carol'");

        Run skin = pull("skin", url);
        assertThat(skin.code()).as(skin.err()).isZero();
        assertThat(skin.out()).startsWith(daemon.ready().node());
        assertThat(css("bob.fossil")).isEqualTo("body{}");
        Run withheld = pull("user", url);
        assertThat(withheld.code()).isEqualTo(1);
        assertThat(withheld.oneLine()).contains("gave no users", "capability a or s", "--user");
        Run users = pull("user", url, "--user", "carol");
        assertThat(users.code()).as(users.err()).isZero();
        assertThat(sql("bob.fossil", "SELECT cap FROM user WHERE login='carol'")).isEqualTo("s");
        assertThat(pull("skin", url, "--user", "mallory").oneLine()).contains("denied: login failed");

        String copy = "copy" + url.hashCode() + ".fossil";
        Run clone = run("clone", url + "/" + project, copy);
        assertThat(clone.code()).as(clone.err()).isZero();
        assertThat(clone.err()).doesNotContain("no configuration");
        assertThat(css(copy)).isEqualTo("body{}");
      }
      Run push = run("config", "push", "skin", "nats-leaf://127.0.0.1:" + daemon.ready().leafnode().getPort(), "-R",
          "bob.fossil");
      assertThat(push.oneLine()).contains("not authorized to push configuration");
    }
  }

  @Test
  void behindANatsServerTheNodeIsToBeNamed() throws Exception {
    try (NatsServer server = NatsServer.start(temp);
        Daemon daemon = Daemon.start(options().withUpstreams(List.of("nats://127.0.0.1:" + server.clientPort())))) {
      for (String url : List.of("nats-leaf://127.0.0.1:" + server.leafPort(),
          "nats://127.0.0.1:" + server.clientPort())) {
        fossil.ok(temp, "sql", "-R", "bob.fossil", "DELETE FROM config WHERE name='css'");
        Run whoever = pull("skin", url);
        assertThat(whoever.code()).isEqualTo(64);
        assertThat(whoever.oneLine()).contains("--node KEY");

        await().until(() -> pull("skin", url, "--node", daemon.ready().node()).code() == 0);
        assertThat(css("bob.fossil")).isEqualTo("body{}");

        String copy = "copy" + url.hashCode() + ".fossil";
        Run nobody = run("clone", url + "/" + project, copy);
        assertThat(nobody.code()).as(nobody.err()).isZero();
        assertThat(nobody.err()).contains("no configuration was taken", "none was named by --node");
        assertThat(css(copy)).isEmpty();
        Run named = run("clone", url + "/" + project, "named" + copy, "--node", daemon.ready().node());
        assertThat(named.err()).doesNotContain("no configuration");
        assertThat(css("named" + copy)).isEqualTo("body{}");
      }
      assertThat(pull("skin", "http://127.0.0.1:1/", "--node", daemon.ready().node()).code()).isEqualTo(64);
      assertThat(pull("skin", "nats://127.0.0.1:" + server.clientPort(), "--node", "me").oneLine())
          .contains("expected a node's key");
    }
  }

  @Test
  void whoAnswersUnderTheNamedNodesKeyIsRefused() throws Exception {
    String named = NodeIdentity.generate().nodeKey();
    // It hears what is sent to another node, and answers as that would.
    try (NatsServer server = NatsServer.start(temp);
        Daemon _ = Daemon.start(options().withUpstreams(List.of("nats://127.0.0.1:" + server.clientPort())));
        BareNode _ = new BareNode(server, alice, named, _ -> true)) {
      String url = "nats://127.0.0.1:" + server.clientPort();
      await().until(() -> pull("skin", url, "--node", named).err().contains(PROOF));

      Run pulled = pull("skin", url, "--node", named);
      assertThat(pulled.code()).isEqualTo(1);
      assertThat(pulled.oneLine()).contains(named, PROOF);
      assertThat(css("bob.fossil")).isEmpty();
      Run clone = run("clone", url + "/" + project, "copy.fossil", "--node", named);
      assertThat(clone.code()).as(clone.err()).isZero();
      assertThat(clone.err()).contains("no configuration was taken", named, PROOF);
      assertThat(css("copy.fossil")).isEmpty();
    }
  }
}
