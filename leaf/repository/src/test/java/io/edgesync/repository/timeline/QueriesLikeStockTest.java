package io.edgesync.repository.timeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.edgesync.repository.Repository;
import io.edgesync.repository.RepositoryFixture;
import io.edgesync.repository.Rows;
import io.edgesync.repository.history.Histories;
import io.edgesync.repository.history.StockHistory;
import io.edgesync.repository.lineage.Lineage.Links;
import io.edgesync.repository.structure.JulianDay;
import io.edgesync.repository.structure.Manifest;
import io.edgesync.repository.structure.TextBytes;
import io.edgesync.repository.tag.BranchInfo;
import io.edgesync.repository.tag.Leaf;
import io.edgesync.repository.tag.TagOn;
import io.edgesync.xfer.artifact.Hash;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the library tells of a history is what the stock program tells of it. */
class QueriesLikeStockTest {

  private static final Pattern HASH = Pattern.compile("(?m)^([0-9a-f]{40,64})$");
  private static final Pattern FINFO = Pattern
      .compile("(?m)^[-0-9]{10} \\[([0-9a-f]{10})\\].*artifact: \\[([0-9a-f]{10})\\], branch:");
  private static final Pattern LEAF = Pattern.compile("(?m)^ *\\([0-9]+\\) [^\\[]*\\[([0-9a-f]{10})\\]");

  @TempDir
  static Path directory;
  private static final Map<String, StockHistory> HISTORIES = new HashMap<>();
  private static final Map<String, Repository> OPEN = new HashMap<>();

  @BeforeAll
  static void open() throws IOException {
    for (String name : List.of("checkins", "tags")) {
      StockHistory history = Histories.make(name, Files.createDirectories(directory.resolve(name)));
      HISTORIES.put(name, history);
      OPEN.put(name, Repository.open(history.repository(), RepositoryFixture.options()));
    }
  }

  @AfterAll
  static void close() {
    OPEN.values().forEach(Repository::close);
  }

  private static StockHistory stock(String name) {
    return Objects.requireNonNull(HISTORIES.get(name));
  }

  private static Repository ours(String name) {
    return Objects.requireNonNull(OPEN.get(name));
  }

  /** Text of bytes that the stock program printed, as the test's driver reads them. */
  private static String text(String printed) {
    return TextBytes.decode(printed.getBytes(StandardCharsets.ISO_8859_1));
  }

  private static List<String> found(Pattern pattern, String printed) {
    return pattern.matcher(printed).results().map(match -> match.group(1)).toList();
  }

  private static List<String> timeline(String name, String... arguments) {
    List<String> command = new ArrayList<>(List.of("timeline"));
    command.addAll(Arrays.asList(arguments));
    command.addAll(List.of("-n", "0", "-W", "0", "-F", "%H"));
    return found(HASH, stock(name).run(command.toArray(String[]::new)));
  }

  private static List<String> hexes(List<Hash> hashes) {
    return hashes.stream().map(Hash::hex).toList();
  }

  private static List<Entry> checkins(String name) {
    return ours(name).timeline().newest(1_000, TimelineFilter.CHECKINS);
  }

  private static List<String> newest(String name, TimelineFilter filter) {
    return ours(name).timeline().newest(1_000, filter).stream().map(entry -> entry.artifact().hex()).toList();
  }

  @ParameterizedTest
  @ValueSource(strings = {"checkins", "tags"})
  void theTimelineIsStocks(String name) {
    assertThat(newest(name, TimelineFilter.ALL)).isEqualTo(timeline(name, "-t", "all")).hasSizeGreaterThan(20);
    assertThat(newest(name, TimelineFilter.CHECKINS)).isEqualTo(timeline(name, "-t", "ci"));
    assertThat(newest(name, TimelineFilter.ALL.type("g"))).isEqualTo(timeline(name, "-t", "g")).isNotEmpty();
    for (BranchInfo branch : ours(name).branches().list()) {
      if (branch.name().matches("[-a-z ]+")) {
        assertThat(newest(name, TimelineFilter.branch(branch.name()))).describedAs(branch.name())
            .isEqualTo(timeline(name, "-t", "ci", "-b", branch.name()));
      }
    }
    String moment = "2024-03-01T11:01:03";
    Instant instant = Instant.parse(moment + "Z");
    assertThat(newest(name, TimelineFilter.CHECKINS.before(instant)))
        .isEqualTo(timeline(name, "before", moment, "-t", "ci"));
    assertThat(newest(name, TimelineFilter.CHECKINS.after(instant)))
        .isEqualTo(timeline(name, "after", moment, "-t", "ci"));
  }

  @Test
  void aPathsTimelineIsStocks() {
    for (String path : List.of("a.txt", "bb.txt", "many", "many/file3.txt", "sub/c d.txt", "man", "nowhere")) {
      assertThat(newest("checkins", TimelineFilter.CHECKINS.path(path))).describedAs(path)
          .isEqualTo(timeline("checkins", "-p", path));
    }
  }

  @Test
  void usersAndTextsSelectWhatTheEntriesShow() {
    List<Entry> all = ours("tags").timeline().newest(1_000, TimelineFilter.ALL);
    Map<TimelineFilter, Predicate<Entry>> filters = Map.of(
        TimelineFilter.ALL.user("ed"), entry -> entry.user().equals("ed"),
        TimelineFilter.ALL.user("j\u00f6rg"), entry -> entry.user().equals("j\u00f6rg"),
        TimelineFilter.ALL.user("j\udcf6rg\udcfe"), entry -> entry.user().equals("j\udcf6rg\udcfe"),
        TimelineFilter.ALL.text("EDITED"), entry -> entry.comment().contains("edited"),
        TimelineFilter.ALL.text("\udcfe\udcff"), entry -> entry.comment().contains("\udcfe\udcff"),
        TimelineFilter.CHECKINS.text("number").user("tester"),
        entry -> entry.comment().contains("number") && entry.user().equals("tester") && entry.type().equals("ci"));
    filters.forEach((filter, wanted) -> assertThat(ours("tags").timeline().newest(1_000, filter))
        .describedAs(filter.toString()).isEqualTo(all.stream().filter(wanted).toList()));
    assertThat(ours("tags").timeline().newest(9, TimelineFilter.ALL.text("\udcfe\udcff"))).isNotEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"checkins", "tags"})
  void pagesFollowEachOtherWithoutGapsOrRepeats(String name) {
    for (TimelineFilter filter : List.of(TimelineFilter.ALL, TimelineFilter.CHECKINS, TimelineFilter.branch("trunk"),
        TimelineFilter.CHECKINS.path("many"), TimelineFilter.CHECKINS.text("delta"))) {
      for (int size : List.of(1, 3, 50)) {
        List<Entry> paged = new ArrayList<>();
        TimelinePosition position = TimelinePosition.NEWEST;
        while (position != null) {
          TimelinePage page = ours(name).timeline().page(size, filter, TimelinePosition.parse(position.toString()));
          assertThat(page.entries().size()).isLessThanOrEqualTo(size);
          paged.addAll(page.entries());
          position = page.next();
        }
        assertThat(paged).isEqualTo(ours(name).timeline().newest(1_000, filter));
      }
    }
    assertThatThrownBy(() -> TimelinePosition.parse("somewhere")).isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"checkins", "tags"})
  void namesMeanWhatTheyMeanToStock(String name) {
    String hash = checkins(name).get(3).artifact().hex();
    List<String> names = new ArrayList<>(List.of(
        "tip", "no-such-name", "2024-03-01", "2024-03-01T11:01:00", "2024-03-01 11:01", "2024-03-01T11:01:00Z",
        "2024-03-01T12:01:00+01:00", "20240301", "202403011101", "20240301110100", "date:20240301", "date:2024-02-28",
        "local:2024-03-01T11:01:00", "utc:2024-03-01T11:01", "2023-01-01", "2024-13-41", "date:nonsense",
        "trunk:2024-03-01T11:00:50", "trunk:20240301110050", "trunk:2024-03-01T11:00:50utc", "nosuch:2024-03-01",
        "a:b", "trunk.", "trunk).", "trunk...", "tag:trunk.", "start:", "root:nosuch", "merge-in:nosuch", "tag:tip",
        hash, hash.substring(0, 12), hash.substring(0, 12).toUpperCase(Locale.ROOT),
        "[" + hash.substring(0, 16) + "]", hash.substring(0, 12) + "?", "root:" + hash.substring(0, 20),
        "start:" + hash, "merge-in:" + hash, "root:start:" + hash, "start:2024-03-01T11:01:00"));
    for (TagOn tag : checkins(name).stream().flatMap(entry -> ours(name).tags().on(entry.artifact()).stream())
        .distinct().toList()) {
      if (tag.name().matches("sym-[-a-z0-9]+")) {
        String label = tag.name().substring(4);
        names.addAll(List.of(label, "tag:" + label, "root:" + label, "start:" + label, "merge-in:" + label));
      }
    }
    names = names.stream().distinct().toList();
    assertThat(resolved(names, ours(name).timeline()::resolveCheckin)).isEqualTo(stockNames(name, names, "ci"));
    assertThat(resolved(names, ours(name).timeline()::resolve)).isEqualTo(stockNames(name, names, "*"));
  }

  private static List<String> resolved(List<String> names,
      Function<String, Optional<Hash>> resolve) {
    return names.stream().map(name -> name + " -> " + resolve.apply(name).map(Hash::hex).orElse("none")).toList();
  }

  private static List<String> stockNames(String history, List<String> names, String type) {
    List<String> command = new ArrayList<>(List.of("test-name-to-id", "--type", type));
    command.addAll(names);
    return stock(history).run(command.toArray(String[]::new)).lines()
        .map(line -> line.replaceFirst("ERROR: cannot resolve.*", "none")).toList();
  }

  @ParameterizedTest
  @ValueSource(strings = {"checkins", "tags"})
  void aCheckinsRelativesAndCommentAreStocks(String name) {
    for (Entry entry : checkins(name)) {
      CheckinInfo info = ours(name).timeline().checkin(entry.artifact()).orElseThrow();
      String printed = text(stock(name).run("info", entry.artifact().hex()));

      List<Hash> primaryChildren = info.children().stream().filter(child -> !info.mergedInto().contains(child))
          .toList();
      assertThat(field(printed, "parent")).isEqualTo(shown(info.parents().stream().limit(1).toList()));
      assertThat(field(printed, "merged-from")).isEqualTo(shown(info.mergeParents()));
      assertThat(field(printed, "child")).containsExactlyInAnyOrderElementsOf(shown(primaryChildren));
      assertThat(field(printed, "merged-into")).containsExactlyInAnyOrderElementsOf(shown(info.mergedInto()));
      assertThat(printed.replaceAll("\\s+", " "))
          .contains("comment: " + (info.comment() + " (user: " + info.user() + ")")
              .strip().replaceAll("\\s+", " "));
      assertThat(rawTags(name, entry.artifact().hex()))
          .containsExactlyInAnyOrderElementsOf(info.allTags().stream()
              .flatMap(
                  tag -> (tag.name() + (tag.value() == null || tag.value().isEmpty() ? "" : "=" + tag.value())).lines())
              .toList());
      assertThat(info.original()).isEqualTo(original(ours(name).timeline().manifest(entry.artifact())));
    }
  }

  private static CheckinInfo.Original original(Manifest manifest) {
    return new CheckinInfo.Original(JulianDay.toInstant(manifest.julianDay()), Objects.toString(manifest.user(), ""),
        Objects.toString(manifest.comment(), ""));
  }

  /** Active tags; without {@code --tagtype} stock lists the cancelled ones too. */
  private static List<String> rawTags(String name, String... artifact) {
    return Stream.of("singleton", "propagated").flatMap(type -> stock(name)
        .run(Stream.concat(Stream.of("tag", "list", "--raw", "--tagtype", type), Stream.of(artifact))
            .toArray(String[]::new))
        .lines()).map(QueriesLikeStockTest::text).toList();
  }

  /** The first forty digits of the names on lines of this title, which is what {@code info} prints. */
  private static List<String> field(String printed, String title) {
    return Pattern.compile("(?m)^" + title + ": +([0-9a-f]{40})").matcher(printed).results().map(m -> m.group(1))
        .toList();
  }

  private static List<String> shown(List<Hash> hashes) {
    return hashes.stream().map(hash -> hash.hex().substring(0, 40)).toList();
  }

  @ParameterizedTest
  @ValueSource(strings = {"checkins", "tags"})
  void whatACheckinChangedIsStocks(String name) {
    Map<String, List<String>> theirs = new HashMap<>();
    List<String> files = new ArrayList<>();
    for (String line : stock(name).run("timeline", "-v", "-t", "ci", "-n", "0", "-W", "0", "-F", "%H").lines()
        .toList()) {
      if (HASH.matcher(line).matches()) {
        files = theirs.computeIfAbsent(line, _ -> new ArrayList<>());
      } else if (line.startsWith("   ")) {
        files.add(line.strip());
      }
    }
    for (Entry entry : checkins(name)) {
      List<String> ours = ours(name).timeline().changes(entry.artifact()).stream()
          .flatMap(QueriesLikeStockTest::asStockShows).distinct().toList();
      assertThat(ours).describedAs(entry.comment())
          .containsExactlyInAnyOrderElementsOf(
              theirs.getOrDefault(entry.artifact().hex(), List.of()).stream().distinct().toList());
    }
  }

  /** Stock shows a renaming as a deletion beside an edit, which it leaves out where only the name or the permission changed. */
  private static Stream<String> asStockShows(ChangedFile change) {
    return switch (change.kind()) {
      case ADDED -> Stream.of("ADDED " + change.path());
      case DELETED -> Stream.of("DELETED " + change.path());
      case EDITED -> change.isContentChanged() ? Stream.of("EDITED " + change.path()) : Stream.of();
      case RENAMED -> Stream.concat(Stream.of("DELETED " + change.oldPath()),
          change.isContentChanged() ? Stream.of("EDITED " + change.path()) : Stream.of());
    };
  }

  @Test
  void aFilesHistoryIsStocks() {
    for (String path : List.of("a.txt", "bb.txt", "br.txt", "many/file1.txt", "many/file9.txt",
        "many/moved.txt", "run.sh")) {
      List<String> theirs = FINFO.matcher(stock("checkins").run("finfo", "-W", "0", path)).results()
          .map((MatchResult m) -> m.group(1) + " " + m.group(2)).toList();
      assertThat(ours("checkins").timeline().history(path, 100).stream()
          .filter(version -> version.change().after() != null)
          .map(version -> version.checkin().hex().substring(0, 10) + " "
              + String.valueOf(version.change().after()).substring(0, 10)))
          .describedAs(path).containsExactlyElementsOf(theirs).isNotEmpty();
    }
    assertThat(ours("checkins").timeline().history("nowhere", 100)).isEmpty();
    assertThat(ours("checkins").timeline().history("a.txt", 2))
        .isEqualTo(ours("checkins").timeline().history("a.txt", 100).subList(0, 2));
  }

  @Test
  void aFilesHistoryGoesOnUnderItsOtherNames() {
    List<FileVersion> moved = ours("checkins").timeline().historyThroughRenamings("many/moved.txt", 100);
    assertThat(moved).extracting(version -> version.change().kind() + " " + version.change().path())
        .containsExactly("RENAMED many/moved.txt", "ADDED many/file20.txt");
    assertThat(ours("checkins").timeline().historyThroughRenamings("many/file20.txt", 100)).isEqualTo(moved);

    assertThat(ours("checkins").timeline().historyThroughRenamings("b.txt", 100))
        .extracting(version -> version.change().kind() + " " + version.change().path())
        .containsExactlyInAnyOrder("ADDED b.txt", "RENAMED bb.txt", "EDITED bb.txt");
    assertThat(ours("checkins").timeline().history("many/file9.txt", 100))
        .extracting(version -> version.change().kind())
        .containsSubsequence(ChangeKind.ADDED, ChangeKind.DELETED, ChangeKind.ADDED);
  }

  @ParameterizedTest
  @ValueSource(strings = {"checkins", "tags"})
  void theFilesOfACheckinAreStocksWithTheirSizes(String name) {
    Timeline timeline = ours(name).timeline();
    for (Entry entry : checkins(name)) {
      List<FileEntry> files = timeline.files(entry.artifact());
      Map<Hash, Long> sizes = timeline.sizes(files);
      assertThat(files.stream().map(file -> sizes.get(file.content()) + "  " + file.path()))
          .containsExactlyElementsOf(stock(name).run("ls", "-v", "-r", entry.artifact().hex()).lines()
              .map(line -> line.substring(20).strip()).toList());
      for (FileEntry file : files) {
        assertThat(timeline.file(entry.artifact(), file.path())).contains(file);
      }
      assertThat(timeline.file(entry.artifact(), "many")).isEmpty();
      assertThat(timeline.files(entry.artifact(), "many").stream().map(FileEntry::path))
          .containsExactlyElementsOf(stock(name).run("ls", "-r", entry.artifact().hex(), "many").lines().toList());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"checkins", "tags"})
  void branchesAndLeavesAreStocks(String name) {
    List<BranchInfo> branches = ours(name).branches().list();
    for (String option : List.of("-a", "-c")) {
      assertThat(branches.stream().filter(branch -> option.equals("-a") || branch.isClosed()).map(BranchInfo::name))
          .containsExactlyInAnyOrderElementsOf(stock(name).run("branch", "list", option).lines()
              .map(line -> text(line).substring(3)).toList());
    }
    assertThat(branches.stream().filter(BranchInfo::isPrivate).map(BranchInfo::name))
        .containsExactlyInAnyOrderElementsOf(stock(name).run("branch", "list", "-a").lines()
            .filter(line -> line.startsWith("#")).map(line -> line.substring(3)).toList());
    for (BranchInfo branch : branches) {
      assertThat(ours(name).timeline().checkin(branch.last()).orElseThrow().branch()).isEqualTo(branch.name());
    }
    assertThat(ours(name).branches().leaves().stream().map(leaf -> leaf.checkin().hex().substring(0, 10)))
        .containsExactlyElementsOf(found(LEAF, stock(name).run("leaves", "-a", "-W", "0")));
    assertThat(ours(name).branches().leaves().stream().filter(Leaf::isClosed)
        .map(leaf -> leaf.checkin().hex().substring(0, 10)))
        .containsExactlyElementsOf(found(LEAF, stock(name).run("leaves", "-c", "-W", "0")));
  }

  @ParameterizedTest
  @ValueSource(strings = {"checkins", "tags"})
  void tagsAreStocks(String name) {
    List<String> names = ours(name).tags().names();
    assertThat(names).containsExactlyInAnyOrderElementsOf(rawTags(name).stream().distinct().toList());
    for (String tag : names) {
      if (tag.matches("[ -~]+")) {
        assertThat(ours(name).tags().bearers(tag, 1_000).stream().map(bearer -> bearer.artifact().hex()))
            .containsExactlyInAnyOrderElementsOf(stock(name).run("tag", "find", "--raw", tag).lines().toList());
      }
    }
    assertThat(ours(name).tags().bearers("sym-trunk", 2)).hasSize(2);
  }

  @Test
  void descentIsStocks() {
    Map<Hash, Instant> dates = new HashMap<>();
    checkins("checkins").forEach(entry -> dates.put(entry.artifact(), entry.at()));
    int compared = 0;
    for (Entry entry : checkins("checkins")) {
      // Stock shows them as a timeline, and so none on the wrong side of the origin's date, which may be amended.
      Predicate<Hash> isLater = hash -> !date(dates, hash).isBefore(entry.at());
      assertThat(hexes(ours("checkins").lineage().descendants(entry.artifact(), Links.ALL, 1_000).stream()
          .filter(isLater).toList()))
          .containsExactlyInAnyOrderElementsOf(timelineOf("children", entry.artifact().hex()));
      List<Hash> ancestors = ours("checkins").lineage().ancestors(entry.artifact(), Links.ALL, 1_000);
      assertThat(ancestors).startsWith(entry.artifact()).doesNotHaveDuplicates();
      // Stock counts what was cherry-picked among the ancestors.
      if (ancestors.stream()
          .allMatch(hash -> ours("checkins").timeline().checkin(hash).orElseThrow().picks().isEmpty())) {
        assertThat(hexes(ancestors.stream().filter(hash -> !date(dates, hash).isAfter(entry.at())).toList()))
            .containsExactlyInAnyOrderElementsOf(timelineOf("ancestors", entry.artifact().hex()));
        compared++;
      }
    }
    assertThat(compared).isGreaterThan(5);
  }

  private static Instant date(Map<Hash, Instant> dates, Hash hash) {
    return Objects.requireNonNull(dates.get(hash));
  }

  private static List<String> timelineOf(String mode, String hex) {
    List<String> command = List.of("timeline", mode, hex, "-n", "0", "-W", "0", "-F", "%H", "-t", "ci");
    return found(HASH, stock("checkins").run(command.toArray(String[]::new)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"checkins", "tags"})
  void primaryDescentIsWhatTheLinksSay(String name) throws Exception {
    Hash tip = ours(name).timeline().resolve("tip").orElseThrow();
    List<String> chain = Rows.of(stock(name).repository(),
        "WITH RECURSIVE g(x, i) AS (SELECT rid, 0 FROM blob WHERE uuid='" + tip + "' UNION ALL"
            + " SELECT pid, i+1 FROM g JOIN plink ON cid=x AND isprim) SELECT uuid FROM g JOIN blob ON rid=x ORDER BY i");
    List<Hash> ours = ours(name).lineage().ancestors(tip, Links.PRIMARY, 1_000);

    assertThat(hexes(ours)).isEqualTo(chain);
    assertThat(ours(name).lineage().ancestors(tip, Links.PRIMARY, 3)).isEqualTo(ours.subList(0, 3));
    assertThat(ours(name).lineage().descendants(ours.get(4), Links.PRIMARY, 1_000)).contains(tip);
    assertThat(ours(name).lineage().isAncestor(ours.getLast(), tip, Links.PRIMARY)).isTrue();
    assertThat(ours(name).lineage().isAncestor(tip, ours.getLast(), Links.ALL)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"checkins", "tags"})
  void theCommonAncestorIsStocksMergeBase(String name) {
    long seed = Long.getLong("seed", 4);
    Random random = new Random(seed);
    List<Entry> all = checkins(name);
    for (int i = 0; i < 20; i++) {
      Hash a = all.get(random.nextInt(all.size())).artifact();
      Hash b = all.get(random.nextInt(all.size())).artifact();
      if (!a.equals(b)) {
        String all2 = stock(name).run("merge-base", a.hex(), b.hex());
        assertThat(pivot(ours(name).lineage().commonAncestor(a, b, Links.ALL)))
            .describedAs("seed " + seed + ": " + a + " " + b)
            .isEqualTo(all2);
        String primary = stock(name).run("merge-base", "--ignore-merges", a.hex(), b.hex());
        assertThat(pivot(ours(name).lineage().commonAncestor(a, b, Links.PRIMARY))).describedAs("seed " + seed)
            .isEqualTo(primary);
      }
    }
  }

  private static String pivot(Optional<Hash> found) {
    return found.map(hash -> "pivot=" + hash + "\n").orElse("No common ancestor found.\n");
  }
}
