package io.edgesync.repository.crosslink;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgesync.repository.compare.RepositoryComparison;
import io.edgesync.repository.history.HandMade;
import io.edgesync.repository.history.StockHistory;
import io.edgesync.xfer.artifact.Hash;
import io.edgesync.xfer.artifact.HashAlgorithm;
import io.edgesync.xfer.artifact.JdkArtifactHasher;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.IntFunction;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Twice as much of one thing is about twice the work: counted in steps of SQLite's machine, which are the same on every computer. Where each
 * artifact looks at all others it is four times.
 */
class EffortTest {

  private static final int SOME = 400;
  private static final double MOST = 2.6;

  @TempDir
  static Path directory;

  private static StockHistory history;

  @BeforeAll
  static void makeRepository() throws IOException {
    history = StockHistory.in(directory);
  }

  @Test
  void aThreadOfRepliesToItsFirstPost() throws IOException, SQLException {
    assertProportional(posts -> {
      List<FedRepository.Fed> thread = new ArrayList<>();
      Hash first = add(thread, "D " + date(0), "H a\\stitle", "U u", HandMade.text("first"));
      for (int i = 1; i < posts; i++) {
        add(thread, "D " + date(i), "G " + first, "I " + first, "U u", HandMade.text("reply"));
      }
      return thread;
    });
  }

  @Test
  void aThreadInWhichEachPostAnswersTheOneBefore() throws IOException, SQLException {
    assertProportional(posts -> {
      List<FedRepository.Fed> thread = new ArrayList<>();
      Hash first = add(thread, "D " + date(0), "H a\\stitle", "U u", HandMade.text("first"));
      Hash before = first;
      for (int i = 1; i < posts; i++) {
        before = add(thread, "D " + date(i), "G " + first, "I " + before, "U u", HandMade.text("reply"));
      }
      return thread;
    });
  }

  @Test
  void versionsOfAFirstPost() throws IOException, SQLException {
    assertProportional(posts -> {
      List<FedRepository.Fed> thread = new ArrayList<>();
      Hash first = add(thread, "D " + date(0), "H a\\stitle", "U u", HandMade.text("first"));
      Hash before = first;
      for (int i = 1; i < posts; i++) {
        before = add(thread, "D " + date(i), "G " + first, "H title\\s" + i, "P " + before, "U u",
            HandMade.text("again"));
      }
      return thread;
    });
  }

  @Test
  void attachmentsOfOneNameOnOnePage() throws IOException, SQLException {
    assertProportional(attachments -> {
      List<FedRepository.Fed> all = new ArrayList<>();
      for (int i = 0; i < attachments; i++) {
        add(all, "A file Page " + "1".repeat(40), "D " + date(i), "U u");
      }
      return all;
    });
  }

  @Test
  void attachmentsOfATicketAndItsChanges() throws IOException, SQLException {
    String ticket = "a".repeat(40);
    assertProportional(some -> {
      List<FedRepository.Fed> all = new ArrayList<>();
      for (int i = 0; i < some; i++) {
        add(all, "D " + date(i), "J title " + i, "K " + ticket, "U u");
        add(all, "A file" + i + " " + ticket + " " + "1".repeat(40), "D " + date(i), "U u");
      }
      return all;
    });
  }

  @Test
  void decidingTheTagsOfChildrenThatAreOlderThanTheirParents() throws IOException, SQLException {
    assertLastIsProportional(children -> {
      List<FedRepository.Fed> all = new ArrayList<>();
      Hash parent = add(all, "C parent", "D " + date(0), "U u");
      for (int i = 0; i < children; i++) {
        Hash child = add(all, "C child", "D " + date(i + 1), "P " + parent, "U u");
        add(all, "D " + date(i + 2), "T *t " + child + " older", "U u");
      }
      add(all, "D " + date(3 * SOME), "T *t " + parent + " younger", "U u");
      return all;
    });
  }

  @Test
  void decidingManyTagsOfWhichEachIsOlderOnTheChild() throws IOException, SQLException {
    assertLastIsProportional(tags -> {
      List<FedRepository.Fed> all = new ArrayList<>();
      Hash parent = add(all, "C parent", "D " + date(0), "U u");
      Hash child = add(all, "C child", "D " + date(1), "P " + parent, "U u");
      for (int i = 0; i < tags; i++) {
        add(all, "D " + date(5), "T *t" + i + " " + parent + " younger", "U u");
        add(all, "D " + date(4), "T *t" + i + " " + child + " older", "U u");
      }
      add(all, "D " + date(6), "T *t0 " + parent + " youngest", "U u");
      return all;
    });
  }

  @Test
  void aBatchDecidesOnlyWhatItConcerns() throws IOException, SQLException {
    List<FedRepository.Fed> all = new ArrayList<>();
    Hash parent = add(all, "C parent", "D " + date(0), "U u");
    List<FedRepository.Fed> single = new ArrayList<>();
    for (int i = 0; i < SOME; i++) {
      Hash child = add(all, "C child", "D " + date(i + 1), "P " + parent, "U u");
      add(all, "D " + date(i + 2), "T *t " + child + " older", "U u");
      add(single, "D " + date(i + 3), "T *t " + child + " again", "U u");
    }
    add(all, "D " + date(3 * SOME), "T *t " + parent + " younger", "U u");
    Path file = directory.resolve("single.fossil");
    AtomicLong together = new AtomicLong();
    AtomicLong alone = new AtomicLong();
    int singles = 20;
    try (FedRepository repository = FedRepository.remembering(history.repository(), file)) {
      repository.feed(all, all.size());
      repository.countSteps(together);
      add(all, "D " + date(3 * SOME + 1), "T *t " + parent + " youngest", "U u");
      repository.feed(List.of(all.getLast()), 1);
      repository.countSteps(alone);
      repository.feed(single.subList(0, singles), 1);
    }

    assertThat(alone.get()).as("%d batches, thousands of steps; all were decided in %d", singles, together.get())
        .isLessThan(singles * together.get() / 4);
    assertTagsAreThoseOfARebuild(file);
  }

  /** By more than what is looked at one by one, of which the tag that comes out otherwise is the last. */
  @Test
  void whatALongChainMovesIsDecided() throws IOException, SQLException {
    List<FedRepository.Fed> all = new ArrayList<>();
    Hash parent = add(all, "C parent", "D " + date(0), "U u");
    Hash child = add(all, "C child", "D " + date(1), "P " + parent, "U u");
    Hash older = add(all, "D " + date(2), "T *t " + child + " older", "U u");
    Hash source = addFile(all, 0);
    Map<Hash, Hash> below = new LinkedHashMap<>();
    for (int i = 1; i < 3 * SOME; i++) {
      below.put(addFile(all, i), source);
    }
    below.put(older, all.getLast().name());
    add(all, "D " + date(3), "T *t " + parent + " younger", "U u");
    Hash last = addFile(all, 3 * SOME);
    String ofChild = "SELECT value FROM tagxref JOIN tag USING(tagid) JOIN blob USING(rid) WHERE tagname='t' AND uuid='"
        + child + "'";
    Path file = directory.resolve("moved.fossil");
    try (FedRepository repository = FedRepository.remembering(history.repository(), file)) {
      repository.feed(all, all.size());
      repository.moveBelow(below);
      assertThat(repository.texts(ofChild)).containsExactly("older");

      repository.moveBelow(Map.of(source, last));

      assertThat(repository.texts(ofChild)).containsExactly("younger");
    }
    assertTagsAreThoseOfARebuild(file);
  }

  private static void assertLastIsProportional(IntFunction<List<FedRepository.Fed>> artifacts)
      throws IOException, SQLException {
    long once = thousandsOfStepsForTheLast(artifacts.apply(SOME));
    long twice = thousandsOfStepsForTheLast(artifacts.apply(2 * SOME));

    assertThat(once).isPositive();
    assertThat((double) twice / once).as("%d thousand steps for twice as much, %d for once", twice, once)
        .isLessThan(MOST);
  }

  private static long thousandsOfStepsForTheLast(List<FedRepository.Fed> artifacts) throws IOException, SQLException {
    Path file = directory.resolve("decided.fossil");
    AtomicLong thousands = new AtomicLong();
    try (FedRepository repository = FedRepository.emptied(history.repository(), file)) {
      repository.feed(artifacts.subList(0, artifacts.size() - 1), artifacts.size());
      repository.countSteps(thousands);
      repository.feed(List.of(artifacts.getLast()), 1);
    }
    assertTagsAreThoseOfARebuild(file);
    return thousands.get();
  }

  private static void assertTagsAreThoseOfARebuild(Path file) throws IOException, SQLException {
    assertThat(RepositoryComparison.differences(file, StockHistory.rebuilt(history.fossil(), file)))
        .filteredOn(difference -> difference.table().equals("tagxref") && difference.row().contains("'t"))
        .filteredOn(difference -> !difference.row().contains("trunk"))
        .isEmpty();
  }

  private static void assertProportional(IntFunction<List<FedRepository.Fed>> artifacts)
      throws IOException, SQLException {
    long once = thousandsOfSteps(artifacts.apply(SOME));
    long twice = thousandsOfSteps(artifacts.apply(2 * SOME));

    assertThat((double) twice / once).as("%d thousand steps for twice as much, %d for once", twice, once)
        .isLessThan(MOST);
  }

  private static long thousandsOfSteps(List<FedRepository.Fed> artifacts) throws IOException, SQLException {
    Path file = directory.resolve("fed.fossil");
    AtomicLong thousands = new AtomicLong();
    try (FedRepository repository = FedRepository.emptied(history.repository(), file)) {
      repository.countSteps(thousands);
      repository.feed(artifacts, artifacts.size());
    }
    long steps = thousands.get();
    assertThat(RepositoryComparison.differences(file, StockHistory.rebuilt(history.fossil(), file)))
        .filteredOn(difference -> difference.table().equals("event") || difference.table().equals("attachment"))
        .filteredOn(difference -> !difference.row().contains("trunk")) // the rebuild names a trunk where nobody did
        .isEmpty();
    return steps;
  }

  private static String date(int second) {
    return "2024-01-01T%02d:%02d:%02d".formatted(second / 3600, second / 60 % 60, second % 60);
  }

  private static Hash add(List<FedRepository.Fed> to, String... cards) {
    return add(to, HandMade.artifact(cards));
  }

  private static Hash addFile(List<FedRepository.Fed> to, int number) {
    return add(to, ("file " + number).getBytes(StandardCharsets.UTF_8));
  }

  private static Hash add(List<FedRepository.Fed> to, byte[] content) {
    try (JdkArtifactHasher hasher = new JdkArtifactHasher()) {
      Hash name = hasher.hash(HashAlgorithm.SHA3_256, content);
      to.add(new FedRepository.Fed(name, content, false));
      return name;
    }
  }
}
