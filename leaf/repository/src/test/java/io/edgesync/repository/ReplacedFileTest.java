package io.edgesync.repository;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.edgesync.repository.artifact.ArtifactWriter;
import io.edgesync.repository.artifact.Provenance;
import io.edgesync.repository.artifact.SampleArtifact;
import io.edgesync.repository.rebuild.RebuildProgress;
import io.edgesync.repository.timeline.TimelineFilter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Somebody moves the file that we have open out of the way: nothing may be acknowledged that lands in a file without a name. */
class ReplacedFileTest {

  @TempDir
  Path directory;

  @Test
  void refusesToWriteOnceTheFileWasReplaced() throws IOException {
    Path file = directory.resolve("a.fossil");
    Path other = directory.resolve("b.fossil");
    RepositoryFixture.create(other).close();
    try (Repository repository = RepositoryFixture.create(file)) {
      assertThat(receive(repository, "before").stored()).hasSize(1);

      Files.move(file, directory.resolve("aside.fossil"));
      assertThatThrownBy(() -> receive(repository, "gone")).isInstanceOf(RepositoryException.Unreadable.class)
          .hasMessageContaining("a.fossil").hasMessageContaining("was removed or replaced");

      Files.move(other, file);
      assertThatThrownBy(() -> receive(repository, "replaced")).isInstanceOf(RepositoryException.Unreadable.class);
    }
  }

  @Test
  void goesOnWhenTheFileIsPutBack() throws IOException {
    Path file = directory.resolve("a.fossil");
    try (Repository repository = RepositoryFixture.create(file)) {
      receive(repository, "before");
      Files.move(file, directory.resolve("aside.fossil"));
      assertThatThrownBy(() -> receive(repository, "gone")).isInstanceOf(RepositoryException.Unreadable.class);

      Files.move(directory.resolve("aside.fossil"), file);

      assertThat(receive(repository, "after").stored()).hasSize(1);
    }
  }

  /** As {@code cp} does: the file stays the same one, and its bytes become another's. */
  private static void copyOver(Path from, Path to) throws Exception {
    Process cp = new ProcessBuilder("cp", from.toString(), to.toString()).inheritIO().start();
    assertThat(cp.waitFor()).isZero();
  }

  private Path another(int seed) {
    Path file = directory.resolve("other" + seed + ".fossil");
    NewRepository how = new NewRepository(RepositoryFixture.ADMIN, "secret", null, HashPolicy.SHA3,
        InstantSource.fixed(RepositoryFixture.NOW), new Random(seed));
    Repository.create(file, how, RepositoryFixture.options()).close();
    return file;
  }

  /** SQLite's own counter is the same in both files where both were written to as often. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void refusesToGoOnWhenAnotherProjectIsCopiedOverTheFile(boolean isWrittenToAsOften) throws Exception {
    Path file = directory.resolve("a.fossil");
    Path other = another(8);
    Path backup = directory.resolve("backup.fossil");
    try (Repository repository = RepositoryFixture.create(file)) {
      receive(repository, "before");
      repository.timeline().newest(5, TimelineFilter.ALL);
      if (isWrittenToAsOften) {
        try (Repository twin = RepositoryFixture.open(other)) {
          receive(twin, "before");
        }
      }
      assertThat(counter(file).equals(counter(other))).isEqualTo(isWrittenToAsOften);
      copyOver(file, backup);

      copyOver(other, file);

      assertThatThrownBy(() -> receive(repository, "into another")).isInstanceOf(RepositoryException.Unreadable.class)
          .hasMessageStartingWith(file.toString()).hasMessageContaining(repository.projectCode().hex());
      assertThatThrownBy(() -> repository.timeline().newest(5, TimelineFilter.ALL))
          .isInstanceOf(RepositoryException.Unreadable.class);
      assertThat(Files.readAllBytes(file)).isEqualTo(Files.readAllBytes(other));

      copyOver(backup, file);

      assertThat(receive(repository, "after").stored()).hasSize(1);
      assertThat(repository.verify(RebuildProgress.SILENT).wrong()).isEmpty();
    }
  }

  private static String counter(Path file) throws IOException {
    return HexFormat.of().formatHex(Files.readAllBytes(file), 24, 40);
  }

  @Test
  void goesOnWithABackupOfTheSameProject() throws Exception {
    Path file = directory.resolve("a.fossil");
    Path backup = directory.resolve("backup.fossil");
    try (Repository repository = RepositoryFixture.create(file)) {
      copyOver(file, backup);
      SampleArtifact lost = SampleArtifact.of("lost");
      receive(repository, "lost");
      assertThat(repository.artifacts().lookup(lost.name()).isHeld()).isTrue();

      copyOver(backup, file);

      assertThat(repository.artifacts().lookup(lost.name()).isHeld()).isFalse();
      assertThat(receive(repository, "lost").stored()).hasSize(1);
      assertThat(repository.verify(RebuildProgress.SILENT).wrong()).isEmpty();
    }
  }

  /** SQLite looks at the counter only, which it does not take from an empty file: it takes the one that comes back for the empty one. */
  @Test
  void readsAgainWhatWasEmptiedAndPutBack() throws Exception {
    Path file = directory.resolve("a.fossil");
    Path backup = directory.resolve("backup.fossil");
    try (Repository repository = RepositoryFixture.create(file)) {
      receive(repository, "before");
      copyOver(file, backup);
      copyOver(Files.createFile(directory.resolve("empty")), file);
      assertThatThrownBy(() -> repository.timeline().newest(5, TimelineFilter.ALL))
          .isInstanceOf(RepositoryException.class);
      assertThatThrownBy(() -> receive(repository, "into nothing")).isInstanceOf(RepositoryException.class);

      copyOver(backup, file);

      assertThat(repository.timeline().newest(5, TimelineFilter.ALL)).isNotEmpty();
      assertThat(receive(repository, "after").stored()).hasSize(1);
    }
  }

  @Test
  void saysWhatIsMissingWhenTheFileIsCutOrATableIsDropped() throws Exception {
    Path file = directory.resolve("a.fossil");
    try (Repository repository = RepositoryFixture.create(file)) {
      receive(repository, "before");
      Rows.change(file, "DROP TABLE event");
      assertThatThrownBy(() -> repository.timeline().newest(5, TimelineFilter.ALL))
          .isInstanceOf(RepositoryException.Unreadable.class).hasMessageStartingWith(file.toString())
          .hasMessageContainingAll("has no table event", "edgesync rebuild");

      copyOver(Files.createFile(directory.resolve("empty")), file);
      assertThatThrownBy(() -> receive(repository, "into nothing")).isInstanceOf(RepositoryException.class)
          .hasMessageStartingWith(file.toString()).hasMessageContaining("has no table config");
      assertThat(file).isEmptyFile();
    }
  }

  private static ArtifactWriter.Receipt receive(Repository repository, String text) {
    SampleArtifact artifact = SampleArtifact.of(text);
    try (ArtifactWriter writer = repository.artifacts().receive(new Provenance("nobody", "192.0.2.1", null))) {
      writer.file(artifact.name(), null, artifact.content(), false);
      return writer.finish();
    }
  }
}
