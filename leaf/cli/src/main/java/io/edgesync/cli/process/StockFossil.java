package io.edgesync.cli.process;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;

/** The unmodified {@code fossil} program, as judge of what the daemons serve and store. */
public record StockFossil(Programs programs, Path program) {

  private static final Duration PATIENCE = Duration.ofMinutes(15);
  private static final Pattern VERSION = Pattern.compile("version ([0-9.]+)");

  public String version() throws InterruptedException {
    var matcher = VERSION.matcher(run("version").output());
    return matcher.find() ? matcher.group(1) : "of unknown version";
  }

  public Duration clone(String url, Path target) throws InterruptedException {
    return run("clone", "--admin-user", Programs.LOGIN, url, target.toString()).took();
  }

  public Duration rebuild(Path repository) throws InterruptedException {
    return run("rebuild", repository.toString()).took();
  }

  /** Every artifact checked; minutes on a large repository. */
  public Duration testIntegrity(Path repository) throws InterruptedException {
    return run("test-integrity", "-R", repository.toString()).took();
  }

  public Programs.Ended run(String... arguments) throws InterruptedException {
    List<String> words = new java.util.ArrayList<>(List.of(program.toString()));
    words.addAll(List.of(arguments));
    return programs.expect(words, PATIENCE);
  }
}
