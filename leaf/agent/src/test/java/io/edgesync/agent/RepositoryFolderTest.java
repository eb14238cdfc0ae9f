package io.edgesync.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.edgesync.agent.configuration.RepositoryDirectory;
import io.edgesync.agent.status.RefusedFile;
import io.edgesync.agent.status.RepositoryState;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Files that come into a directory, and go. */
@Timeout(240)
class RepositoryFolderTest extends TwoClonesTest {

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private Path drop;

  @BeforeEach
  void directory() throws Exception {
    drop = Files.createDirectory(temp.resolve("drop"));
  }

  private Daemon follow(Daemon other) throws Exception {
    return Daemon.start(DaemonOptions.of(List.of(), List.of(RepositoryDirectory.of(drop)), temp.resolve("state-drop"))
        .withUpstreams(List.of("nats-leaf://127.0.0.1:" + other.ready().leafnode().getPort())));
  }

  private static List<Path> served(Daemon daemon) {
    return daemon.status().repositories().stream().map(RepositoryState::file).map(Path::of).toList();
  }

  private static void awaitServed(Daemon daemon, Path... files) {
    await().atMost(PATIENCE).pollInterval(Duration.ofMillis(50))
        .untilAsserted(() -> assertThat(served(daemon)).containsExactlyInAnyOrder(files));
  }

  @Test
  void aFileThatComesIsServedAndOneThatGoesIsLetGo() throws Exception {
    Path file = drop.resolve("bob.fossil");
    Files.createDirectory(drop.resolve("below"));
    Files.copy(bob, drop.resolve("below").resolve("bob.fossil"));
    Files.copy(bob, drop.resolve("bob.part"));
    Files.copy(bob, drop.resolve(".bob.fossil"));
    Files.createSymbolicLink(drop.resolve("link.fossil"), bob);
    try (Daemon first = Daemon.start(options("a", alice.repository())); Daemon daemon = follow(first)) {
      assertThat(served(daemon)).isEmpty();

      Files.move(drop.resolve("bob.part"), file);
      awaitServed(daemon, file);
      String commit = alice.commit("1.txt", bytes("one\n"));
      awaitHeld(file, commit);

      Files.delete(file);
      awaitServed(daemon);
      Files.copy(bob, file);
      awaitServed(daemon, file);
      awaitHeld(file, commit);
    }
  }

  @Test
  void aNameThatWouldForgeLinesIsNotServed() throws Exception {
    Path forged = Files.copy(bob, drop.resolve("new\nline.fossil"));
    try (Daemon first = Daemon.start(options("a", alice.repository())); Daemon daemon = follow(first)) {
      await().atMost(PATIENCE).pollInterval(Duration.ofMillis(50))
          .untilAsserted(() -> assertThat(daemon.status().refused()).singleElement().satisfies(refused -> {
            assertThat(refused.file()).isEqualTo(forged.toString());
            assertThat(refused.why()).contains("control character");
          }));
      assertThat(served(daemon)).isEmpty();
    }
  }

  @Test
  void aFileThatIsOverwrittenInPlaceByAnotherProjectIsLetGoAndServedAnew() throws Exception {
    Path file = Files.copy(bob, drop.resolve("bob.fossil"));
    StockCheckout erin = StockCheckout.init(fossil, Files.createDirectories(temp.resolve("later")), "erin");
    String project = erin.sql(erin.repository(), "SELECT value FROM config WHERE name='project-code'");
    try (Daemon first = Daemon.start(options("a", alice.repository())); Daemon daemon = follow(first)) {
      awaitServed(daemon, file);

      // As cp does: it stays the same file.
      try (OutputStream over = Files.newOutputStream(file)) {
        Files.copy(erin.repository(), over);
      }

      await().atMost(PATIENCE).pollInterval(Duration.ofMillis(50))
          .untilAsserted(() -> assertThat(daemon.status().repositories()).singleElement().satisfies(repository -> {
            assertThat(repository.project()).isEqualTo(project);
            assertThat(repository.trouble()).isEmpty();
          }));
    }
  }

  @Test
  void aFileIsOpenedWhenItIsWholeAndOneOfTwoClonesIsServed() throws Exception {
    Path slow = drop.resolve("slow.fossil");
    Path other = drop.resolve("other.fossil");
    byte[] whole = Files.readAllBytes(bob);
    try (Daemon first = Daemon.start(options("a", alice.repository())); Daemon daemon = follow(first)) {
      Files.write(slow, Arrays.copyOf(whole, whole.length / 2));
      Files.writeString(drop.resolve("text.fossil"), "no database\n");
      // What comes later is looked at later: by then the half file was looked at, too.
      Path later = Files.createDirectories(temp.resolve("later"));
      StockCheckout erin = StockCheckout.init(fossil, later, "erin");
      Path third = Files.copy(erin.repository(), drop.resolve("third.fossil"));
      awaitServed(daemon, third);
      await().atMost(PATIENCE).untilAsserted(() -> assertThat(daemon.status().refused()).extracting(RefusedFile::file)
          .contains(drop.resolve("text.fossil").toString()));

      Files.write(slow, Arrays.copyOfRange(whole, whole.length / 2, whole.length), StandardOpenOption.APPEND);
      awaitServed(daemon, third, slow);
      Files.copy(bob, other);
      Files.delete(third);
      awaitServed(daemon, slow);
      Files.delete(slow);
      awaitServed(daemon, other);

      // Another file of that name, in one step.
      Path replacement = Files.copy(erin.repository(), temp.resolve("replacement"));
      Files.move(replacement, other, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      String project = alice.sql(erin.repository(), "SELECT value FROM config WHERE name='project-code'");
      await().atMost(PATIENCE).untilAsserted(() -> assertThat(daemon.status().repositories())
          .extracting(RepositoryState::project).containsExactly(project));
    }
    assertThat(fossil.ok(temp, "test-integrity", "-R", other.toString())).contains("0 errors");
  }
}
