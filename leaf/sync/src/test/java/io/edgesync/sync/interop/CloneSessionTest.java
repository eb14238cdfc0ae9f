package io.edgesync.sync.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.edgesync.repository.Repository;
import io.edgesync.repository.RepositoryOptions;
import io.edgesync.repository.clone.CloneFile;
import io.edgesync.repository.clone.CloneOptions;
import io.edgesync.repository.compare.RepositoryComparison;
import io.edgesync.sync.answer.Served;
import io.edgesync.sync.SyncClock;
import io.edgesync.sync.answer.AnswerLimits;
import io.edgesync.sync.answer.AnswerListener;
import io.edgesync.sync.answer.Answerer;
import io.edgesync.sync.clone.CloneException;
import io.edgesync.sync.clone.CloneListener;
import io.edgesync.sync.clone.CloneOutcome;
import io.edgesync.sync.clone.CloneRequest;
import io.edgesync.sync.clone.CloneSession;
import io.edgesync.sync.memory.LoopTransport;
import io.edgesync.sync.rights.FossilAuthorizer;
import io.edgesync.sync.session.SessionLimits;
import io.edgesync.sync.testing.Peer;
import io.edgesync.sync.testing.StockRepository;
import io.edgesync.xfer.content.MemoryBudget;
import io.edgesync.xfer.http.HttpOptions;
import io.edgesync.xfer.http.HttpTransport;
import io.edgesync.xfer.login.LoginSigner;
import io.edgesync.xfer.login.PasswordLogin;
import io.edgesync.xfer.round.CardSink;
import io.edgesync.xfer.round.CardSource;
import io.edgesync.xfer.round.Round;
import io.edgesync.xfer.round.Transport;
import io.edgesync.xfer.round.TransportException;
import io.edgesync.xfer.testing.FossilProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Clones of a stock server's repository, and of our own answers, into real files. */
class CloneSessionTest {

  private static final PasswordLogin LOGIN = new PasswordLogin(FossilProcess.USER, StockRepository.PASSWORD);

  @TempDir
  Path directory;

  private final MemoryBudget budget = new MemoryBudget(256 << 20);
  private FossilProcess fossil;
  private StockRepository stock;

  @BeforeEach
  void setUp() throws Exception {
    fossil = FossilProcess.in(Files.createDirectories(directory.resolve("home")));
    stock = StockRepository.create(fossil, directory, "stock").withCommits(12, 1);
  }

  @Test
  void aCloneFromAStockServerIsARepositoryThatStockAccepts() throws Exception {
    try (FossilProcess.Server server = fossil.serve(stock.file()); HttpTransport transport = http(server)) {
      cloned(transport, null).repository().close();
    }

    assertSameAsStock(directory.resolve("ours.fossil"));
  }

  @Test
  void aCloneWithALoginWorksWhereNobodyMayNot() throws Exception {
    stock.capabilities("nobody", "");
    try (FossilProcess.Server server = fossil.serve(stock.file()); HttpTransport transport = http(server)) {
      assertThatThrownBy(() -> cloned(transport, null))
          .isInstanceOfSatisfying(CloneException.class, e -> assertThat(e.isDenied()).isTrue())
          .hasMessageContaining("not authorized to clone");
      assertThatThrownBy(() -> cloned(transport, new PasswordLogin(FossilProcess.USER, "wrong")))
          .hasMessageContaining("login failed");
      cloned(transport, LOGIN).repository().close();
    }

    assertSameAsStock(directory.resolve("ours.fossil"));
  }

  @Test
  void aCloneFromOurOwnAnswersIsTheSame() throws Exception {
    try (Repository repository = Repository.open(stock.file(), options())) {
      CloneOutcome outcome = cloned(loop(repository), null);
      outcome.repository().close();

      assertThat(outcome.pull()).isNull();
    }

    assertSameAsStock(directory.resolve("ours.fossil"));
  }

  @Test
  void aBrokenCloneGoesOnWhereItWas() throws Exception {
    try (Repository repository = Repository.open(stock.file(), options())) {
      AnswerLimits small = AnswerLimits.DEFAULT.withDownloadBytesMax(8_000);
      Answerer answerer = answerer(repository, small);
      Breaking breaking = new Breaking(LoopTransport.to("loop", answerer, budget), 3);

      assertThatThrownBy(() -> cloned(breaking, null)).isInstanceOf(CloneException.class);
      assertThat(directory.resolve("ours.fossil")).doesNotExist();
      CloneOutcome outcome = cloned(LoopTransport.to("loop", answerer, budget), null);
      outcome.repository().close();

      assertThat(outcome.traffic().received()).isLessThan(stock.names().size());
    }

    assertSameAsStock(directory.resolve("ours.fossil"));
  }

  /** The first round, which names the project, has no login and brings all that nobody may have. */
  @Test
  void whoIsNotLetInIsNotLetInByTheNextRunEither() throws Exception {
    LoginSigner wrong = new PasswordLogin(FossilProcess.USER, "wrong");
    FossilProcess.Server gone;
    try (FossilProcess.Server server = fossil.serve(stock.file()); HttpTransport transport = http(server)) {
      assertRefused(transport, wrong);
      assertRefused(transport, wrong);
      gone = server;
    }
    try (HttpTransport transport = http(gone)) {
      assertThatThrownBy(() -> cloned(transport, LOGIN))
          .isInstanceOfSatisfying(CloneException.class, e -> assertThat(e.isDenied()).isFalse());
    }
    assertThat(directory.resolve("ours.fossil.part")).exists();
    assertThat(directory.resolve("ours.fossil")).doesNotExist();

    stock.withCommits(1, 2);
    fossil.ok(directory, "user", "new", "carol", "", "pw", "-R", stock.file().toString());
    try (FossilProcess.Server server = fossil.serve(stock.file()); HttpTransport transport = http(server)) {
      CloneOutcome outcome = cloned(transport, LOGIN);
      outcome.repository().close();
      assertThat(outcome.pull()).isNull();
      assertThat(outcome.traffic().received()).isBetween(1, 8);
    }

    Path copy = directory.resolve("ours.fossil");
    assertSameAsStock(copy);
    assertThat(StockRepository.sql(fossil, copy, "SELECT login FROM user")).contains("carol");
  }

  private void assertRefused(Transport transport, LoginSigner login) {
    assertThatThrownBy(() -> cloned(transport, login))
        .isInstanceOfSatisfying(CloneException.class, e -> assertThat(e.isDenied()).isTrue())
        .hasMessageContaining("login failed");
  }

  @Test
  void aCloneThatLacksNothingButItsNameAsksItsServerAgain() throws Exception {
    Path copy = directory.resolve("ours.fossil");
    try (FossilProcess.Server server = fossil.serve(stock.file()); HttpTransport transport = http(server)) {
      assertThatThrownBy(() -> cloned(transport, LOGIN, new CloneListener() {
        @Override
        public void rebuilding(long done, long total) {
          try {
            Files.createDirectories(copy);
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        }
      })).hasMessageContaining("ours.fossil");
      Files.delete(copy);

      assertRefused(transport, new PasswordLogin(FossilProcess.USER, "wrong"));
      stock.withCommits(1, 2);
      CloneOutcome outcome = cloned(transport, LOGIN);
      outcome.repository().close();
      assertThat(outcome.traffic().received()).isZero();
      assertThat(outcome.pull()).isNotNull();
    }

    assertSameAsStock(copy);
  }

  private void assertSameAsStock(Path copy) throws Exception {
    assertThat(StockRepository.names(fossil, copy)).isEqualTo(stock.names());
    assertThat(RepositoryComparison.differences(stock.file(), copy)).isEmpty();
    stock.assertThatARebuildChangesNothing(copy);
  }

  private CloneOutcome cloned(Transport transport, @Nullable LoginSigner login)
      throws CloneException, InterruptedException {
    return cloned(transport, login, CloneListener.SILENT);
  }

  private CloneOutcome cloned(Transport transport, @Nullable LoginSigner login, CloneListener listener)
      throws CloneException, InterruptedException {
    try (CloneFile file = CloneFile.openOrCreate(directory.resolve("ours.fossil"), options())) {
      CloneRequest request = new CloneRequest(null, login, new CloneOptions("tester", "secret", new Random(3)), null);
      return new CloneSession(file, transport, request, SessionLimits.DEFAULT, SyncClock.SYSTEM, new Random(),
          listener).run();
    }
  }

  private HttpTransport http(FossilProcess.Server server) {
    return new HttpTransport(server.url(), HttpOptions.of(budget));
  }

  private LoopTransport loop(Repository repository) {
    return LoopTransport.to("loop", answerer(repository, AnswerLimits.DEFAULT), budget);
  }

  static Answerer answerer(Repository repository, AnswerLimits limits) {
    return new Answerer(Served.of(repository), new FossilAuthorizer(repository.users()), limits, null,
        SyncClock.SYSTEM, AnswerListener.SILENT);
  }

  static RepositoryOptions options() {
    return new RepositoryOptions(new MemoryBudget(256 << 20), 100L << 20, InstantSource.system(),
        Duration.ofSeconds(15));
  }

  static Set<String> names(Repository repository) {
    return Peer.names(repository.artifacts()).stream().map(io.edgesync.xfer.artifact.Hash::hex)
        .collect(Collectors.toCollection(java.util.TreeSet::new));
  }

  /** Lets some rounds pass and breaks then. */
  static final class Breaking implements Transport {
    private final Transport rest;
    private int left;

    Breaking(Transport rest, int rounds) {
      this.rest = rest;
      this.left = rounds;
    }

    @Override
    public void exchange(Round round, CardSource request, CardSink reply)
        throws TransportException, InterruptedException {
      if (left-- <= 0) {
        throw new TransportException.NoAnswer("gone", null);
      }
      rest.exchange(round, request, reply);
    }

    @Override
    public String peerName() {
      return rest.peerName();
    }

    @Override
    public void close() {
      rest.close();
    }
  }
}
