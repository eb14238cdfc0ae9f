package io.edgesync.sync.answer;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgesync.repository.Repository;
import io.edgesync.repository.RepositoryOptions;
import io.edgesync.sync.SyncClock;
import io.edgesync.sync.rights.FossilAuthorizer;
import io.edgesync.sync.testing.StockRepository;
import io.edgesync.xfer.artifact.Hash;
import io.edgesync.xfer.testing.FossilProcess;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Check-in locks, line by line. */
class LockCardsTest extends TextRounds {

  private static final String ONE = "a".repeat(40);
  private static final String OTHER = "b".repeat(40);

  private StockRepository stock;
  private Repository repository;
  private String tip;
  private int number;

  @BeforeEach
  void open(@TempDir Path directory) throws Exception {
    stock = StockRepository.create(FossilProcess.in(Files.createDirectories(directory.resolve("home"))), directory,
        "stock");
    stock.capabilities("nobody", "gio");
    tip = stock.sql("select uuid from leaf join blob using(rid)").getFirst();
    repository = Repository.open(stock.file(), RepositoryOptions.standard());
  }

  @AfterEach
  void close() {
    repository.close();
  }

  @Test
  void whoComesSecondIsToldWhoHasTheLock() throws Exception {
    assertThat(answered("pragma ci-lock " + tip + " " + ONE + "\n")).containsExactly("timestamp 0");
    assertThat(answered("pragma ci-lock " + tip + " " + ONE + "\n")).containsExactly("timestamp 0");
    assertThat(answered("pragma ci-lock " + tip + " " + OTHER + "\n")).first().asString()
        .matches("pragma ci-lock-fail nobody [0-9]{10}");

    assertThat(answered("pragma ci-unlock " + ONE + "\n")).containsExactly("timestamp 0");
    assertThat(answered("pragma ci-lock " + tip + " " + OTHER + "\n")).containsExactly("timestamp 0");
  }

  @Test
  void whoMayNotPushTakesNoLockAndWhoMayNotReadHearsOfNone() throws Exception {
    stock.capabilities("nobody", "go");
    answered("pragma ci-lock " + tip + " " + ONE + "\n");
    assertThat(repository.settings().matching("ci-lock-*")).isEmpty();

    repository.checkinLocks().lock(new Hash(tip), ONE, "two words");
    assertThat(answered("pragma ci-lock " + tip + " " + OTHER + "\n")).first().asString()
        .startsWith("pragma ci-lock-fail two\\swords ");
    stock.capabilities("nobody", "");
    assertThat(answered("pragma ci-lock " + tip + " " + OTHER + "\n")).containsExactly("timestamp 0");
  }

  @Test
  void clientsAreAskedForWholeManifestsWhereTheRepositorySaysSo() throws Exception {
    repository.settings().set("forbid-delta-manifests", true);

    assertThat(answered("pragma ci-lock " + tip + " " + ONE + "\n")).containsExactly("pragma avoid-delta-manifests",
        "timestamp 0");
  }

  @Test
  void locksOfOddShapeAreIgnored() throws Exception {
    for (String odd : List.of("ci-lock", "ci-lock x y", "ci-lock " + tip, "ci-lock " + tip + " me", "ci-unlock",
        "ci-unlock me", "ci-lock " + tip + " " + ONE + " more", "ci-lock " + "c".repeat(64) + " " + ONE)) {
      assertThat(answered("pragma " + odd + "\n")).as(odd).containsExactly("timestamp 0");
    }
    assertThat(repository.settings().matching("ci-lock-*")).isEmpty();
  }

  private List<String> answered(String request) throws Exception {
    return lines(new Answerer(Served.of(repository), new FossilAuthorizer(repository.users()), AnswerLimits.DEFAULT,
        null, SyncClock.SYSTEM, AnswerListener.SILENT), "lock" + number++, request);
  }
}
