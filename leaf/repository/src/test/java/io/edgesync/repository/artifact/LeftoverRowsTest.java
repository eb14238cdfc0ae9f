package io.edgesync.repository.artifact;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.edgesync.repository.Repository;
import io.edgesync.repository.RepositoryException;
import io.edgesync.repository.RepositoryFixture;
import io.edgesync.repository.Rows;
import io.edgesync.repository.artifact.LocalStore.NewArtifact;
import io.edgesync.repository.rebuild.RebuildProgress;
import io.edgesync.xfer.content.Content;
import io.edgesync.xfer.testing.FossilProcess;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Rows that another program left behind where the next artifact will stand: what is acknowledged can be read, or nothing is stored. */
class LeftoverRowsTest {

  private static final SampleArtifact SAMPLE = SampleArtifact.of("acknowledged");

  @TempDir
  Path directory;

  private Path file;

  @BeforeEach
  void aRepository() {
    file = directory.resolve("r.fossil");
    RepositoryFixture.create(file).close();
  }

  private static void store(Repository repository) {
    ((LocalStore) repository.artifacts()).store(Provenance.local(RepositoryFixture.ADMIN),
        List.of(new NewArtifact(SAMPLE.name(), SAMPLE.bytes(), false, false)), session -> {});
  }

  private void assertReadable() {
    try (Repository repository = RepositoryFixture.open(file);
        Content content = repository.artifacts().load(SAMPLE.name()).orElseThrow()) {
      assertThat(content.toArray()).isEqualTo(SAMPLE.bytes());
      assertThat(repository.verify(RebuildProgress.SILENT).wrong()).isEmpty();
    }
    assertThat(FossilProcess.in(directory).ok(directory, "test-integrity", "-R", file.toString()))
        .contains(" 0 errors").contains("check: ok");
  }

  @Test
  void aDeltaOfTheNextRidIsNotTakenForOneOfTheArtifact() throws Exception {
    Rows.change(file, "INSERT INTO delta VALUES((SELECT max(rid)+1 FROM blob), 99999)");

    try (Repository repository = RepositoryFixture.open(file)) {
      store(repository);
    }

    assertReadable();
  }

  @Test
  void norOfAPhantomThatIsFilledLater() throws Exception {
    Rows.change(file, "INSERT INTO delta VALUES((SELECT max(rid)+1 FROM blob), 1)",
        "INSERT INTO phantom VALUES((SELECT max(rid)+1 FROM blob))");

    try (Repository repository = RepositoryFixture.open(file)) {
      try (ArtifactWriter writer = repository.artifacts().receive(new Provenance("nobody", "192.0.2.1", null))) {
        writer.phantom(SAMPLE.name(), false);
        writer.finish();
      }
      assertThat(repository.artifacts().phantoms(9, false)).containsExactly(SAMPLE.name());
      assertThat(Rows.of(file, "SELECT * FROM delta")).isEmpty();
      store(repository);
    }

    assertReadable();
  }

  @Test
  void whatARowMakesOfTheContentIsSeenBeforeItIsAcknowledged() throws Exception {
    Rows.change(file,
        "CREATE TRIGGER spoil AFTER INSERT ON blob BEGIN UPDATE blob SET size=size+1 WHERE rid=new.rid; END");

    assertNothingIsStored("not what was just written");
  }

  @Test
  void ridsThatNoFossilCanWorkWithAreRefusedBeforeTheCommit() throws Exception {
    for (long rid : new long[]{Integer.MAX_VALUE, 4_294_967_297L, Long.MAX_VALUE}) {
      Path fresh = directory.resolve(rid + ".fossil");
      RepositoryFixture.create(fresh).close();
      Rows.change(fresh, "INSERT INTO blob(rid, rcvid, size, uuid, content) VALUES(" + rid
          + ", 0, -1, 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa', NULL)");
      file = fresh;

      assertNothingIsStored("rids from 1 to 2147483647");
    }
  }

  private void assertNothingIsStored(String why) throws Exception {
    byte[] before = Files.readAllBytes(file);
    try (Repository repository = RepositoryFixture.open(file)) {
      assertThatThrownBy(() -> store(repository)).isInstanceOf(RepositoryException.Corrupt.class)
          .hasMessageContaining(why);
      assertThat(repository.artifacts().lookup(SAMPLE.name()).isHeld()).isFalse();
    }
    assertThat(Files.readAllBytes(file)).isEqualTo(before);
  }
}
