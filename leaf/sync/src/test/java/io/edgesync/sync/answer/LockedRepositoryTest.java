package io.edgesync.sync.answer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.edgesync.repository.Repository;
import io.edgesync.repository.RepositoryException;
import io.edgesync.repository.RepositoryOptions;
import io.edgesync.repository.database.ForeignLock;
import io.edgesync.sync.SyncClock;
import io.edgesync.sync.reconcile.PublicNames;
import io.edgesync.sync.rights.Audit;
import io.edgesync.sync.rights.FossilAuthorizer;
import io.edgesync.sync.testing.Peer;
import io.edgesync.sync.testing.StockRepository;
import io.edgesync.xfer.artifact.Hash;
import io.edgesync.xfer.envelope.ReceivedBody;
import io.edgesync.xfer.testing.FossilProcess;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What another program does to a round is no word for the asker: his transport tells him to come back. */
@Timeout(60)
class LockedRepositoryTest extends TextRounds {

  private static Repository impatient(StockRepository stock) {
    RepositoryOptions options = RepositoryOptions.standard();
    return Repository.open(stock.file(), new RepositoryOptions(options.budget(), options.artifactBytesMax(),
        options.clock(), Duration.ofMillis(300)));
  }

  private static Answerer answerer(Repository repository) {
    return new Answerer(Served.of(repository), new FossilAuthorizer(repository.users()), AnswerLimits.DEFAULT, null,
        SyncClock.SYSTEM, AnswerListener.SILENT);
  }

  @Test
  void aRepositoryThatIsLockedWhileTheAnswerIsReadIsNoAnswerEither(@TempDir Path directory) throws Exception {
    StockRepository stock = StockRepository.create(
        FossilProcess.in(Files.createDirectories(directory.resolve("home"))), directory, "stock");
    stock.capabilities("nobody", "oi");
    try (Repository repository = impatient(stock)) {
      Hash tip = repository.timeline().resolveCheckin("tip").orElseThrow();
      try (ReceivedBody body = receive(VERSION + "pull " + SC + " " + stock.projectCode() + "\ngimme " + tip + "\n")) {
        Answer answer = answerer(repository).answer(Asked.of(round("read"), body, null));
        try (ForeignLock _ = ForeignLock.on(stock.file(), "BEGIN EXCLUSIVE")) {
          assertThatThrownBy(() -> text(answer)).isInstanceOf(RepositoryException.Busy.class);
        }

        assertThat(text(answer)).contains("file " + tip + " ");
      }
    }
  }

  @Test
  void aPushAtARepositoryThatIsLockedIsNoAnswerAndIsTakenWhenItComesAgain(@TempDir Path directory) throws Exception {
    StockRepository stock = StockRepository.create(
        FossilProcess.in(Files.createDirectories(directory.resolve("home"))), directory, "stock");
    stock.capabilities("nobody", "oi");
    String name = Peer.named(9).store.commit("new".getBytes(StandardCharsets.UTF_8)).hex();
    String request = "push " + SC + " " + stock.projectCode() + "\nfile " + name + " 3\nnew";
    try (Repository repository = impatient(stock)) {
      Answerer answerer = answerer(repository);
      try (ForeignLock _ = ForeignLock.on(stock.file(), "BEGIN IMMEDIATE")) {
        assertThatThrownBy(() -> said(answerer, request)).isInstanceOf(RepositoryException.Busy.class);
      }

      assertThat(said(answerer, request)).endsWith("errors 0\n");
      assertThat(repository.artifacts().load(new Hash(name))).isPresent();
    }
  }

  @Test
  void aRoundThatFailedIsWrittenDownAsOne(@TempDir Path directory) throws Exception {
    StockRepository stock = StockRepository.create(
        FossilProcess.in(Files.createDirectories(directory.resolve("home"))), directory, "stock");
    stock.capabilities("nobody", "oi");
    List<String> lines = new ArrayList<>();
    try (Repository repository = impatient(stock)) {
      Admission admission = new Admission(new FossilAuthorizer(repository.users()), null,
          new Audit(SyncClock.SYSTEM, lines::add));
      PublicNames unreadable = PublicNames.of(repository.artifacts(), () -> {
        throw new RepositoryException.Busy(stock.file(), Duration.ofMillis(300), null);
      });
      Answerer answerer = new Answerer(Served.of(repository, unreadable), admission, AnswerLimits.DEFAULT, null,
          SyncClock.SYSTEM, AnswerListener.SILENT);
      String pull = "pull " + SC + " " + stock.projectCode() + "\n";
      String login = "login somebody " + "ab".repeat(20) + " " + "cd".repeat(20) + "\n";
      try (ForeignLock _ = ForeignLock.on(stock.file(), "BEGIN EXCLUSIVE")) {
        assertThatThrownBy(() -> said(answerer, login + pull)).isInstanceOf(RepositoryException.Busy.class);
      }
      assertThat(lines).as("nobody has looked at the login").hasSize(1);
      assertThat(lines.getFirst()).contains("asked=- ", "outcome=failed");

      assertThatThrownBy(() -> said(answerer, "pragma edgesync 1 - reconcile\n" + pull + "pragma edgesync-set "
          + "0".repeat(32) + " 1\n")).isInstanceOf(RepositoryException.Busy.class);
      assertThat(lines).hasSize(2);
      assertThat(lines.getLast()).contains("asked=pull ", "outcome=failed");
    }
  }

  private String said(Answerer answerer, String request) throws Exception {
    try (ReceivedBody body = receive(request)) {
      return text(answerer.answer(Asked.of(round("once"), body, null)));
    }
  }
}
