package io.edgesync.cli.sync;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgesync.agent.Daemon;
import io.edgesync.agent.DaemonOptions;
import io.edgesync.agent.nats.PeerEndpoint;
import io.edgesync.agent.nats.PeerSearch;
import io.edgesync.cli.NatsServer;
import io.edgesync.cli.Run;
import io.edgesync.mesh.Message;
import io.edgesync.mesh.identity.NodeIdentity;
import io.edgesync.sync.PeerHello;
import io.edgesync.sync.presence.BeaconMessage;
import io.edgesync.xfer.artifact.ProjectCode;
import io.edgesync.xfer.card.Card;
import io.edgesync.xfer.card.PullCard;
import io.edgesync.xfer.envelope.ReceivedBody;
import io.edgesync.xfer.round.CardSource;
import io.edgesync.xfer.testing.FossilProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The exit code of a clone out of a mesh which lacks an artifact that others name. */
@Timeout(180)
class IncompleteMeshCloneTest {

  @TempDir
  private Path temp = Path.of("");
  private FossilProcess fossil = FossilProcess.in(temp);
  private Path alice = temp;
  private String gone = "";

  @BeforeEach
  void aProjectThatLacksOneOfItsFiles() throws Exception {
    fossil = FossilProcess.in(Files.createDirectories(temp.resolve("home")));
    alice = fossil.init(temp.resolve("alice.fossil"), "secret");
    Path work = Files.createDirectories(temp.resolve("work"));
    fossil.ok(work, "open", alice.toString());
    Files.writeString(work.resolve("a.txt"), "one\n");
    Files.writeString(work.resolve("b.txt"), "two\n");
    fossil.ok(work, "addremove");
    fossil.ok(work, "commit", "-m", "two files", "--no-warnings");
    gone = sql("SELECT uuid FROM blob WHERE rid=(SELECT fid FROM mlink JOIN filename USING(fnid) WHERE name='a.txt')");
    fossil.ok(work, "close");
    sql("INSERT INTO shun(uuid) VALUES('" + gone + "')");
    fossil.ok(temp, "rebuild", alice.toString());
    sql("DELETE FROM shun");
  }

  private String sql(String query) {
    return fossil.ok(temp, "sql", "-R", alice.toString(), query).strip().replaceAll("^'|'$", "");
  }

  private void nobodyMay(String letters) {
    fossil.ok(temp, "user", "capabilities", "nobody", letters, "-R", alice.toString());
  }

  private Run cloneFromDaemon() throws Exception {
    try (Daemon daemon = Daemon.start(DaemonOptions.of(List.of(alice), temp.resolve("state")))) {
      return Run.in(temp, "clone", "nats-leaf://127.0.0.1:" + daemon.ready().leafnode().getPort() + "/" + project(),
          "copy.fossil");
    }
  }

  private String project() {
    return sql("SELECT value FROM config WHERE name='project-code'");
  }

  @Test
  void itIsZeroWhereThoseWhoWereAskedHoldNoMore() throws Exception {
    nobodyMay("gjor");

    Run clone = cloneFromDaemon();

    assertThat(clone.code()).as(clone.err()).isZero();
    assertThat(clone.err()).contains("nobody who was asked holds artifact " + gone);
  }

  @Test
  void itIsOneWhereAllRefuse() throws Exception {
    nobodyMay("g");

    Run clone = cloneFromDaemon();

    assertThat(clone.code()).isEqualTo(1);
    assertThat(clone.err()).contains("fetching what the clone left open", "not authorized to read");
    assertThat(temp.resolve("copy.fossil")).exists();
  }

  @Test
  void itIsOneWhereNobodyIsLeftWhoCouldBeAsked() throws Exception {
    nobodyMay("gjor");
    ProjectCode project = new ProjectCode(project());
    // It gives its part, and is not there any more when it is pulled from.
    try (NatsServer server = NatsServer.start(temp);
        BareNode leaving = new BareNode(server, alice, NodeIdentity.generate().nodeKey(),
            request -> !pulls(request))) {
      isFound(leaving.endpoint(), project);

      Run clone = Run.in(temp, "clone", "nats://127.0.0.1:" + server.clientPort() + "/" + project, "copy.fossil");

      assertThat(clone.code()).as(clone.err()).isEqualTo(1);
      assertThat(clone.err()).contains("fetching what the clone left open");
      assertThat(temp.resolve("copy.fossil")).exists();
    }
  }

  private static void isFound(PeerEndpoint endpoint, ProjectCode project) {
    PeerHello hello = PeerHello.of(endpoint.node(), 64L << 20, PeerHello.PARTS);
    endpoint.bus().subscribe(endpoint.subjects().gossip(project), delivery -> {
      Message answer = PeerSearch.isOne(delivery)
          ? PeerSearch.answer(delivery, endpoint.subjects(),
              new BeaconMessage(hello, Map.of(project, "0".repeat(32)), 0))
          : null;
      if (answer != null) {
        endpoint.bus().publish(answer);
      }
    });
  }

  private static boolean pulls(ReceivedBody request) throws IOException, InterruptedException {
    try (CardSource.Cards cards = request.cards().open()) {
      for (Card card = cards.next(); card != null; card = cards.next()) {
        if (card instanceof PullCard) {
          return true;
        }
      }
      return false;
    }
  }
}
