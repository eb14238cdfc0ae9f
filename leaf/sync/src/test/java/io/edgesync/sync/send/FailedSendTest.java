package io.edgesync.sync.send;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.edgesync.repository.Repository;
import io.edgesync.repository.RepositoryFixture;
import io.edgesync.repository.RepositoryOptions;
import io.edgesync.repository.checkin.CheckinRequest;
import io.edgesync.repository.checkin.NewFile;
import io.edgesync.sync.SyncClock;
import io.edgesync.xfer.artifact.Hash;
import io.edgesync.xfer.card.StarvedException;
import io.edgesync.xfer.content.MemoryBudget;
import io.edgesync.xfer.round.CardSource;
import io.edgesync.xfer.testing.SeededRandom;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class FailedSendTest {

  private static final int BYTES = 200_000;

  @TempDir
  Path directory;

  @Test
  void anArtifactWhoseDeltaSourceFindsNoRoomIsLetGo() throws Exception {
    byte[] older = new SeededRandom(3).bytes(BYTES);
    byte[] newer = Arrays.copyOf(older, BYTES / 20);
    Hash name;
    try (Repository repository = Repository.create(directory.resolve("r.fossil"), RepositoryFixture.how())) {
      commit(repository, older);
      name = repository.timeline().file(commit(repository, newer), "f").orElseThrow().content();
    }
    MemoryBudget budget = new MemoryBudget(BYTES / 2);
    RepositoryOptions options = new RepositoryOptions(budget, BYTES, InstantSource.fixed(RepositoryFixture.NOW),
        Duration.ofSeconds(10));
    SendRules rules = new SendRules(BYTES, BYTES, Long.MAX_VALUE / 2, false, false, false, false, false, true, BYTES,
        BYTES, BYTES, false, false);

    try (Repository repository = Repository.open(directory.resolve("r.fossil"), options);
        CardSource.Cards cards = new Outbox(repository.artifacts(), List.of(new Item.Artifact(name)), rules,
            SyncClock.SYSTEM).open()) {
      repository.artifacts().load(name).orElseThrow().close();

      assertThatThrownBy(cards::next).isInstanceOf(StarvedException.class);
      assertThat(budget.availableBytes()).isEqualTo(budget.totalBytes());
    }
  }

  private static Hash commit(Repository repository, byte[] content) {
    return repository.checkins()
        .commit(CheckinRequest.of(Map.of("f", NewFile.of(content)), "content", RepositoryFixture.ADMIN));
  }
}
