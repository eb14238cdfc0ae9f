package io.edgesync.repository.artifact;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgesync.repository.Repository;
import io.edgesync.repository.RepositoryFixture;
import io.edgesync.repository.Rows;
import io.edgesync.repository.checkin.CheckinRequest;
import io.edgesync.repository.checkin.NewFile;
import io.edgesync.xfer.artifact.Hash;
import io.edgesync.xfer.content.Content;
import io.edgesync.xfer.testing.FossilProcess;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A small change is one transaction, with the deltas that it makes of the versions before. */
class SmallDeltaTest {

  /** Where SQLite's files count their transactions. */
  private static final int CHANGE_COUNTER = 24;

  @TempDir
  Path directory;

  private Path here;
  private Path there;

  @BeforeEach
  void twoRepositories() {
    here = directory.resolve("here.fossil");
    there = directory.resolve("there.fossil");
    RepositoryFixture.create(here).close();
    RepositoryFixture.create(there).close();
  }

  private static Hash commit(Repository repository, int lines) {
    byte[] text = "a line of a text that grows\n".repeat(lines).getBytes(StandardCharsets.UTF_8);
    return repository.checkins()
        .commit(CheckinRequest.of(Map.of("f.txt", NewFile.of(text)), "lines: " + lines, RepositoryFixture.ADMIN));
  }

  /** Must not be asked while a repository is open: closing the file drops the locks that SQLite holds. */
  private static int transactions(Path file) throws IOException {
    try (RandomAccessFile bytes = new RandomAccessFile(file.toFile(), "r")) {
      bytes.seek(CHANGE_COUNTER);
      return bytes.readInt();
    }
  }

  private List<String> deltas(Path file) throws Exception {
    return Rows.of(file, "SELECT b.uuid FROM delta JOIN blob b USING(rid)");
  }

  private void assertSound(Path file) {
    assertThat(FossilProcess.in(directory).ok(directory, "test-integrity", "-R", file.toString()))
        .contains(" 0 errors").contains("check: ok");
  }

  @Test
  void aCommitIsOneTransaction() throws Exception {
    try (Repository repository = RepositoryFixture.open(here)) {
      commit(repository, 20);
    }
    int before = transactions(here);

    try (Repository repository = RepositoryFixture.open(here)) {
      commit(repository, 30);
    }

    assertThat(transactions(here)).isEqualTo(before + 1);
    assertThat(deltas(here)).hasSize(1);
    assertSound(here);
  }

  @Test
  void soIsWhatAnotherOneSends() throws Exception {
    try (Repository from = RepositoryFixture.open(here)) {
      List<Hash> first = names(from);
      commit(from, 20);
      List<Hash> second = names(from);
      commit(from, 30);
      List<Hash> third = names(from);
      third.removeAll(second);
      second.removeAll(first);
      give(from, second);
      int before = transactions(there);

      give(from, third);

      assertThat(transactions(there)).isEqualTo(before + 1);
    }
    assertThat(deltas(there)).hasSize(1);
    assertSound(there);
  }

  private static List<Hash> names(Repository repository) {
    List<Hash> names = new ArrayList<>();
    repository.artifacts().forEachName(names::add);
    return names;
  }

  private void give(Repository from, List<Hash> names) {
    try (Repository to = RepositoryFixture.open(there);
        ArtifactWriter writer = to.artifacts().receive(new Provenance("nobody", "192.0.2.1", null))) {
      for (Hash name : names) {
        try (Content content = from.artifacts().load(name).orElseThrow()) {
          writer.file(name, null, Content.of(content.toArray()), false);
        }
      }
      assertThat(writer.finish().stored()).hasSameElementsAs(names);
    }
  }
}
