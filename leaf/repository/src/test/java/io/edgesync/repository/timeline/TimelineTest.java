package io.edgesync.repository.timeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.edgesync.repository.Repository;
import io.edgesync.repository.RepositoryException;
import io.edgesync.repository.RepositoryFixture;
import io.edgesync.repository.artifact.ArtifactWriter;
import io.edgesync.repository.artifact.Provenance;
import io.edgesync.repository.history.RichHistory;
import io.edgesync.repository.history.StockHistory;
import io.edgesync.xfer.artifact.Hash;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** History and names as stock Fossil has them. */
class TimelineTest {

  private static final Pattern HASH = Pattern.compile("([0-9a-f]{40,64})");

  @TempDir
  static Path directory;
  private static StockHistory history;
  private static Repository repository;

  @BeforeAll
  static void open() throws IOException {
    history = RichHistory.in(directory);
    repository = Repository.open(history.repository(), RepositoryFixture.options());
  }

  @AfterAll
  static void close() {
    repository.close();
  }

  @Test
  void namesMeanWhatTheyMeanToStockFossil() {
    String somewhere = repository.timeline().newest(100, TimelineFilter.CHECKINS).get(20).artifact().hex();
    for (String name : List.of(
        "tip", "trunk", "side", "renamed-branch", "extra", "inherited", "tag:side", "root:side", "start:side",
        "2024-03-01",
        "2024-03-01T11:01:00", "2024-03-01 11:02", "side:2024-03-01T11:00:50", somewhere.substring(0, 8), somewhere)) {
      Matcher stock = HASH.matcher(history.run("test-name-to-id", "--type", "ci", name));
      assertThat(stock.find()).describedAs(name).isTrue();
      assertThat(repository.timeline().resolveCheckin(name)).describedAs(name)
          .hasValueSatisfying(hash -> assertThat(hash.hex()).describedAs(name).startsWith(stock.group(1)));
    }
    assertThat(repository.timeline().resolve("no-such-name")).isEmpty();
    assertThat(repository.timeline().resolve("rel-1")).isEmpty();
  }

  @Test
  void aBeginningOfSeveralNamesIsRefused() {
    String beginning = "abcde";
    try (ArtifactWriter writer = repository.artifacts().receive(Provenance.local("tester"))) {
      writer.phantom(new Hash(beginning + "0".repeat(35)), false);
      writer.phantom(new Hash(beginning + "1".repeat(35)), false);
      writer.finish();
    }

    assertThatThrownBy(() -> repository.timeline().resolve(beginning)).isInstanceOfSatisfying(
        RepositoryException.Ambiguous.class, refusal -> {
          assertThat(refusal).hasMessageStartingWith("abcde: the beginning of several artifacts' names, " + beginning);
          assertThat(refusal.candidates()).containsExactly(
              new Hash(beginning + "0".repeat(35)), new Hash(beginning + "1".repeat(35)));
        });
    assertThat(repository.timeline().resolveCheckin(beginning)).isEmpty();
    assertThat(repository.timeline().beginningWith(beginning, null, 10)).hasSize(2);
    assertThat(repository.timeline().beginningWith(beginning, new Hash(beginning + "0".repeat(35)), 10)).hasSize(1);
  }

  @Test
  void filesOfACheckinAreThoseOfStockFossil() {
    for (Entry entry : repository.timeline().newest(100, TimelineFilter.CHECKINS)) {
      List<String> ours = repository.timeline().files(entry.artifact()).stream().map(FileEntry::path).toList();
      assertThat(ours).isEqualTo(history.run("ls", "-r", entry.artifact().hex()).lines().toList());
    }
  }

  @Test
  void aCheckinIsDescribedWithItsAmendments() {
    CheckinInfo amended = repository.timeline().newest(100, TimelineFilter.CHECKINS).stream()
        .filter(entry -> entry.comment().startsWith("first, amended"))
        .map(entry -> repository.timeline().checkin(entry.artifact()).orElseThrow())
        .findFirst()
        .orElseThrow();

    assertThat(amended.parents()).hasSize(1);
    assertThat(amended.children()).hasSize(1);
    assertThat(amended.branch()).isEqualTo("trunk");
    assertThat(amended.isLeaf()).isFalse();
    CheckinInfo child = repository.timeline().checkin(amended.children().getFirst()).orElseThrow();
    assertThat(child.user()).isEqualTo("somebody <else>");
    assertThat(child.at()).isEqualTo("2024-02-28T09:08:07Z");
    assertThat(repository.timeline().newest(5, TimelineFilter.branch("side")))
        .allMatch(entry -> "side".equals(entry.branch()));
  }
}
