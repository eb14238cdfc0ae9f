package io.edgesync.repository;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.edgesync.repository.artifact.ArtifactWriter;
import io.edgesync.repository.artifact.Provenance;
import io.edgesync.repository.artifact.SampleArtifact;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

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

  private static ArtifactWriter.Receipt receive(Repository repository, String text) {
    SampleArtifact artifact = SampleArtifact.of(text);
    try (ArtifactWriter writer = repository.artifacts().receive(new Provenance("nobody", "192.0.2.1", null))) {
      writer.file(artifact.name(), null, artifact.content(), false);
      return writer.finish();
    }
  }
}
