package io.edgesync.sync.interop;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgesync.repository.Repository;
import io.edgesync.repository.clone.CloneFile;
import io.edgesync.repository.clone.CloneOptions;
import io.edgesync.sync.SyncClock;
import io.edgesync.sync.answer.AnswerLimits;
import io.edgesync.sync.clone.CloneListener;
import io.edgesync.sync.clone.CloneOutcome;
import io.edgesync.sync.clone.CloneRequest;
import io.edgesync.sync.clone.CloneSession;
import io.edgesync.sync.clone.Configurator;
import io.edgesync.sync.clone.PeersCloneSession;
import io.edgesync.sync.memory.LoopTransport;
import io.edgesync.sync.session.Direction;
import io.edgesync.sync.session.SessionLimits;
import io.edgesync.sync.session.SyncListener;
import io.edgesync.sync.session.SyncOutcome;
import io.edgesync.sync.session.SyncOutcome.Result;
import io.edgesync.sync.session.SyncRequest;
import io.edgesync.sync.session.SyncSession;
import io.edgesync.sync.testing.JdkFront;
import io.edgesync.sync.testing.StockRepository;
import io.edgesync.xfer.artifact.ProjectCode;
import io.edgesync.xfer.card.PrivateCard;
import io.edgesync.xfer.content.MemoryBudget;
import io.edgesync.xfer.http.HttpOptions;
import io.edgesync.xfer.http.HttpTransport;
import io.edgesync.xfer.login.PasswordLogin;
import io.edgesync.xfer.round.CardSink;
import io.edgesync.xfer.round.CardSource;
import io.edgesync.xfer.round.ForwardingTransport;
import io.edgesync.xfer.round.Round;
import io.edgesync.xfer.round.Transport;
import io.edgesync.xfer.round.TransportException;
import io.edgesync.xfer.testing.FossilProcess;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Private branches, in both roles, with the stock program at the other side: they go where both sides ask for them, and nowhere else. */
class PrivateContentTest {

  private static final PasswordLogin LOGIN = new PasswordLogin(FossilProcess.USER, StockRepository.PASSWORD);

  @TempDir
  Path directory;

  private final MemoryBudget budget = new MemoryBudget(256 << 20);
  private FossilProcess fossil;
  private StockRepository stock;
  private Path copy;

  @BeforeEach
  void setUp() throws Exception {
    fossil = FossilProcess.in(Files.createDirectories(directory.resolve("home")));
    stock = StockRepository.create(fossil, directory, "stock").withCommits(2, 1);
    copy = directory.resolve("copy.fossil");
    fossil.ok(directory, "clone", stock.file().toString(), copy.toString());
    fossil.ok(directory, "user", "password", FossilProcess.USER, StockRepository.PASSWORD, "-R", copy.toString());
  }

  @Test
  void ourPullTakesPrivateArtifactsOnlyWhenItAsksAndMay() throws Exception {
    commitPrivately(stock);
    stock.capabilities(FossilProcess.USER, "sx");

    assertCompleted(withStockServer(copy, SyncRequest.of(Direction.PULL, LOGIN)));
    assertThat(privateNames(copy)).isEmpty();
    assertThat(StockRepository.names(fossil, copy)).isEqualTo(publicNames(stock.file()));

    assertCompleted(withStockServer(copy, SyncRequest.of(Direction.PULL, LOGIN).withPrivate()));
    assertSame(copy, stock.file());
    assertThat(StockRepository.sql(fossil, copy, "select count(*) from phantom")).containsExactly("0");
    stock.assertThatARebuildChangesNothing(copy);
  }

  @Test
  void ourPullOfPrivateArtifactsIsRefusedInTheWordsOfStock() throws Exception {
    commitPrivately(stock);

    SyncOutcome outcome = withStockServer(copy, SyncRequest.of(Direction.PULL, LOGIN).withPrivate());

    assertThat(outcome.result()).isEqualTo(new Result.Denied("not authorized to sync private content"));
    assertThat(privateNames(copy)).isEmpty();
  }

  @Test
  void ourPushGivesPrivateArtifactsOnlyWhenAskedTo() throws Exception {
    commitPrivately(StockRepository.open(fossil, copy));
    stock.capabilities(FossilProcess.USER, "sx");

    assertCompleted(withStockServer(copy, SyncRequest.of(Direction.SYNC, LOGIN)));
    assertThat(stock.names()).doesNotContainAnyElementsOf(privateNames(copy));

    assertCompleted(withStockServer(copy, SyncRequest.of(Direction.SYNC, LOGIN).withPrivate()));
    assertSame(copy, stock.file());
    stock.assertThatARebuildChangesNothing(stock.file());
  }

  @Test
  void aStockPullGetsPrivateArtifactsFromUsOnlyWhenItMay() throws Exception {
    commitPrivately(stock);

    String refused = withOurServer(stock.file(), "pull", "--private", "-R", copy.toString());
    String plain = withOurServer(stock.file(), "pull", "-R", copy.toString());
    assertThat(refused).contains("not authorized to sync private content");
    assertThat(plain).doesNotContain("Error");
    assertThat(StockRepository.names(fossil, copy)).isEqualTo(publicNames(stock.file()));

    stock.capabilities(FossilProcess.USER, "sx");
    String pulled = withOurServer(stock.file(), "pull", "--private", "-R", copy.toString());
    assertThat(pulled).doesNotContain("Error");
    assertSame(copy, stock.file());
  }

  @Test
  void aStockPushOfPrivateArtifactsStaysPrivateWithUs() throws Exception {
    commitPrivately(StockRepository.open(fossil, copy));

    String refused = withOurServer(stock.file(), "sync", "--private", "-R", copy.toString());
    assertThat(refused).contains("not authorized to sync private content");
    assertThat(stock.names()).doesNotContainAnyElementsOf(privateNames(copy));

    stock.capabilities(FossilProcess.USER, "sx");
    String pushed = withOurServer(stock.file(), "sync", "--private", "-R", copy.toString());
    assertThat(pushed).doesNotContain("Error");
    assertSame(copy, stock.file());
    stock.assertThatARebuildChangesNothing(stock.file());
  }

  @Test
  void whatIsPublishedThereBecomesPublicHere() throws Exception {
    commitPrivately(stock);
    stock.capabilities(FossilProcess.USER, "sx");
    assertCompleted(withStockServer(copy, SyncRequest.of(Direction.PULL, LOGIN).withPrivate()));
    fossil.ok(stock.file().resolveSibling("stock.fossil.tree"), "publish", "secret");

    assertCompleted(withStockServer(copy, SyncRequest.of(Direction.PULL, LOGIN)));

    assertThat(privateNames(copy)).isEmpty();
    assertSame(copy, stock.file());
  }

  @Test
  void ourCloneBringsThemWhenAsked() throws Exception {
    commitPrivately(stock);
    stock.capabilities(FossilProcess.USER, "sx");
    Path clone = directory.resolve("clone.fossil");
    CloneRequest request = new CloneRequest(null, LOGIN, new CloneOptions("tester", "secret", new Random(3)), null,
        true);
    try (FossilProcess.Server server = fossil.serve(stock.file());
        HttpTransport transport = new HttpTransport(server.url(), HttpOptions.of(budget));
        CloneFile file = CloneFile.openOrCreate(clone, CloneSessionTest.options())) {
      CloneOutcome outcome = new CloneSession(file, transport, request, SessionLimits.DEFAULT, SyncClock.SYSTEM,
          new Random(), CloneListener.SILENT).run();
      outcome.repository().close();
    }
    assertSame(clone, stock.file());
  }

  @Test
  void aCloneFromSeveralPeersTakesEachOfThemOnce() throws Exception {
    commitPrivately(stock);
    stock.capabilities("nobody", "giox");
    Path clone = directory.resolve("clone.fossil");
    AtomicInteger came = new AtomicInteger();
    try (Repository theirs = Repository.open(stock.file(), CloneSessionTest.options());
        CloneFile file = CloneFile.openOrCreate(clone, CloneSessionTest.options())) {
      List<Transport> peers = List.of(counting("one", theirs, came), counting("two", theirs, came),
          counting("three", theirs, came));
      CloneRequest request = new CloneRequest(new ProjectCode(stock.projectCode()), null,
          new CloneOptions("tester", "secret", new Random(3)), null, true, new Configurator.None("nobody was named"));
      new PeersCloneSession(file, but -> peers.stream().filter(peer -> !but.contains(peer.peerName())).toList(),
          request, SessionLimits.DEFAULT, SyncClock.SYSTEM, new Random(), CloneListener.SILENT).run().repository()
          .close();
    }

    assertSame(clone, stock.file());
    assertThat(came).hasValue(privateNames(stock.file()).size());
  }

  private Transport counting(String name, Repository repository, AtomicInteger privates) {
    return new ForwardingTransport(
        LoopTransport.to(name, CloneSessionTest.answerer(repository, AnswerLimits.DEFAULT), budget)) {
      @Override
      public void exchange(Round round, CardSource request, CardSink reply)
          throws TransportException, InterruptedException {
        super.exchange(round, request, card -> {
          if (card instanceof PrivateCard) {
            privates.incrementAndGet();
          }
          reply.accept(card);
        });
      }
    };
  }

  @Test
  void twoOfOursExchangeThemInStoredForm() throws Exception {
    commitPrivately(stock);
    stock.capabilities("nobody", "giox");
    try (Repository ours = Repository.open(copy, CloneSessionTest.options());
        Repository theirs = Repository.open(stock.file(), CloneSessionTest.options());
        LoopTransport loop = LoopTransport.to("loop", CloneSessionTest.answerer(theirs, AnswerLimits.DEFAULT),
            budget)) {
      assertCompleted(session(ours, loop, SyncRequest.of(Direction.PULL, null)));
      assertThat(ours.artifacts().privateNames()).isEmpty();

      assertCompleted(session(ours, loop, SyncRequest.of(Direction.PULL, null).withPrivate()));
    }
    assertSame(copy, stock.file());
  }

  /** A private branch whose files are small changes of public ones, and a public check-in after it. */
  private void commitPrivately(StockRepository repository) throws Exception {
    Path tree = repository.file().resolveSibling(repository.file().getFileName() + ".tree");
    for (int i = 0; i < 2; i++) {
      Files.writeString(tree.resolve("changing.txt"), Files.readString(tree.resolve("changing.txt")) + "secret " + i);
      List<String> branch = i == 0 ? List.of("--private", "--branch", "secret") : List.of();
      List<String> arguments = new java.util.ArrayList<>(List.of("commit", "--no-warnings", "-m", "secret " + i));
      arguments.addAll(branch);
      fossil.ok(tree, arguments.toArray(String[]::new));
    }
    fossil.ok(tree, "update", "trunk");
    repository.withCommits(1, 3);
  }

  private Set<String> privateNames(Path file) {
    return new TreeSet<>(StockRepository.sql(fossil, file, "select uuid from blob join private using(rid)"));
  }

  private Set<String> publicNames(Path file) {
    Set<String> names = StockRepository.names(fossil, file);
    names.removeAll(privateNames(file));
    return names;
  }

  private void assertSame(Path one, Path other) {
    assertThat(StockRepository.names(fossil, one)).isEqualTo(StockRepository.names(fossil, other));
    assertThat(privateNames(one)).isEqualTo(privateNames(other));
  }

  private static void assertCompleted(SyncOutcome outcome) {
    assertThat(outcome.isSuccess()).as(outcome.summary()).isTrue();
    assertThat(outcome.unavailable()).isEmpty();
  }

  private SyncOutcome withStockServer(Path file, SyncRequest request) throws Exception {
    try (FossilProcess.Server server = fossil.serve(stock.file());
        HttpTransport transport = new HttpTransport(server.url(), HttpOptions.of(budget));
        Repository repository = Repository.open(file, CloneSessionTest.options())) {
      return session(repository, transport, request);
    }
  }

  private String withOurServer(Path file, String command, String... options) {
    try (Repository repository = Repository.open(file, CloneSessionTest.options());
        JdkFront front = new JdkFront(CloneSessionTest.answerer(repository, AnswerLimits.DEFAULT), budget)) {
      List<String> arguments = new java.util.ArrayList<>(
          List.of(command, front.url(FossilProcess.USER, StockRepository.PASSWORD)));
      arguments.addAll(List.of(options));
      return fossil.run(directory, arguments).output();
    }
  }

  private static SyncOutcome session(Repository repository, Transport transport, SyncRequest request)
      throws InterruptedException {
    return new SyncSession(repository.artifacts(), transport, request, SessionLimits.DEFAULT, SyncClock.SYSTEM,
        new Random(), SyncListener.SILENT).run();
  }
}
