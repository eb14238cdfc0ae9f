package io.edgesync.repository.checkin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.edgesync.repository.Repository;
import io.edgesync.repository.RepositoryException;
import io.edgesync.repository.RepositoryFixture;
import io.edgesync.repository.authoring.Author;
import io.edgesync.repository.checkin.CheckinRequest.Allowance;
import io.edgesync.repository.timeline.Entry;
import io.edgesync.repository.timeline.TimelineFilter;
import io.edgesync.xfer.artifact.Hash;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckinGuardsTest {

  @TempDir
  Path directory;
  private Repository repository;
  private Hash first;

  @BeforeEach
  void open() {
    repository = RepositoryFixture.create(directory.resolve("r.fossil"));
    first = commit(Map.of("a", "1"));
  }

  @AfterEach
  void close() {
    repository.close();
  }

  private static CheckinRequest request(Map<String, String> files) {
    Map<String, NewFile> all = new HashMap<>();
    files.forEach((path, content) -> all.put(path, NewFile.of(content.getBytes(StandardCharsets.UTF_8))));
    return CheckinRequest.of(all, "comment", RepositoryFixture.ADMIN);
  }

  private Hash commit(Map<String, String> files) {
    return repository.checkins().commit(request(files));
  }

  @Test
  void refusesAForkUnlessItIsAllowed() {
    commit(Map.of("a", "2"));

    assertThatThrownBy(() -> repository.checkins().commit(request(Map.of("a", "3")).onParent(first)))
        .isInstanceOf(RepositoryException.Refused.class)
        .hasMessageStartingWith("would fork: " + first);
    Hash fork = repository.checkins().commit(request(Map.of("a", "3")).onParent(first).allowingFork());
    assertThat(repository.timeline().checkin(fork).orElseThrow().parents()).containsExactly(first);
  }

  @Test
  void aNewBranchIsNoFork() {
    commit(Map.of("a", "2"));

    Hash branch = repository.checkins().commit(request(Map.of("a", "3")).onParent(first).onBranch("side"));

    assertThat(repository.timeline().checkin(branch).orElseThrow().branch()).isEqualTo("side");
    assertThatThrownBy(() -> repository.checkins().commit(request(Map.of("a", "4")).onParent(first).onBranch("side")))
        .hasMessageContaining("is open already");
  }

  @Test
  void refusesWhatChangesNothing() {
    assertThatThrownBy(() -> commit(Map.of("a", "1"))).hasMessageStartingWith("nothing has changed");
  }

  @Test
  void refusesPathsThatFossilCannotHave() {
    for (String path : List.of("/a", "../a", "a/", "", "a\\b", "_FOSSIL_", "x/.fslckout", "\ud83d\ude00")) {
      assertThatThrownBy(() -> commit(Map.of(path, "x"))).describedAs(path)
          .isInstanceOf(RepositoryException.Refused.class);
    }
  }

  @Test
  void refusesToDeleteWhatIsNotThere() {
    assertThatThrownBy(() -> repository.checkins().commit(request(Map.of()).deleting(Set.of("b"))))
        .hasMessageStartingWith("b: cannot be deleted");
  }

  @Test
  void refusesADateBeforeTheParents() {
    assertThatThrownBy(
        () -> repository.checkins().commit(request(Map.of("a", "2")).at(RepositoryFixture.NOW.minusSeconds(60))))
        .hasMessageContaining("lies before its parent's");
  }

  @Test
  void anOlderDateIsTakenWhenAskedFor() {
    Hash older = repository.checkins().commit(request(Map.of("a", "2")).at(RepositoryFixture.NOW.minusSeconds(60))
        .allowing(Allowance.OLDER));

    assertThat(repository.timeline().checkin(older).orElseThrow().parents()).containsExactly(first);
  }

  @Test
  void nothingChangedIsTakenWhenAskedForAndForAMerge() {
    Hash side = repository.checkins().commit(request(Map.of("b", "2")).onBranch("side"));
    Hash empty = repository.checkins().commit(request(Map.of()).onParent(first).allowing(Allowance.EMPTY));
    Hash merge = repository.checkins().commit(request(Map.of()).onParent(empty).merging(side));

    assertThat(repository.timeline().checkin(merge).orElseThrow().parents()).containsExactly(empty, side);
  }

  @Test
  void aMergeParentMustNotBeYoungerNorUnknown() {
    Hash side = repository.checkins()
        .commit(request(Map.of("b", "2")).onBranch("side").at(RepositoryFixture.NOW.plusSeconds(60)));

    assertThatThrownBy(() -> repository.checkins().commit(request(Map.of("b", "2")).onParent(first).merging(side)))
        .isInstanceOf(RepositoryException.Refused.class).hasMessageContaining("lies before its parent's");
    Hash unknown = new Hash("1".repeat(64));
    assertThatThrownBy(() -> repository.checkins().commit(request(Map.of("b", "2")).merging(unknown)))
        .isInstanceOf(RepositoryException.Refused.class).hasMessageContaining("to merge");
  }

  @Test
  void aClosedCheckinIsNotBuiltOnEvenWhenForksAreAllowed() {
    repository.branches().close(List.of(first), Author.of(RepositoryFixture.ADMIN));

    assertThatThrownBy(
        () -> repository.checkins().commit(request(Map.of("a", "2")).onParent(first).allowingFork()))
        .isInstanceOf(RepositoryException.Refused.class).hasMessageContaining("it is closed");
    Hash branch = repository.checkins().commit(request(Map.of("a", "2")).onParent(first).onBranch("new"));
    assertThat(repository.timeline().checkin(branch).orElseThrow().branch()).isEqualTo("new");
  }

  @Test
  void aBranchNameMayBeTakenWhenAskedForAndPrivateAlways() {
    repository.checkins().commit(request(Map.of("a", "2")).onParent(first).onBranch("side"));
    repository.checkins()
        .commit(request(Map.of("a", "3")).onParent(first).onBranch("side").allowing(Allowance.TAKEN_BRANCH));
    repository.checkins().commit(request(Map.of("a", "4")).onParent(first).privately());
    Hash second = repository.checkins().commit(request(Map.of("a", "5")).onParent(first).privately());

    assertThat(repository.timeline().checkin(second).orElseThrow().branch()).isEqualTo("private");
    assertThat(repository.timeline().checkin(second).orElseThrow().isPrivate()).isTrue();
  }

  @Test
  void refusesRenamesThatCannotBe() {
    commit(Map.of("b", "2"));
    Map<Map<String, String>, String> wrong = Map.of(
        Map.of("x", "missing"), "has no such file",
        Map.of("b", "a"), "which is there",
        Map.of("x", "a", "y", "a"), "twice",
        Map.of("../x", "a"), "expected a relative path",
        Map.of("a/x", "b"), "which is a file",
        Map.of("x", "a", "x/y", "b"), "lies below it");

    wrong.forEach((renames, why) -> assertThatThrownBy(
        () -> repository.checkins().commit(request(Map.of()).renaming(renames))).describedAs(renames.toString())
        .isInstanceOf(RepositoryException.Refused.class).hasMessageContaining(why));
  }

  @Test
  void deltaManifestsAreRefusedWhereTheyAreForbidden() throws SQLException {
    try (Connection settings = DriverManager.getConnection("jdbc:sqlite:" + repository.file());
        Statement statement = settings.createStatement()) {
      statement.execute("INSERT INTO config(name, value, mtime) VALUES('forbid-delta-manifests', 'on', 0)");
    }

    assertThatThrownBy(() -> repository.checkins()
        .commit(request(Map.of("a", "2")).inForm(CheckinRequest.ManifestForm.DELTA)))
        .isInstanceOf(RepositoryException.Refused.class).hasMessageContaining("forbidden");
  }

  @Test
  void aTimelineThatLostItsCheckinsIsNoEmptyRepository() throws SQLException {
    for (String damage : List.of("UPDATE event SET type=NULL", "DELETE FROM event")) {
      try (Connection other = DriverManager.getConnection("jdbc:sqlite:" + repository.file());
          Statement statement = other.createStatement()) {
        statement.execute(damage);
      }

      assertThatThrownBy(() -> commit(Map.of("a", "2"))).isInstanceOf(RepositoryException.Refused.class)
          .hasMessageContainingAll("timeline", "edgesync rebuild");
      for (String name : List.of("tip", "trunk", "nosuch")) {
        assertThatThrownBy(() -> repository.timeline().resolveCheckin(name))
            .isInstanceOf(RepositoryException.Refused.class).hasMessageContainingAll("timeline", "edgesync rebuild");
      }
    }
    repository.rebuild();
    assertThat(repository.timeline().checkin(commit(Map.of("a", "2"))).orElseThrow().parents()).containsExactly(first);
  }

  @Test
  void commitsAtTheSameTimeFollowEachOther() throws Exception {
    List<Callable<Hash>> commits = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      String name = "file" + i;
      commits.add(() -> commit(Map.of(name, name)));
    }
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (Future<Hash> done : threads.invokeAll(commits)) {
        assertThat(done.get()).isNotNull();
      }
    }

    assertThat(repository.timeline().newest(10, TimelineFilter.CHECKINS)).hasSize(6);
    assertThat(repository.timeline().newest(10, TimelineFilter.CHECKINS).stream().filter(Entry::isLeaf)).hasSize(1);
    assertThat(repository.timeline()
        .files(repository.timeline().newest(10, TimelineFilter.ALL).stream().filter(Entry::isLeaf).findFirst()
            .orElseThrow().artifact()))
        .hasSize(5);
  }
}
