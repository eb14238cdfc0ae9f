package io.edgesync.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.edgesync.agent.configuration.RepositoryDirectory;
import io.edgesync.agent.configuration.RepositoryFile;
import io.edgesync.agent.status.RepositoryState;
import java.nio.file.StandardCopyOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Repositories that come and go while a daemon runs and its peers talk. */
@Timeout(240)
class ComingAndGoingTest extends TwoClonesTest {

  private static final int TURNS = 3;

  private StockCheckout carol;
  private Path dave;

  @BeforeEach
  void andTwoOfAnother() throws Exception {
    Path other = Files.createDirectories(temp.resolve("other"));
    carol = StockCheckout.init(fossil, other, "carol");
    dave = carol.cloneTo(other.resolve("dave.fossil"));
  }

  @Test
  void aCopyOfTheNodeKeyIsSaidAtTheLink() throws Exception {
    try (Daemon first = Daemon.start(options("a", alice.repository()))) {
      Files.createDirectories(temp.resolve("state-b"));
      Files.copy(temp.resolve("state-a").resolve("node.key"), temp.resolve("state-b").resolve("node.key"),
          StandardCopyOption.COPY_ATTRIBUTES);
      try (Daemon second = Daemon.start(options("b", bob)
          .withUpstreams(List.of("nats-leaf://127.0.0.1:" + first.ready().leafnode().getPort())))) {
        for (Daemon each : List.of(first, second)) {
          await().atMost(Duration.ofSeconds(60)).untilAsserted(() -> assertThat(each.status().links())
              .anySatisfy(link -> assertThat(link.lastError()).contains("remove node.key")));
        }
      }
    }
  }

  @Test
  void aRepositoryComesAndGoesWhileAnotherIsTalkedAbout() throws Exception {
    try (Daemon first = Daemon.start(options("a", alice.repository(), carol.repository()));
        Daemon second = Daemon.start(options("b", bob)
            .withUpstreams(List.of("nats-leaf://127.0.0.1:" + first.ready().leafnode().getPort())))) {
      DaemonOptions alone = options("b", bob)
          .withUpstreams(List.of("nats-leaf://127.0.0.1:" + first.ready().leafnode().getPort()));
      await().atMost(Duration.ofSeconds(60)).until(() -> second.status().links().getFirst().state().equals("up"));
      String before = alice.commit("0.txt", bytes("before\n"));
      awaitHeld(bob, before);

      for (int turn = 1; turn <= TURNS; turn++) {
        String missed = carol.commit("away" + turn, bytes("nobody is there\n"));
        assertThat(second.reload(with(alone, bob, dave))).isEmpty();
        assertThat(projects(second)).hasSize(2);
        String here = alice.commit("here" + turn, bytes("goes on\n"));
        awaitHeld(dave, missed);
        awaitHeld(bob, here);
        String told = carol.commit("told" + turn, bytes("somebody is there\n"));
        awaitHeld(dave, told);
        if (turn == TURNS) {
          String back = StockCheckout.of(fossil, dave, temp.resolve("other"), "dave").commit("back",
              bytes("and answers\n"));
          awaitHeld(carol.repository(), back);
        }

        assertThat(second.reload(alone)).isEmpty();
        assertThat(projects(second))
            .containsExactly(alice.sql(bob, "SELECT value FROM config WHERE name='project-code'"));
        String after = alice.commit("after" + turn, bytes("still\n"));
        awaitHeld(bob, after);
        assertThat(fossil.ok(temp, "test-integrity", "-R", dave.toString())).contains("0 errors");
      }
      assertThat(second.status().links()).singleElement().satisfies(link -> assertThat(link.lastError()).isEmpty());
    }
  }

  @Test
  void whatCannotBeAddedChangesNothing() throws Exception {
    Path same = Files.createDirectories(temp.resolve("same"));
    Path namesake = Files.copy(dave, same.resolve("bob.fossil"));
    DaemonOptions options = options("b", bob).withHttpListen(DaemonOptions.loopback(0));
    try (Daemon daemon = Daemon.start(options)) {
      assertThatThrownBy(() -> daemon.reload(with(options, bob, alice.repository(), temp.resolve("none.fossil"))))
          .isInstanceOf(AgentException.BadOption.class)
          .hasMessageContainingAll("alice.fossil", "bob.fossil", "clones of one project", "none.fossil");
      assertThatThrownBy(() -> daemon.reload(with(options, bob, namesake)))
          .isInstanceOf(AgentException.BadOption.class).hasMessageContaining("one name in HTTP paths");
      assertThat(projects(daemon)).hasSize(1);

      assertThat(daemon.reload(with(options, bob, dave).withPrefix("other"))).containsExactly("prefix");
      assertThat(projects(daemon)).hasSize(2);
      fossil.ok(temp, "clone",
          "http://127.0.0.1:" + Objects.requireNonNull(daemon.ready().http()).getPort() + "/dave",
          temp.resolve("erin.fossil").toString());
      daemon.reload(with(options, alice.repository(), dave));
      assertThat(daemon.ready().repos()).containsExactlyInAnyOrder(alice.repository(), dave);
    }
  }

  @Test
  void whatAReloadCannotTakeUpIsInTheStatusUntilOneCan() throws Exception {
    Path directory = Files.createDirectories(temp.resolve("directory"));
    Path dropped = Files.copy(bob, directory.resolve("dropped.fossil"));
    DaemonOptions options = options("b", dave);
    List<RepositoryDirectory> directories = List.of(RepositoryDirectory.of(directory));
    List<RepositoryFile> files = List.of(RepositoryFile.of(dave), RepositoryFile.of(alice.repository()));
    try (Daemon daemon = Daemon.start(options.withRepositories(List.of(RepositoryFile.of(dave)), directories))) {
      await().atMost(Duration.ofSeconds(60)).until(() -> projects(daemon).size() == 2);

      daemon.reload(options.withRepositories(files, directories));
      assertThat(daemon.status().refused()).singleElement().satisfies(refused -> {
        assertThat(refused.file()).isEqualTo(alice.repository().toString());
        assertThat(refused.why()).contains(dropped.toString(), "clones of one project");
      });

      daemon.reload(options.withRepositories(files, List.of()));
      assertThat(daemon.status().refused()).isEmpty();
      assertThat(daemon.ready().repos()).containsExactlyInAnyOrder(dave, alice.repository());
    }
  }

  private static DaemonOptions with(DaemonOptions options, Path... files) {
    return options.withRepositories(Stream.of(files).map(RepositoryFile::of).toList(), List.of());
  }

  private static List<String> projects(Daemon daemon) {
    return daemon.status().repositories().stream().map(RepositoryState::project).toList();
  }
}
