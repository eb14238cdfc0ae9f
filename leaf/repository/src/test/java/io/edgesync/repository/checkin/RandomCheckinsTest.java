package io.edgesync.repository.checkin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.edgesync.repository.Repository;
import io.edgesync.repository.RepositoryException;
import io.edgesync.repository.RepositoryFixture;
import io.edgesync.repository.checkin.CheckinRequest.ManifestForm;
import io.edgesync.repository.compare.RepositoryComparison;
import io.edgesync.repository.history.StockHistory;
import io.edgesync.xfer.artifact.Hash;
import io.edgesync.xfer.content.Content;
import io.edgesync.xfer.testing.FossilProcess;
import io.edgesync.xfer.testing.SeededRandom;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Random trees, edits, renames, branches and merges, committed by stock and by us: both make the same check-in, or both refuse. A run is
 * repeated with {@code -Dseed}.
 */
class RandomCheckinsTest {

  private static final int STEPS = Integer.getInteger("steps", 6);
  private static final List<String> DIRECTORIES = List.of("", "dir/", "a b/", "dir/\u00e9/");
  private static final String[] WORDS = {"plain", "a b", "back\\slash", "\u00e9\u4e2d", "tab\there", "two\nlines",
      "[deadbeef]", "<b>", "\"q\"", "+x", "*", "-"};
  private static final Pattern NEW_VERSION = Pattern.compile("New_Version: ([0-9a-f]+)");

  @TempDir
  Path directory;
  private final long seed = SeededRandom.newSeed();
  private final Random random = new Random(seed);
  private final List<String> checkins = new ArrayList<>();
  private StockHistory stock;
  private int names;

  /** Deltas and permissions apart, for stock loses a permission in a delta manifest. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void weMakeWhatStockMakes(boolean withDeltas) throws IOException, SQLException {
    System.out.println("RandomCheckinsTest seed=" + seed + " withDeltas=" + withDeltas);
    stock = StockHistory.in(directory);
    stock.run("settings", "allow-symlinks", "on");
    for (int i = 0; i < 12; i++) {
      addFile();
    }
    checkins.add(stock.commit("begins"));
    Path ours = directory.resolve("ours.fossil");
    Files.copy(stock.repository(), ours);
    try (Repository repository = Repository.open(ours, RepositoryFixture.options())) {
      for (int i = 0; i < STEPS; i++) {
        step(repository, withDeltas);
      }
    }
    assertThat(RepositoryComparison.differences(ours, stock.repository())).isEmpty();
    assertThat(stock.fossil().ok(directory, "test-integrity", ours.toString())).contains(" 0 errors");
  }

  private void step(Repository repository, boolean withDeltas) throws IOException, SQLException {
    if (random.nextInt(3) == 0) {
      stock.run("update", pick(checkins));
    }
    int edits = 1 + random.nextInt(4);
    if (random.nextInt(2) == 0) {
      merge();
    }
    addFile();
    for (int i = 0; i < edits; i++) {
      edit(!withDeltas);
    }
    commit(repository, withDeltas);
  }

  private void merge() {
    String how = pick(List.of("", "--integrate", "--cherrypick", "--backout"));
    String other = pick(checkins);
    List<String> command = new ArrayList<>(List.of("merge", other, "--force"));
    if (!how.isEmpty()) {
      command.add(how);
    }
    // Stock refuses some, for example those that are merged already: then this is a check-in without.
    stock.fossil().run(stock.checkout(), command);
  }

  private void addFile() throws IOException {
    String name = pick(DIRECTORIES) + "f" + names++;
    stock.write(name, content()).run("add", name);
  }

  private String content() {
    return (pick(List.of(WORDS)) + " line\n").repeat(random.nextInt(30)) + random.nextInt(1000);
  }

  /** The managed files that are on disk as such, by name. */
  private List<String> files() throws IOException {
    List<String> managed = stock.run("ls").lines().toList();
    try (Stream<Path> all = Files.walk(stock.checkout())) {
      return all.filter(path -> Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS))
          .map(path -> stock.checkout().relativize(path).toString())
          .filter(path -> path.matches("(.*/)?f\\d+") && isManaged(managed, path)).sorted().toList();
    }
  }

  /** Output of stock's is read byte by byte: names compare by their ASCII part, which is theirs alone. */
  private static boolean isManaged(List<String> managed, String path) {
    String name = path.substring(path.lastIndexOf('/') + 1);
    return managed.stream().anyMatch(line -> line.substring(line.lastIndexOf('/') + 1).equals(name));
  }

  private void edit(boolean mayChangePermission) throws IOException {
    List<String> files = files();
    if (files.size() < 4) {
      return;
    }
    String file = pick(files);
    switch (random.nextInt(mayChangePermission ? 6 : 4)) {
      case 0 -> stock.run("rm", "--hard", file);
      case 1 -> {
        String to = pick(DIRECTORIES) + "f" + names++;
        Files.createDirectories(stock.checkout().resolve(to).getParent());
        stock.run("mv", "--hard", file, to);
      }
      case 2, 3 -> stock.write(file, content());
      case 4 -> assertThat(stock.checkout().resolve(file).toFile().setExecutable(random.nextBoolean())).isTrue();
      default -> {
        Files.delete(stock.checkout().resolve(file));
        Files.createSymbolicLink(stock.checkout().resolve(file), Path.of("target" + random.nextInt(9)));
      }
    }
  }

  private void commit(Repository repository, boolean withDeltas) throws IOException, SQLException {
    String comment = pick(List.of(WORDS)) + " " + names;
    String user = pick(List.of("tester", "some one", "\u00e9"));
    String date = stock.nextDate();
    CheckinRequest request = new StockCheckout(stock.checkout()).request(repository, comment, user)
        .at(LocalDateTime.parse(date).toInstant(ZoneOffset.UTC));
    List<String> command = new ArrayList<>(List.of("commit", "--no-warnings", "--hash", "--allow-conflict",
        "--date-override", date, "--user-override", user, "-m", comment));
    String branch = pick(List.of("b" + names, "c d", "\u00e9"));
    // To name the parent's branch again is to stay on it for us, and an error for stock.
    if (random.nextInt(3) == 0 && !branch.equals(branchOfParent(repository, request))) {
      request = request.onBranch(branch).branchColored("#10203" + names % 10);
      command.addAll(List.of("--branch", branch, "--branchcolor", "#10203" + names % 10));
    }
    if (random.nextInt(3) == 0) {
      request = request.tagged(List.of("t" + names, "a")).colored("red");
      command.addAll(List.of("--tag", "t" + names, "--tag", "a", "--bgcolor", "red"));
    }
    if (random.nextInt(5) == 0) {
      request = request.closing().ofMimetype("text/plain");
      command.addAll(List.of("--close", "--mimetype", "text/plain"));
    }
    if (random.nextInt(3) != 0) {
      request = request.allowingFork();
      command.add("--allow-fork");
    }
    if (withDeltas && random.nextInt(3) == 0) {
      request = request.inForm(ManifestForm.DELTA);
      command.add("--delta");
    }
    compare(repository, request, command);
  }

  private static String branchOfParent(Repository repository, CheckinRequest request) {
    Hash parent = Objects.requireNonNull(request.ancestry().parent());
    return repository.timeline().checkin(parent).orElseThrow().branch();
  }

  private void compare(Repository repository, CheckinRequest request, List<String> command) {
    FossilProcess.Outcome theirs = stock.fossil().run(stock.checkout(), command);
    if (theirs.exitCode() == 0) {
      Matcher version = NEW_VERSION.matcher(theirs.output());
      assertThat(version.find()).isTrue();
      Hash ours = repository.checkins().commit(request);
      assertThat(text(repository, ours)).describedAs("seed %d, %s", seed, command)
          .isEqualTo(stock.run("artifact", version.group(1)));
      assertThat(ours.hex()).describedAs("seed %d, %s", seed, command).isEqualTo(version.group(1));
      checkins.add(version.group(1));
    } else {
      Throwable refused = catchThrowable(() -> repository.checkins().commit(request));
      assertThat(refused).describedAs("seed %d, %s: stock refused: %s", seed, command, theirs.output())
          .isInstanceOf(RepositoryException.Refused.class);
      stock.run("revert");
      stock.run("clean", "--verily");
    }
  }

  /** Byte by byte, as output of stock's is read. */
  private static String text(Repository repository, Hash artifact) {
    try (Content content = repository.artifacts().load(artifact).orElseThrow()) {
      return new String(content.toArray(), StandardCharsets.ISO_8859_1);
    }
  }

  private <T> T pick(List<T> list) {
    return list.get(random.nextInt(list.size()));
  }
}
