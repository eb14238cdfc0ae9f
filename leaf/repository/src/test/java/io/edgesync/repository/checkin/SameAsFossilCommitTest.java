package io.edgesync.repository.checkin;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgesync.repository.Repository;
import io.edgesync.repository.RepositoryFixture;
import io.edgesync.repository.compare.RepositoryComparison;
import io.edgesync.repository.history.StockHistory;
import io.edgesync.repository.structure.FilePermission;
import io.edgesync.xfer.artifact.Hash;
import io.edgesync.xfer.testing.FossilProcess;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The same files, comment, user and date make the same manifest, to the byte: its name tells. */
class SameAsFossilCommitTest {

  @TempDir
  Path directory;
  private StockHistory stock;
  private Path ours;
  private String date = "";

  @BeforeEach
  void makeStock() throws IOException {
    stock = StockHistory.in(directory);
    ours = directory.resolve("ours.fossil");
  }

  private Repository copy() throws IOException {
    Files.copy(stock.repository(), ours);
    return Repository.open(ours, RepositoryFixture.options());
  }

  private CheckinRequest request(Map<String, NewFile> files, String comment) {
    date = stock.nextDate();
    return CheckinRequest.of(files, comment, FossilProcess.USER)
        .at(LocalDateTime.parse(date).toInstant(ZoneOffset.UTC));
  }

  private static NewFile text(String content) {
    return NewFile.of(content.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void aFirstCommitAndAnEdit() throws IOException, SQLException {
    try (Repository repository = copy()) {
      Hash first = repository.checkins()
          .commit(request(Map.of("b c.txt", text("b\n"), "a.txt", text("a\n"), "é/ü", text("")), "first"));
      stock.add("a.txt", "a\n").add("b c.txt", "b\n").add("é/ü", "");
      assertThat(first.hex()).isEqualTo(stock.commitAt(date, "first"));

      Hash second = repository.checkins().commit(request(Map.of("a.txt", text("changed\n")), "second\nline \\ [x]\t."));
      stock.write("a.txt", "changed\n");
      assertThat(second.hex()).isEqualTo(stock.commitAt(date, "second\nline \\ [x]\t."));
      assertThat(repository.timeline().resolve("tip")).contains(second);
      assertThat(repository.timeline().resolve("trunk")).contains(second);
      assertThat(repository.timeline().resolve(first.hex().substring(0, 12))).contains(first);
      assertThat(repository.timeline().content(first, "a.txt").orElseThrow().toArray()).asString().isEqualTo("a\n");
    }
    assertThat(RepositoryComparison.differences(ours, stock.repository())).isEmpty();
    assertThat(RepositoryComparison.differences(ours, StockHistory.rebuilt(stock.fossil(), ours))).isEmpty();
    assertThat(stock.fossil().ok(directory, "test-integrity", ours.toString())).contains(" 0 errors");
  }

  @Test
  void permissionsAndDeletions() throws IOException {
    stock.add("a.sh", "#!/bin/sh\n").add("gone.txt", "x").commit("first");
    try (Repository repository = copy()) {
      Hash hash = repository
          .checkins()
          .commit(
              request(Map.of("a.sh",
                  new NewFile("#!/bin/sh\n".getBytes(StandardCharsets.UTF_8), FilePermission.EXECUTABLE)), "exec")
                  .deleting(Set.of("gone.txt")));
      assertThat(stock.checkout().resolve("a.sh").toFile().setExecutable(true)).isTrue();
      stock.run("rm", "--hard", "gone.txt");
      assertThat(hash.hex()).isEqualTo(stock.commitAt(date, "exec"));
    }
  }

  @Test
  void aNewBranchWithTags() throws IOException, SQLException {
    stock.add("a.txt", "a\n").commit("first");
    stock.tag("add", "--propagate", "also", "trunk");
    try (Repository repository = copy()) {
      Hash hash = repository
          .checkins()
          .commit(
              request(Map.of("a.txt", text("b\n")), "branches").onBranch("my branch").tagged(List.of("z", "rel 1.0")));
      stock.write("a.txt", "b\n");
      assertThat(hash.hex())
          .isEqualTo(stock.commitAt(date, "branches", "--branch", "my branch", "--tag", "rel 1.0", "--tag", "z"));

      Hash next = repository.checkins().commit(request(Map.of("a.txt", text("c\n")), "goes on").onBranch("my branch"));
      stock.write("a.txt", "c\n");
      assertThat(next.hex()).isEqualTo(stock.commitAt(date, "goes on"));
      assertThat(repository.timeline().checkin(next).orElseThrow().branch()).isEqualTo("my branch");
      assertThat(repository.timeline().resolve("my branch")).contains(next);
      assertThat(repository.timeline().resolve("rel 1.0")).contains(hash);
      assertThat(repository.timeline().checkin(hash).orElseThrow().tags()).containsExactly("my branch", "rel 1.0", "z");
    }
    assertThat(RepositoryComparison.differences(ours, stock.repository())).isEmpty();
  }

  @Test
  void deltaManifestsWhereTheyAreInUse() throws IOException, SQLException {
    for (int i = 0; i < 60; i++) {
      stock.write("dir/file" + i, "content " + i + "\n");
    }
    stock.run("add", "dir");
    stock.commit("many");
    stock.write("dir/file7", "changed\n").commit("a delta", "--delta");
    try (Repository repository = copy()) {
      Hash one = repository.checkins().commit(
          request(Map.of("dir/file8", text("x\n"), "new", text("y")), "delta on delta").deleting(Set.of("dir/file30")));
      stock.write("dir/file8", "x\n").add("new", "y").run("rm", "--hard", "dir/file30");
      assertThat(one.hex()).isEqualTo(stock.commitAt(date, "delta on delta"));
      assertThat(repository.timeline().manifest(one).isDelta()).isTrue();

      Map<String, NewFile> many = new java.util.HashMap<>();
      for (int i = 0; i < 25; i++) {
        many.put("dir/file" + i, text("again " + i));
        stock.write("dir/file" + i, "again " + i);
      }
      Hash two = repository.checkins().commit(request(many, "a baseline again"));
      assertThat(two.hex()).isEqualTo(stock.commitAt(date, "a baseline again"));
      assertThat(repository.timeline().manifest(two).isDelta()).isFalse();
    }
    assertThat(RepositoryComparison.differences(ours, stock.repository())).isEmpty();
  }

  @Test
  void sha1RepositoriesAndReusedNames() throws IOException {
    StockHistory old = StockHistory.in(Files.createDirectories(directory.resolve("old")), "--sha1");
    stock = old;
    stock.add("a.txt", "same content\n").commit("sha1");
    stock.run("hash-policy", "sha3");
    try (Repository repository = copy()) {
      Hash hash = repository.checkins()
          .commit(request(Map.of("b.txt", text("same content\n"), "c.txt", text("c")), "mixed"));
      stock.add("b.txt", "same content\n").add("c.txt", "c");
      assertThat(hash.hex()).isEqualTo(stock.commitAt(date, "mixed"));
    }
  }
}
