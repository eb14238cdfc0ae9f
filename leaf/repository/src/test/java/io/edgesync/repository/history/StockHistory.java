package io.edgesync.repository.history;

import io.edgesync.xfer.testing.FossilProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A repository with a check-out, driven command by command. Every command's date is a second after the last one's. */
public final class StockHistory {

  private static final Pattern NEW_VERSION = Pattern.compile("New_Version: ([0-9a-f]+)");

  private final FossilProcess fossil;
  private final Path repository;
  private final Path checkout;
  private int seconds;

  private StockHistory(FossilProcess fossil, Path repository, Path checkout) {
    this.fossil = fossil;
    this.repository = repository;
    this.checkout = checkout;
  }

  /** A new repository in {@code directory}, opened there. */
  public static StockHistory in(Path directory, String... initOptions) throws IOException {
    FossilProcess fossil = FossilProcess.in(directory);
    Path repository = directory.resolve("stock.fossil");
    List<String> init = new ArrayList<>(
        List.of("init", "-A", FossilProcess.USER, "--date-override", "2024-03-01T10:00:00"));
    init.addAll(List.of(initOptions));
    init.add(repository.toString());
    fossil.ok(directory, init.toArray(String[]::new));
    Path checkout = Files.createDirectories(directory.resolve("checkout"));
    StockHistory history = new StockHistory(fossil, repository, checkout);
    history.run("open", repository.toString());
    return history;
  }

  public Path repository() {
    return repository;
  }

  public Path checkout() {
    return checkout;
  }

  public FossilProcess fossil() {
    return fossil;
  }

  public String run(String... arguments) {
    return fossil.ok(checkout, arguments);
  }

  /** The next date that a command gets. */
  public String nextDate() {
    seconds += 7;
    return "2024-03-01T%02d:%02d:%02d".formatted(11 + seconds / 3600, seconds / 60 % 60, seconds % 60);
  }

  public StockHistory write(String file, String content) throws IOException {
    Path path = checkout.resolve(file);
    Files.createDirectories(path.getParent());
    Files.writeString(path, content);
    return this;
  }

  public StockHistory add(String file, String content) throws IOException {
    write(file, content);
    run("add", file);
    return this;
  }

  /** Commits everything; returns the new check-in's hash. */
  public String commit(String comment, String... options) {
    return commitAt(nextDate(), comment, options);
  }

  public String commitAt(String date, String comment, String... options) {
    List<String> command = new ArrayList<>(
        List.of("commit", "--no-warnings", "--hash", "--date-override", date, "-m", comment));
    command.addAll(Arrays.asList(options));
    String output = run(command.toArray(String[]::new));
    Matcher version = NEW_VERSION.matcher(output);
    if (!version.find()) {
      throw new AssertionError("no new version: " + output);
    }
    return version.group(1);
  }

  /** Amends a check-in. */
  public void amend(String checkin, String... options) {
    List<String> command = new ArrayList<>(List.of("amend", checkin, "--date-override", nextDate()));
    command.addAll(Arrays.asList(options));
    run(command.toArray(String[]::new));
  }

  /** {@code fossil tag ...} at the next date. */
  public void tag(String... arguments) {
    List<String> command = new ArrayList<>(List.of("tag"));
    command.addAll(Arrays.asList(arguments));
    command.addAll(List.of("--date-override", nextDate()));
    run(command.toArray(String[]::new));
  }

  /** A copy of {@code repository} after {@code fossil rebuild}. */
  public static Path rebuilt(FossilProcess fossil, Path repository) throws IOException {
    Path copy = repository.resolveSibling(repository.getFileName() + ".rebuilt");
    Files.deleteIfExists(copy);
    Files.copy(repository, copy);
    fossil.ok(copy.toAbsolutePath().getParent(), "rebuild", copy.toString());
    return copy;
  }
}
