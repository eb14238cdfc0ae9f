package io.edgesync.sync.interop;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgesync.repository.Repository;
import io.edgesync.repository.Rows;
import io.edgesync.repository.artifact.ArtifactWriter;
import io.edgesync.repository.artifact.Provenance;
import io.edgesync.repository.artifact.SampleArtifact;
import io.edgesync.sync.SyncClock;
import io.edgesync.sync.interop.Sides.Login;
import io.edgesync.sync.interop.Sides.Whose;
import io.edgesync.sync.session.Direction;
import io.edgesync.sync.session.SessionLimits;
import io.edgesync.sync.session.SyncListener;
import io.edgesync.sync.session.SyncRequest;
import io.edgesync.sync.session.SyncSession;
import io.edgesync.sync.testing.StockRepository;
import io.edgesync.xfer.content.Content;
import io.edgesync.xfer.content.MemoryBudget;
import io.edgesync.xfer.http.HttpOptions;
import io.edgesync.xfer.http.HttpTransport;
import io.edgesync.xfer.testing.FossilProcess;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Two copies of a project, each with check-ins that the other lacks and that neither offers any more: they are in no cluster, and not among those that none
 * covers. Only {@code --verily} finds them; stock with stock is the control.
 */
class VerilyInteropTest {

  @TempDir
  Path directory;

  private FossilProcess fossil;
  private StockRepository stock;
  private Path server;
  private Path client;
  private Set<String> ofServer;
  private Set<String> ofClient;

  @BeforeEach
  void eachLacksWhatTheOtherForgotToOffer() throws Exception {
    fossil = FossilProcess.in(Files.createDirectories(directory.resolve("home")));
    stock = StockRepository.create(fossil, directory, "stock").withCommits(1, 1);
    server = stock.file();
    client = directory.resolve("client.fossil");
    fossil.ok(directory, "clone", server.toString(), client.toString());
    stock.withCommits(2, 2);
    StockRepository.open(fossil, client).withCommits(2, 3);
    Rows.change(server, "DELETE FROM unclustered");
    Rows.change(client, "DELETE FROM unclustered", "DELETE FROM unsent");
    ofServer = names(server);
    ofClient = names(client);
  }

  @ParameterizedTest
  @CsvSource({"STOCK,STOCK", "OURS,STOCK", "STOCK,OURS"})
  void whatTheUsualExchangeOverlooksIsFoundBothWays(Whose asking, Whose answering) throws Exception {
    try (Sides.Open open = Sides.serve(answering, fossil, server)) {
      sync(asking, open.url(), Direction.SYNC, false);
      assertThat(names(client)).isEqualTo(ofClient);
      assertThat(names(server)).isEqualTo(ofServer);

      sync(asking, open.url(), Direction.SYNC, true);
    }
    assertThat(names(client)).isEqualTo(names(server)).containsAll(ofClient).containsAll(ofServer);
    for (Path each : List.of(client, server)) {
      fossil.ok(directory, "rebuild", each.toString());
      assertThat(fossil.ok(directory, "test-integrity", "-R", each.toString())).contains("0 errors");
    }
    assertThat(names(client)).isEqualTo(names(server));
  }

  @ParameterizedTest
  @CsvSource({"STOCK,STOCK", "OURS,STOCK", "STOCK,OURS", "OURS,OURS"})
  void oneWayItIsFoundThatWayAlone(Whose asking, Whose answering) throws Exception {
    try (Sides.Open open = Sides.serve(answering, fossil, server)) {
      sync(asking, open.url(), Direction.PULL, true);
      assertThat(names(client)).containsAll(ofServer);
      assertThat(names(server)).isEqualTo(ofServer);

      sync(asking, open.url(), Direction.PUSH, true);
    }
    assertThat(names(server)).isEqualTo(names(client)).containsAll(ofClient);
  }

  /** More than a server asks for at once. */
  @ParameterizedTest
  @CsvSource({"STOCK,STOCK", "OURS,STOCK", "STOCK,OURS", "OURS,OURS"})
  void whatIsLackingComesHoweverMuchItIs(Whose asking, Whose answering) throws Exception {
    try (Repository repository = Repository.open(client, CloneSessionTest.options());
        ArtifactWriter writer = repository.artifacts().receive(Provenance.local("tester"))) {
      for (int i = 0; i < 1200; i++) {
        SampleArtifact artifact = SampleArtifact.of("content " + i);
        writer.file(artifact.name(), null, Content.of(artifact.bytes()), false);
      }
      writer.finish();
    }
    Rows.change(client, "DELETE FROM unclustered");

    try (Sides.Open open = Sides.serve(answering, fossil, server)) {
      sync(asking, open.url(), Direction.PUSH, true);
    }

    assertThat(names(server)).containsAll(names(client)).hasSizeGreaterThan(1200);
  }

  private Set<String> names(Path file) {
    return StockRepository.names(fossil, file);
  }

  private void sync(Whose asking, URI url, Direction way, boolean isVerily) throws Exception {
    if (asking == Whose.STOCK) {
      List<String> command = new ArrayList<>(List.of(way.name().toLowerCase(Locale.ROOT), "--once",
          Login.RIGHT.url(url), "-R", client.toString()));
      if (isVerily) {
        command.add("--verily");
      }
      fossil.ok(directory, command.toArray(String[]::new));
      return;
    }
    SyncRequest request = SyncRequest.of(way, Login.RIGHT.signer());
    try (Repository repository = Repository.open(client, CloneSessionTest.options());
        HttpTransport transport = new HttpTransport(url, HttpOptions.of(new MemoryBudget(256 << 20)))) {
      assertThat(new SyncSession(repository.artifacts(), transport,
          isVerily ? request.verily() : request.tryingRanges(), SessionLimits.DEFAULT, SyncClock.SYSTEM, new Random(),
          SyncListener.SILENT).run().isSuccess()).isTrue();
    }
  }
}
