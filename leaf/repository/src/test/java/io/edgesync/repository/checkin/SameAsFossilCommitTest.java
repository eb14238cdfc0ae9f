package io.edgesync.repository.checkin;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgesync.repository.Repository;
import io.edgesync.repository.RepositoryFixture;
import io.edgesync.repository.compare.RepositoryComparison;
import io.edgesync.repository.history.StockHistory;
import io.edgesync.repository.structure.FilePermission;
import io.edgesync.repository.structure.TextBytes;
import io.edgesync.xfer.artifact.Hash;
import io.edgesync.xfer.testing.FossilProcess;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.HashMap;
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

      Map<String, NewFile> many = new HashMap<>();
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

  @Test
  void renamesWithAndWithoutEdits() throws IOException, SQLException {
    stock.add("a.sh", "#!/bin/sh\n").add("b", "b\n").add("c", "c\n").add("d e", "d\n");
    assertThat(stock.checkout().resolve("a.sh").toFile().setExecutable(true)).isTrue();
    stock.commit("first");
    try (Repository repository = copy()) {
      Hash hash = repository.checkins().commit(
          request(Map.of("dir/b", text("b changed\n"), "c", text("another c\n")), "moves")
              .renaming(Map.of("x.sh", "a.sh", "dir/b", "b", "f", "c", "d", "d e")));
      stock.run("mv", "--hard", "a.sh", "x.sh");
      Files.createDirectory(stock.checkout().resolve("dir"));
      stock.run("mv", "--hard", "b", "dir/b");
      stock.run("mv", "--hard", "c", "f");
      stock.run("mv", "--hard", "d e", "d");
      stock.add("c", "another c\n").write("dir/b", "b changed\n");
      assertThat(hash.hex()).isEqualTo(stock.commitAt(date, "moves"));
    }
    assertThat(RepositoryComparison.differences(ours, stock.repository())).isEmpty();
  }

  @Test
  void symbolicLinks() throws IOException, SQLException {
    stock.run("settings", "allow-symlinks", "on");
    stock.add("a", "a\n").commit("first");
    try (Repository repository = copy()) {
      NewFile link = new NewFile("a".getBytes(StandardCharsets.UTF_8), FilePermission.SYMLINK);
      Hash hash = repository.checkins().commit(request(Map.of("link", link), "link"));
      Files.createSymbolicLink(stock.checkout().resolve("link"), Path.of("a"));
      stock.run("add", "link");
      assertThat(hash.hex()).isEqualTo(stock.commitAt(date, "link"));
    }
    assertThat(RepositoryComparison.differences(ours, stock.repository())).isEmpty();
  }

  @Test
  void mergesIntegrationsPicksAndBackouts() throws IOException, SQLException {
    Hash base = new Hash(stock.add("a", "a\n").commit("first"));
    Hash edit = new Hash(stock.write("a", "b\n").commit("second"));
    Hash one = new Hash(branch(base, "one"));
    Hash two = new Hash(branch(base, "two"));
    Hash three = new Hash(branch(base, "three"));
    Hash four = new Hash(branch(base, "four"));
    stock.run("update", "trunk");
    try (Repository repository = copy()) {
      stock.run("merge", "--integrate", "two");
      stock.run("merge", "one");
      stock.run("merge", "--cherrypick", "four", "--force");
      stock.run("merge", "--cherrypick", "three", "--force");
      Hash merged = repository.checkins().commit(
          request(Map.of("one", text("one"), "two", text("two"), "three", text("three"), "four", text("four")),
              "merges")
              .integrating(two).merging(one).picking(four).picking(three));
      assertThat(merged.hex()).isEqualTo(stock.commitAt(date, "merges"));
      assertThat(repository.timeline().checkin(merged).orElseThrow().parents()).containsExactly(edit, two, one);
      assertThat(repository.timeline().checkin(two).orElseThrow().isClosed()).isTrue();
      assertThat(repository.timeline().checkin(one).orElseThrow().isClosed()).isFalse();

      stock.run("merge", "--backout", edit.hex(), "--force");
      Hash backed = repository.checkins().commit(request(Map.of("a", text("a\n")), "backs out").backingOut(edit));
      assertThat(backed.hex()).isEqualTo(stock.commitAt(date, "backs out"));
    }
    assertThat(RepositoryComparison.differences(ours, stock.repository())).isEmpty();
  }

  private String branch(Hash base, String name) throws IOException {
    stock.run("update", base.hex());
    return stock.add(name, name).commit("on " + name, "--branch", name);
  }

  @Test
  void coloursMimetypeAndClosing() throws IOException, SQLException {
    stock.add("a", "a\n").commit("first");
    try (Repository repository = copy()) {
      Hash hash = repository.checkins().commit(
          request(Map.of("a", text("b\n")), "*colours*").onBranch("x").branchColored("#aabbcc").colored("red").closing()
              .ofMimetype("text/x-markdown").tagged(List.of("t", "b a", "bZ")));
      stock.write("a", "b\n");
      // Stock sorts tags by their escaped text, by which its own parser refuses these three: they come one by one there.
      assertThat(repository.timeline().checkin(hash).orElseThrow().tags()).containsExactly("b a", "bZ", "t", "x");
      String plain = stock.commitAt(date, "*colours*", "--branch", "x", "--branchcolor", "#aabbcc", "--bgcolor", "red",
          "--close", "--mimetype", "text/x-markdown", "--tag", "t");
      try (Repository theirs = Repository.open(stock.repository(), RepositoryFixture.options())) {
        assertThat(theirs.timeline().manifest(new Hash(plain)).mimetype()).isEqualTo("text/x-markdown");
      }
    }
  }

  @Test
  void privateBranches() throws IOException, SQLException {
    Hash base = new Hash(stock.add("a", "a\n").commit("first"));
    try (Repository repository = copy()) {
      Hash first = repository.checkins().commit(request(Map.of("a", text("secret\n")), "private").privately());
      stock.write("a", "secret\n");
      assertThat(first.hex()).isEqualTo(stock.commitAt(date, "private", "--private"));
      Hash second = repository.checkins()
          .commit(request(Map.of("b", text("more\n")), "goes on").onParent(first));
      stock.add("b", "more\n");
      assertThat(second.hex()).isEqualTo(stock.commitAt(date, "goes on"));
      assertThat(repository.artifacts().unclustered()).doesNotContain(first, second);

      stock.run("update", base.hex());
      stock.run("merge", "--integrate", second.hex());
      Hash published = repository.checkins().commit(
          request(Map.of("a", text("secret\n"), "b", text("more\n")), "in public").onParent(base).integrating(second));
      assertThat(published.hex()).isEqualTo(stock.commitAt(date, "in public"));
    }
    assertThat(RepositoryComparison.differences(ours, stock.repository()))
        .allMatch(difference -> difference.table().equals("unclustered")); // of what became public, which a rebuild adds
  }

  @Test
  void emptyCommentsAndBytesThatAreNotUtf8() throws IOException, SQLException {
    stock.add("a", "a\n").commit("first");
    try (Repository repository = copy()) {
      Hash odd = repository.checkins()
          .commit(request(Map.of("a", text("b\n")), TextBytes.decode(new byte[]{'c', 'a', 'f', (byte) 0xe9})));
      stock.write("a", "b\n");
      assertThat(commitThroughShell("caf\\xe9")).contains(odd.hex());
      Hash empty = repository.checkins().commit(request(Map.of("a", text("c\n")), ""));
      assertThat(repository.timeline().manifest(empty).comment()).isEqualTo("(no comment)");
    }
  }

  /** Java passes no odd bytes to programs, so a shell makes them of {@code escaped}. */
  private String commitThroughShell(String escaped) throws IOException {
    String command = "exec '%s' commit --no-warnings --hash --date-override %s -m $'%s'"
        .formatted(stock.fossil().binary(), date, escaped);
    ProcessBuilder builder = new ProcessBuilder("bash", "-c", command).directory(stock.checkout().toFile())
        .redirectErrorStream(true);
    builder.environment().putAll(
        Map.of("HOME", directory.toString(), "FOSSIL_HOME", directory.toString(), "USER", FossilProcess.USER));
    Process process = builder.start();
    try (InputStream output = process.getInputStream()) {
      return new String(output.readAllBytes(), StandardCharsets.ISO_8859_1);
    }
  }

  @Test
  void withoutChecksumsAndInAskedForForm() throws IOException, SQLException {
    for (int i = 0; i < 9; i++) {
      stock.write("f" + i, "content " + i + "\n");
    }
    stock.run("add", ".");
    stock.commit("first");
    stock.run("settings", "repo-cksum", "off");
    try (Repository repository = copy()) {
      Hash delta = repository.checkins().commit(
          request(Map.of("f1", text("x")), "delta").inForm(CheckinRequest.ManifestForm.DELTA));
      stock.write("f1", "x");
      assertThat(delta.hex()).isEqualTo(stock.commitAt(date, "delta", "--delta"));
      assertThat(repository.timeline().manifest(delta).repositoryChecksum()).isNull();
      Hash whole = repository.checkins().commit(
          request(Map.of("f2", text("y")), "baseline").inForm(CheckinRequest.ManifestForm.BASELINE));
      stock.write("f2", "y");
      assertThat(whole.hex()).isEqualTo(stock.commitAt(date, "baseline", "--baseline"));
    }
  }

  @Test
  void aCheckinWithoutParent() throws IOException, SQLException {
    stock.add("a", "a\n").commit("first");
    stock.run("settings", "repo-cksum", "off");
    try (Repository repository = copy()) {
      Hash root = repository.checkins()
          .commit(request(Map.of("b", text("b\n")), "another root").withoutParent().onBranch("other"));
      assertThat(repository.timeline().checkin(root).orElseThrow().parents()).isEmpty();
      assertThat(repository.timeline().manifest(root).repositoryChecksum()).isNotNull();
    }
    assertThat(RepositoryComparison.differences(ours, StockHistory.rebuilt(stock.fossil(), ours))).isEmpty();
    assertThat(stock.fossil().ok(directory, "test-integrity", ours.toString())).contains(" 0 errors");
  }

  @Test
  void aPermissionThatIsAllThatChangedSurvivesADeltaManifest() throws IOException, SQLException {
    for (int i = 0; i < 30; i++) {
      stock.write("f" + i, "content " + i + "\n");
    }
    stock.run("add", ".");
    stock.commit("first");
    stock.write("f1", "x").commit("delta", "--delta");
    try (Repository repository = copy()) {
      byte[] content = "content 2\n".getBytes(StandardCharsets.UTF_8);
      Hash hash = repository.checkins()
          .commit(request(Map.of("f2", new NewFile(content, FilePermission.EXECUTABLE)), "executable"));
      assertThat(repository.timeline().manifest(hash).isDelta()).isTrue();
      assertThat(repository.timeline().file(hash, "f2").orElseThrow().permission())
          .isEqualTo(FilePermission.EXECUTABLE);
    }
    assertThat(RepositoryComparison.differences(ours, StockHistory.rebuilt(stock.fossil(), ours))).isEmpty();
    assertThat(stock.fossil().ok(directory, "ls", "-v", "-R", ours.toString(), "-r", "tip")).contains("f2");
  }
}
