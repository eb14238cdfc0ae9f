package io.edgesync.sync.answer;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgesync.repository.Repository;
import io.edgesync.repository.RepositoryOptions;
import io.edgesync.repository.artifact.ArtifactStore;
import io.edgesync.repository.artifact.ArtifactWriter;
import io.edgesync.repository.artifact.Provenance;
import io.edgesync.sync.SyncClock;
import io.edgesync.sync.rights.FossilAuthorizer;
import io.edgesync.sync.testing.Peer;
import io.edgesync.sync.testing.StockRepository;
import io.edgesync.xfer.artifact.Hash;
import io.edgesync.xfer.content.Content;
import io.edgesync.xfer.testing.FossilProcess;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What one reply costs, and what a repository sets for its own. */
class LimitsTest extends TextRounds {

  @Test
  void aFloodOfNamesThatAreUnknownIsLookedUpInBulk() throws Exception {
    AtomicInteger lookUps = new AtomicInteger();
    ArtifactStore counted = (ArtifactStore) Proxy.newProxyInstance(ArtifactStore.class.getClassLoader(),
        new Class<?>[]{ArtifactStore.class}, (proxy, method, arguments) -> {
          lookUps.addAndGet(method.getName().startsWith("look") ? 1 : 0);
          return method.invoke(peer.store, arguments);
        });
    StringBuilder request = new StringBuilder(VERSION + "pull x " + PC + "\n");
    for (int i = 0; i < 20_000; i++) {
      request.append("gimme ").append(String.format("%040x", i)).append('\n');
    }
    Hash held = peer.store.commit("held".getBytes(StandardCharsets.UTF_8));
    request.append("gimme ").append(held).append('\n');

    List<String> lines = lines(new Answerer(counted, Peer.named(2).authorizer(), AnswerLimits.DEFAULT, null,
        SyncClock.SYSTEM, AnswerListener.SILENT), "flood", request.toString());

    assertThat(lines).contains("file " + held + " 4");
    assertThat(lookUps.get()).isLessThan(100);
  }

  @Test
  void theRepositorysOwnLimitOfADownloadHolds(@TempDir Path directory) throws Exception {
    FossilProcess fossil = FossilProcess.in(Files.createDirectories(directory.resolve("home")));
    StockRepository stock = StockRepository.create(fossil, directory, "stock");
    try (Repository repository = Repository.open(stock.file(),
        RepositoryOptions.standard())) {
      repository.settings().set("max-download", 2500);
      List<Hash> names = new ArrayList<>();
      try (ArtifactWriter writer = repository.artifacts().receive(Provenance.local("tester"))) {
        for (int i = 0; i < 5; i++) {
          byte[] content = new byte[1000 + i];
          content[999 + i] = '\n';
          names.add(Peer.named(2).store.commit(content));
          writer.file(names.getLast(), null, Content.of(content), false);
        }
        writer.finish();
      }
      StringBuilder request = new StringBuilder(VERSION + "pull x " + repository.projectCode() + "\n");
      names.forEach(name -> request.append("gimme ").append(name).append('\n'));

      List<String> lines = lines(new Answerer(Served.of(repository), new FossilAuthorizer(repository.users()),
          AnswerLimits.DEFAULT, null, SyncClock.SYSTEM, AnswerListener.SILENT), "limited", request.toString());

      assertThat(lines.stream().filter(line -> names.stream().anyMatch(name -> line.startsWith("igot " + name))))
          .hasSizeBetween(2, 3);
      assertThat(String.join("", lines)).hasSizeLessThan(5000);
    }
  }
}
