package io.edgesync.ops.leaves;

import io.edgesync.cli.process.Programs;
import io.edgesync.cli.process.StockFossil;
import io.edgesync.xfer.artifact.Hash;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** One clone with a working tree, in which the stock program commits; autosync pulls before and pushes after. One thread at a time. */
final class StockClient {

  private static final Duration PATIENCE = Duration.ofMinutes(5);
  private static final Pattern VERSION = Pattern.compile("New_Version: ([0-9a-f]{40,64})");
  private static final Pattern COMPLAINT = Pattern.compile(
      "(?i).*\\b(error|warning|fail(ed|ure)?|locked|busy|denied|unable|cannot|fork|refused|reset|timed? ?out)\\b.*");

  private final Programs programs;
  private final Path fossil;
  private final String url;
  private final int number;
  private final List<Hash> checkins = new ArrayList<>();
  private final Map<String, Integer> complaints = new TreeMap<>();

  /** @param programs in a directory of its own, which becomes the working tree */
  StockClient(Programs programs, Path fossil, String url, int number) {
    this.programs = programs;
    this.fossil = fossil;
    this.url = url;
    this.number = number;
  }

  int number() {
    return number;
  }

  /** What it committed, as it was told. */
  List<Hash> checkins() {
    return checkins;
  }

  /** What its commands complained of, how often; without what differs from time to time. */
  Map<String, Integer> complaints() {
    return complaints;
  }

  Path file() {
    return programs.directory().resolve("copy.fossil");
  }

  void begin() throws IOException, InterruptedException {
    run("clone", "--admin-user", Programs.LOGIN, "--save-http-password", url, "copy.fossil");
    run("open", "--force", "--nosync", "copy.fossil");
    Files.writeString(programs.directory().resolve("mine.txt"), "of client " + number + "\n");
    run("add", "mine.txt");
  }

  /** Commits until {@code end}, on its own branch; now and then it looks at what others did, and pushes by hand. */
  void work(long end) throws IOException, InterruptedException {
    for (int i = 0; System.nanoTime() < end; i++) {
      Path mine = programs.directory().resolve("mine.txt");
      Files.writeString(mine, Files.readString(mine) + "change " + i + " of client " + number + "\n");
      List<String> words = new ArrayList<>(List.of("commit", "--no-warnings", "-m", "change " + i));
      if (i == 0) {
        // All begin at one check-in, and would find it locked by the others.
        words.addAll(List.of("--allow-fork", "--branch", "of-client-" + number));
      }
      Matcher made = VERSION.matcher(run(words.toArray(String[]::new)));
      if (made.find()) {
        checkins.add(new Hash(made.group(1)));
      }
      if (i % 3 == 2) {
        run("pull", url);
        run("push", url);
      }
    }
  }

  void last() throws InterruptedException {
    run("sync", url);
  }

  List<String> integrity() throws InterruptedException {
    return new StockFossil(programs, fossil).integrity(file()).errors();
  }

  private String run(String... arguments) throws InterruptedException {
    List<String> words = new ArrayList<>(List.of(fossil.toString()));
    words.addAll(List.of(arguments));
    Programs.Ended ended = programs.run(words, PATIENCE);
    List<String> said = ended.output().lines().flatMap(line -> line.replace('\r', '\n').lines())
        .filter(line -> COMPLAINT.matcher(line).matches()).map(StockClient::kind).distinct().toList();
    said.forEach(line -> complaints.merge(line, 1, Integer::sum));
    if (ended.code() != 0) {
      complaints.merge("fossil " + arguments[0] + " ended with " + ended.code(), 1, Integer::sum);
    }
    return ended.output();
  }

  private static String kind(String line) {
    return line.strip().replaceAll("/[^\\s:\"']+", "PATH").replaceAll("[0-9a-f]{8,64}", "HASH").replaceAll("[0-9]+",
        "N");
  }
}
