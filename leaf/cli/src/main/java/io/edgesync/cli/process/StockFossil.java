package io.edgesync.cli.process;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The unmodified {@code fossil} program, as judge of what the daemons serve and store. */
public record StockFossil(Programs programs, Path program) {

  private static final Duration PATIENCE = Duration.ofMinutes(15);
  private static final Pattern VERSION = Pattern.compile("version ([0-9.]+)");
  private static final Pattern NO_ERRORS = Pattern.compile("checked: +0 errors");
  private static final String DATABASE_OK = "integrity-check: ok";

  /**
   * What {@code fossil test-integrity} said of a repository.
   *
   * @param code   what it ended with, 0 for a damaged repository too
   * @param errors its complaints, none when the repository is sound
   */
  public record Integrity(int code, List<String> errors, Duration took) {}

  public String version() throws InterruptedException {
    Matcher matcher = VERSION.matcher(run("version").output());
    return matcher.find() ? matcher.group(1) : "of unknown version";
  }

  public Duration clone(String url, Path target) throws InterruptedException {
    return run("clone", "--admin-user", Programs.LOGIN, url, target.toString()).took();
  }

  public Duration rebuild(Path repository) throws InterruptedException {
    return run("rebuild", repository.toString()).took();
  }

  /** Every artifact checked; minutes on a large repository. The verdict is in what the program prints, not in its exit code. */
  public Integrity integrity(Path repository) throws InterruptedException {
    Programs.Ended ended = programs.run(words("test-integrity", "-R", repository.toString()), PATIENCE);
    return new Integrity(ended.code(), integrityErrors(ended), ended.took());
  }

  /** The complaints in what the program printed, with the progress that it draws between them taken away. */
  private static List<String> integrityErrors(Programs.Ended ended) {
    boolean isWell = ended.code() == 0;
    if (isWell && NO_ERRORS.matcher(ended.output()).find() && ended.output().contains(DATABASE_OK)) {
      return List.of();
    }
    List<String> complaints = new ArrayList<>();
    for (String line : ended.output().split("[\\r\\n]", -1)) {
      String words = line.replaceAll("(^|\\s)\\d+/\\d+", " ").strip();
      if (!words.isEmpty() && !words.startsWith("skip phantom")) {
        complaints.add(words);
      }
    }
    if (!isWell || complaints.isEmpty()) {
      complaints.add("exit code " + ended.code());
    }
    return complaints;
  }

  public Programs.Ended run(String... arguments) throws InterruptedException {
    return programs.expect(words(arguments), PATIENCE);
  }

  private List<String> words(String... arguments) {
    List<String> words = new ArrayList<>(List.of(program.toString()));
    words.addAll(List.of(arguments));
    return words;
  }
}
