package io.edgesync.agent.peer;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgesync.agent.configuration.RepositorySettings;
import io.edgesync.repository.HashPolicy;
import io.edgesync.repository.NewRepository;
import io.edgesync.repository.Repository;

import io.edgesync.repository.unversioned.UnversionedFiles.NewFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class BesideTest {

  @TempDir
  private Path directory = Path.of("");

  @Test
  void whatCouldNotBeSaidIsSaidAgainWithoutAnotherNudge() throws Exception {
    LinkedBlockingQueue<Map<String, String>> announced = new LinkedBlockingQueue<>();
    AtomicBoolean failed = new AtomicBoolean();
    NewRepository how = new NewRepository("admin", "secret", null, HashPolicy.SHA3, InstantSource.system(),
        new Random(1));
    try (Repository repository = Repository.create(directory.resolve("notes.fossil"), how);
        Beside beside = new Beside(repository, RepositorySettings.STANDARD.withUnversioned(true), () -> 10, digests -> {
          if (failed.compareAndSet(false, true)) {
            throw new IllegalStateException("the first one fails");
          }
          announced.add(digests);
        })) {
      beside.start();

      assertThat(announced.take()).containsKey("uv");
    }
  }

  @Test
  void whoIsHeardForTheFirstTimeIsToldWhatIsHereThoughNothingChanges() throws Exception {
    LinkedBlockingQueue<Map<String, String>> announced = new LinkedBlockingQueue<>();
    NewRepository how = new NewRepository("admin", "secret", null, HashPolicy.SHA3, InstantSource.system(),
        new Random(1));
    try (Repository repository = Repository.create(directory.resolve("notes.fossil"), how);
        Beside beside = new Beside(repository, RepositorySettings.STANDARD.withUnversioned(true), () -> 10,
            announced::add)) {
      beside.start();
      Map<String, String> first = announced.take();
      assertThat(announced.poll(1500, TimeUnit.MILLISECONDS)).as("nobody has come").isNull();

      beside.heard("NODE1");

      assertThat(announced.poll(10, TimeUnit.SECONDS)).isEqualTo(first);
      beside.heard("NODE1");
      assertThat(announced.poll(1500, TimeUnit.MILLISECONDS)).as("it has been told").isNull();
    }
  }

  /** Whoever gave it to us holds it still, and hears of the removal by this alone. */
  @Test
  void aFileThatCameAndWasRemovedAtOnceIsAnnounced() throws Exception {
    RepositorySettings settings = RepositorySettings.STANDARD.withUnversioned(true).withPrivate(true);
    LinkedBlockingQueue<Map<String, String>> announced = new LinkedBlockingQueue<>();
    NewRepository how = new NewRepository("admin", "secret", null, HashPolicy.SHA3, InstantSource.system(),
        new Random(1));
    try (Repository repository = Repository.create(directory.resolve("notes.fossil"), how);
        Beside beside = new Beside(repository, settings, () -> 10, announced::add)) {
      beside.start();
      Map<String, String> empty = announced.take();

      NewFile note = new NewFile("note.txt", "a note\n".getBytes(StandardCharsets.UTF_8));
      repository.unversioned().add("admin", List.of(note), Instant.ofEpochSecond(1_700_000_000));
      repository.unversioned().remove(List.of("note.txt"), Instant.ofEpochSecond(1_700_000_001));
      beside.look();

      Map<String, String> again = announced.take();
      assertThat(again).containsEntry("uv", empty.get("uv")).isNotEqualTo(empty);
      beside.look();
      assertThat(announced.poll(1500, TimeUnit.MILLISECONDS)).as("nothing has changed since").isNull();
    }
  }
}
