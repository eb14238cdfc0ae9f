package io.edgesync.repository;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgesync.repository.artifact.ArtifactWriter;
import io.edgesync.repository.artifact.Provenance;
import io.edgesync.repository.artifact.SampleArtifact;
import io.edgesync.repository.compare.RepositoryComparison;
import io.edgesync.xfer.testing.FossilProcess;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A file's name is a name, whatever it would mean in an address. */
class OddFileNamesTest {

  @TempDir
  Path directory;

  private Path beside;
  private byte[] besideBefore;

  @BeforeEach
  void aRepositoryOfThePlainName() throws Exception {
    beside = directory.resolve("v.fossil");
    RepositoryFixture.create(beside).close();
    besideBefore = Files.readAllBytes(beside);
  }

  @ParameterizedTest
  @ValueSource(strings = {"v.fossil?synchronous=off", "v.fossil?mode=ro&y=1#z%41.fossil", "v.fossil?immutable=1",
      "v.fossil#x", "v.fossil%3Fx", "mode=memory", ":memory:", "file:v.fossil", "a b+c;d'e\"f.fossil", "über 文.fossil"})
  void theFileOfExactlyThatNameIsMadeAndWrittenTo(String name) throws Exception {
    Path file = directory.resolve(name);
    SampleArtifact artifact = SampleArtifact.of("this and no other");

    try (Repository repository = RepositoryFixture.create(file)) {
      receive(repository, artifact);
    }

    try (Repository repository = RepositoryFixture.open(file)) {
      assertThat(repository.verify((done, total) -> {}).wrong()).isEmpty();
    }
    assertThat(Files.readAllBytes(beside)).isEqualTo(besideBefore);
    assertThat(FossilProcess.in(directory).ok(directory, "artifact", artifact.name().hex(), "-R", file.toString()))
        .contains("this and no other");
    assertThat(RepositoryComparison.dump(file)).isNotEqualTo(RepositoryComparison.dump(beside));
  }

  @Test
  void aNameThatStockMadeIsOpenedAsStockDoes() throws Exception {
    Path file = directory.resolve("v.fossil?cache=shared&nolock=1");
    FossilProcess fossil = FossilProcess.in(directory);
    fossil.ok(directory, "init", file.toString());
    SampleArtifact artifact = SampleArtifact.of("one more");

    try (Repository repository = RepositoryFixture.open(file)) {
      receive(repository, artifact);
    }

    assertThat(fossil.ok(directory, "artifact", artifact.name().hex(), "-R", file.toString())).contains("one more");
    assertThat(Files.readAllBytes(beside)).isEqualTo(besideBefore);
  }

  private static void receive(Repository repository, SampleArtifact artifact) {
    try (ArtifactWriter writer = repository.artifacts().receive(new Provenance("nobody", "192.0.2.1", null))) {
      writer.file(artifact.name(), null, artifact.content(), false);
      writer.finish();
    }
  }
}
