package io.edgesync.sync.interop;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgesync.repository.Repository;
import io.edgesync.repository.RepositoryOptions;
import io.edgesync.repository.Rows;
import io.edgesync.sync.answer.AnswerLimits;
import io.edgesync.sync.interop.Sides.Login;
import io.edgesync.sync.interop.Sides.Whose;
import io.edgesync.sync.session.SessionLimits;
import io.edgesync.sync.session.SyncOutcome.Result;
import io.edgesync.sync.testing.JdkFront;
import io.edgesync.sync.testing.StockRepository;
import io.edgesync.sync.unversioned.UnversionedOutcome;
import io.edgesync.sync.unversioned.UnversionedRequest;
import io.edgesync.sync.unversioned.UnversionedSession;
import io.edgesync.xfer.content.MemoryBudget;
import io.edgesync.xfer.testing.FossilProcess;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Unversioned files between our sides and stock's, beyond what {@code ops/interop} plays; stock with stock is the control. */
class UnversionedInteropTest {

  private static final String CATALOGUE = "SELECT name, mtime, hash, sz, encoding, hex(content) FROM unversioned"
      + " ORDER BY name";
  private static final List<String> DATES = List.of("2024-01-01", "2024-01-02", "2024-01-03");

  @TempDir
  Path directory;

  @TempDir
  static Path templates;

  private static FossilProcess fossil;
  private Path server;
  private Path client;

  @BeforeEach
  void copies() throws Exception {
    server = Files.copy(templates.resolve("server.fossil"), directory.resolve("server.fossil"));
    client = Files.copy(templates.resolve("client.fossil"), directory.resolve("client.fossil"));
  }

  @BeforeAll
  static void twoThatDiffer() throws Exception {
    fossil = FossilProcess.in(Files.createDirectories(templates.resolve("home")));
    Path directory = templates;
    StockRepository stock = StockRepository.create(fossil, directory, "server");
    Path server = stock.file();
    Path client = directory.resolve("client.fossil");
    fossil.ok(directory, "clone", server.toString(), client.toString());
    for (Path file : List.of(server, client)) {
      boolean isServer = file.equals(server);
      add(file, "same.txt", "same", 0);
      add(file, isServer ? "only-server.txt" : "only-client.txt", "x".repeat(3000), 1);
      add(file, "newer-there.txt", isServer ? "new" : "old", isServer ? 2 : 1);
      add(file, "newer-here.txt", isServer ? "old" : "new", isServer ? 1 : 2);
      add(file, "later-there.txt", "of one content", isServer ? 2 : 1);
      add(file, "later-here.txt", "of one content", isServer ? 1 : 2);
      add(file, "same-second.txt", isServer ? "one" : "other", 1);
      add(file, "removed-there.txt", "gone", 0);
      add(file, "removed-here.txt", "gone", 0);
      add(file, "removed-there-too-early.txt", isServer ? "x" : "kept", isServer ? 0 : 2);
      add(file, isServer ? "unknown-and-removed-there.txt" : "unknown-and-removed-here.txt", "x", 0);
      add(file, "empty.txt", isServer ? "" : "not empty", isServer ? 2 : 1);
      fossil.ok(directory, "uv", "rm", isServer ? "removed-there.txt" : "removed-here.txt",
          isServer ? "removed-there-too-early.txt" : "nothing", isServer
              ? "unknown-and-removed-there.txt"
              : "unknown-and-removed-here.txt",
          "--mtime", DATES.get(1), "-R", file.toString());
    }
    stock.capabilities(FossilProcess.USER, "gioy");
    stock.capabilities("nobody", "go");
  }

  private static void add(Path repository, String name, String content, int date) throws Exception {
    Path file = Files.writeString(templates.resolve("content"), content);
    fossil.ok(templates, "uv", "add", file.toString(), "--as", name, "--mtime", DATES.get(date), "-R",
        repository.toString());
  }

  static Stream<List<Whose>> sides() {
    return Stream.of(List.of(Whose.OURS, Whose.STOCK), List.of(Whose.STOCK, Whose.OURS),
        List.of(Whose.OURS, Whose.OURS));
  }

  /** Stock keeps nothing for a file without bytes, and what it compresses it compresses with another zlib. */
  private static List<String> withContent(List<String> rows) {
    return rows.stream().map(row -> row.replaceFirst("\\|null$", "|").replaceFirst("\\|1\\|.*", "|1|")).toList();
  }

  private String hash(Path file) {
    return fossil.ok(directory, "uv", "hash", "-R", file.toString());
  }

  private void sync(Whose client, Path clientFile, Whose server, Path serverFile, Login login) throws Exception {
    try (Sides.Open open = Sides.serve(server, fossil, serverFile)) {
      if (client == Whose.STOCK) {
        String said = fossil.ok(directory, "uv", "sync", login.url(open.url()), "-R", clientFile.toString());
        assertThat(said).doesNotContain("Error");
      } else {
        UnversionedOutcome first = Sides.ask(clientFile, open.url(), login,
            (repository, rounds) -> new UnversionedSession(repository.unversioned(), rounds, UnversionedRequest.SYNC)
                .run());
        assertThat(first.result()).isEqualTo(new Result.Completed());
        assertThat(first.unavailable()).isEmpty();
        UnversionedOutcome second = Sides.ask(clientFile, open.url(), login,
            (repository, rounds) -> new UnversionedSession(repository.unversioned(), rounds, UnversionedRequest.SYNC)
                .run());
        assertThat(List.of(second.rounds(), second.received(), second.sent(), second.removed()))
            .containsExactly(1, 0, 0, 0);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("sides")
  void aRevertMakesOursWhatIsThere(List<Whose> clientAndServer) throws Exception {
    Path control = Files.copy(client, directory.resolve("control.fossil"));
    try (Sides.Open open = Sides.serve(Whose.STOCK, fossil, server)) {
      fossil.ok(directory, "uv", "revert", Login.NONE.url(open.url()), "-R", control.toString());
    }

    try (Sides.Open open = Sides.serve(clientAndServer.getLast(), fossil, server)) {
      if (clientAndServer.getFirst() == Whose.STOCK) {
        fossil.ok(directory, "uv", "revert", Login.NONE.url(open.url()), "-R", client.toString());
      } else {
        UnversionedOutcome planned = revert(open, UnversionedRequest.REVERT_DRY_RUN);
        UnversionedOutcome outcome = revert(open, UnversionedRequest.REVERT);
        assertThat(outcome.result()).isEqualTo(new Result.Completed());
        assertThat(planned.steps()).isEqualTo(outcome.steps()).contains("UV-PULL: newer-here.txt",
            "UV-PULL-MTIME-ONLY: later-here.txt");
      }
    }

    assertThat(withContent(Rows.of(client, CATALOGUE))).isEqualTo(withContent(Rows.of(control, CATALOGUE)));
  }

  private UnversionedOutcome revert(Sides.Open open, UnversionedRequest request) throws InterruptedException {
    return Sides.ask(client, open.url(), Login.NONE,
        (repository, rounds) -> new UnversionedSession(repository.unversioned(), rounds, request).run());
  }

  @ParameterizedTest
  @CsvSource({"OURS,STOCK", "OURS,OURS", "STOCK,OURS"})
  void moreThanOneRoundCarriesCrosses(Whose asking, Whose answering) throws Exception {
    List<String> names = new ArrayList<>();
    byte[] noise = new byte[150_000];
    for (int i = 0; i < 4; i++) {
      new Random(i).nextBytes(noise);
      for (Path repository : List.of(server, client)) {
        String name = (repository.equals(server) ? "there-" : "here-") + i;
        names.add(name);
        Path file = Files.write(directory.resolve("content"), noise);
        fossil.ok(directory, "uv", "add", file.toString(), "--as", name, "-R", repository.toString());
      }
    }
    Rows.change(server, "REPLACE INTO config VALUES('max-download', '200000', 1700000000)");

    sync(asking, client, answering, server, Login.RIGHT);

    assertThat(hash(server)).isEqualTo(hash(client));
    assertThat(Rows.of(client, "SELECT name FROM unversioned WHERE sz=150000 AND content IS NOT NULL"))
        .containsExactlyInAnyOrderElementsOf(names);
  }

  @Test
  void aFileLargerThanWeTakeIsNamedAndTheOthersCome() throws Exception {
    byte[] noise = new byte[300_000];
    new Random(1).nextBytes(noise);
    Path file = Files.write(directory.resolve("content"), noise);
    fossil.ok(directory, "uv", "add", file.toString(), "--as", "large.bin", "-R", server.toString());
    try (Sides.Open open = Sides.serve(Whose.STOCK, fossil, server)) {
      UnversionedOutcome outcome = Sides.ask(client, 100_000, open.url(), Login.RIGHT, SessionLimits.DEFAULT,
          (repository, rounds) -> new UnversionedSession(repository.unversioned(), rounds, UnversionedRequest.SYNC)
              .run());

      assertThat(outcome.unavailable()).containsExactly("large.bin");
      assertThat(outcome.messages()).anyMatch(said -> said.contains("300000") && said.contains("100000"));
      assertThat(outcome.rounds()).isLessThan(5);
    }

    assertThat(fossil.ok(directory, "uv", "cat", "newer-there.txt", "-R", client.toString())).isEqualTo("new");
  }

  /** What it would be by HTTP is in the mesh: the answering side is the same. */
  @Test
  void aFileLargerThanTheServerTakesIsNamedAndNotCounted() throws Exception {
    byte[] noise = new byte[300_000];
    new Random(1).nextBytes(noise);
    Path file = Files.write(directory.resolve("content"), noise);
    fossil.ok(directory, "uv", "add", file.toString(), "--as", "large.bin", "-R", client.toString());
    MemoryBudget budget = new MemoryBudget(64 << 20);
    RepositoryOptions small = new RepositoryOptions(budget, 100_000, InstantSource.system(), Duration.ofSeconds(15));
    UnversionedOutcome first;
    UnversionedOutcome second;
    try (Repository theirs = Repository.open(server, small);
        JdkFront front = new JdkFront(CloneSessionTest.answerer(theirs, AnswerLimits.DEFAULT), budget)) {
      Sides.Asking<UnversionedOutcome> asking = (repository, rounds) -> new UnversionedSession(repository.unversioned(),
          rounds, UnversionedRequest.SYNC).run();
      first = Sides.ask(client, front.url(), Login.RIGHT, asking);
      second = Sides.ask(client, front.url(), Login.RIGHT, asking);
    }

    assertThat(first.sent()).isPositive();
    assertThat(second.sent()).isZero();
    for (UnversionedOutcome outcome : List.of(first, second)) {
      assertThat(outcome.unavailable()).containsExactly("large.bin");
      assertThat(outcome.messages())
          .anyMatch(said -> said.contains("large.bin") && said.contains("300000") && said.contains("100000"));
    }
  }

  @Test
  void aStockCloneOfOursTakesThemWhereTheRepositorySaysSo() throws Exception {
    Rows.change(server, "REPLACE INTO config VALUES('uv-sync', '1', 1700000000)");
    try (Sides.Open open = Sides.serve(Whose.OURS, fossil, server)) {
      fossil.ok(directory, "clone", open.url().toString(), "copy.fossil");
    }

    assertThat(fossil.ok(directory, "uv", "cat", "only-server.txt", "-R", directory.resolve("copy.fossil").toString()))
        .isEqualTo("x".repeat(3000));
  }
}
