package io.edgesync.repository.crosslink;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgesync.repository.database.RepositoryDatabase;
import io.edgesync.repository.history.HandMade;
import io.edgesync.repository.history.StockHistory;
import io.edgesync.repository.structure.ArtifactParser;
import io.edgesync.repository.structure.Manifest;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EarlierPicksTest {

  private static final Manifest OLD = Objects.requireNonNull(ArtifactParser
      .parseAs(HandMade.artifact("C old", "D 2001-01-01T00:00:00.000", "U u"), Manifest.class));

  @TempDir
  Path directory;

  /** Its transaction keeps the file from whoever looks: would it wait for that one, both would wait for ever. */
  @Test
  void theWriterTellsWhatItCrosslinkedWhileSomebodyLooks() throws Exception {
    Path file = StockHistory.in(directory).repository();
    AtomicInteger told = new AtomicInteger();
    EarlierPicks picks = new EarlierPicks(new PendingPicks());
    spoil(file);
    try (RepositoryDatabase database = RepositoryDatabase.of(file, Duration.ofSeconds(15))) {
      picks.lookFor(List.of(OLD), database, _ -> {
        CompletableFuture.runAsync(() -> picks.crosslinked(told.incrementAndGet())).orTimeout(60, TimeUnit.SECONDS)
            .join();
        return Optional.empty();
      });
    }
    assertThat(told).hasPositiveValue();
  }

  @Test
  void whatWasLookedAtIsNotLookedAtAgain() throws Exception {
    Path file = StockHistory.in(directory).repository();
    AtomicInteger read = new AtomicInteger();
    EarlierPicks picks = new EarlierPicks(new PendingPicks());
    int checkins = spoil(file);
    try (RepositoryDatabase database = RepositoryDatabase.of(file, Duration.ofSeconds(15))) {
      for (int i = 0; i < 2; i++) {
        picks.lookFor(List.of(OLD), database, _ -> {
          read.incrementAndGet();
          return Optional.empty();
        });
      }
    }
    assertThat(read).hasValue(checkins).hasPositiveValue();
  }

  /** Check-ins whose stored bytes say nothing have to be loaded; gives how many there are. */
  private static int spoil(Path file) {
    try (RepositoryDatabase database = RepositoryDatabase.of(file, Duration.ofSeconds(15))) {
      return database.write(transaction -> transaction.session()
          .update("UPDATE blob SET content=x'00000001ff' WHERE rid IN (SELECT objid FROM event WHERE type='ci')"));
    }
  }
}
