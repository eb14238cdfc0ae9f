package io.edgesync.sync.interop;

import static io.edgesync.sync.interop.CloneSessionTest.answerer;
import static io.edgesync.sync.interop.CloneSessionTest.options;
import static org.assertj.core.api.Assertions.assertThat;

import io.edgesync.repository.Repository;
import io.edgesync.repository.clone.CloneFile;
import io.edgesync.repository.clone.CloneOptions;
import io.edgesync.repository.compare.RepositoryComparison;
import io.edgesync.sync.SyncClock;
import io.edgesync.sync.answer.AnswerLimits;
import io.edgesync.sync.clone.CloneException;
import io.edgesync.sync.clone.CloneListener;
import io.edgesync.sync.clone.CloneOutcome;
import io.edgesync.sync.clone.CloneRequest;
import io.edgesync.sync.clone.Configurator;
import io.edgesync.sync.clone.PeersCloneSession;
import io.edgesync.sync.memory.LoopTransport;
import io.edgesync.sync.session.SessionLimits;
import io.edgesync.sync.testing.StockRepository;
import io.edgesync.xfer.artifact.ProjectCode;
import io.edgesync.xfer.card.Card;
import io.edgesync.xfer.content.MemoryBudget;
import io.edgesync.xfer.round.CardSink;
import io.edgesync.xfer.round.CardSource;
import io.edgesync.xfer.round.ForwardingTransport;
import io.edgesync.xfer.round.Round;
import io.edgesync.xfer.round.Transport;
import io.edgesync.xfer.round.TransportException;
import io.edgesync.xfer.testing.FossilProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/** What tests of clones from several of our own answering sides have in common. */
abstract class ClonesFromPeers {

  /** Some artifacts a reply. */
  private static final AnswerLimits SMALL = AnswerLimits.DEFAULT.withDownloadBytesMax(8_000);

  @TempDir
  Path directory;

  @TempDir
  static Path shared;

  static FossilProcess fossil;
  static StockRepository stock;
  static Repository source;

  private final MemoryBudget budget = new MemoryBudget(256 << 20);
  final Map<String, String> lost = new ConcurrentHashMap<>();
  /** What happens when everything is here and is looked at. */
  Runnable verifying = () -> {};

  @BeforeAll
  static void makeHistory() throws Exception {
    fossil = FossilProcess.in(Files.createDirectories(shared.resolve("home")));
    stock = StockRepository.create(fossil, shared, "stock").withCommits(8, 1);
    source = Repository.open(stock.file(), options());
  }

  @AfterAll
  static void close() {
    source.close();
  }

  final Transport peer(String name) {
    return LoopTransport.to(name, answerer(source, SMALL), budget);
  }

  final void assertSameAsStock() throws Exception {
    Path copy = directory.resolve("ours.fossil");
    assertThat(StockRepository.names(fossil, copy)).isEqualTo(stock.names());
    assertThat(RepositoryComparison.differences(stock.file(), copy)).isEmpty();
    assertThat(fossil.ok(directory, "test-integrity", "-R", copy.toString())).contains(" 0 errors");
  }

  final CloneOutcome cloned(List<Transport> peers) throws CloneException, InterruptedException {
    return cloned(peers, new Configurator.None("nobody was named"));
  }

  final CloneOutcome cloned(List<Transport> peers, Configurator configurator)
      throws CloneException, InterruptedException {
    try (CloneFile file = CloneFile.openOrCreate(directory.resolve("ours.fossil"), options())) {
      CloneRequest request = new CloneRequest(new ProjectCode(source.projectCode().hex()), null,
          new CloneOptions("tester", "secret", new Random(3)), null, false, configurator);
      CloneOutcome outcome = new PeersCloneSession(file,
          but -> peers.stream().filter(peer -> !but.contains(peer.peerName())).toList(), request,
          SessionLimits.DEFAULT, SyncClock.SYSTEM, new Random(), new CloneListener() {
            @Override
            public void lost(String peer, String why) {
              lost.put(peer, why);
            }

            @Override
            public void rebuilding(long done, long total) {
              verifying.run();
            }
          }).run();
      outcome.repository().close();
      return outcome;
    }
  }

  /** Something between a card and its reader. */
  interface Alteration {
    Card of(Card card) throws IOException;
  }

  static final class Altered extends ForwardingTransport {
    private final Alteration alteration;

    Altered(Transport transport, Alteration alteration) {
      super(transport);
      this.alteration = alteration;
    }

    @Override
    public void exchange(Round round, CardSource request, CardSink reply)
        throws TransportException, InterruptedException {
      transport.exchange(round, request, card -> reply.accept(alteration.of(card)));
    }
  }
}
