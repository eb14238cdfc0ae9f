package io.edgesync.cli.demo;

import io.edgesync.cli.repository.CheckedInName;
import io.edgesync.cli.console.Failure;
import io.edgesync.cli.process.Programs;
import io.edgesync.cli.repository.Logins;
import io.edgesync.repository.HashPolicy;
import io.edgesync.repository.Maintenance;
import io.edgesync.repository.NewRepository;
import io.edgesync.repository.Repository;
import io.edgesync.repository.RepositoryOptions;
import io.edgesync.repository.checkin.CheckinRequest;
import io.edgesync.repository.checkin.NewFile;
import io.edgesync.xfer.artifact.Hash;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What the demo is shown with: a copy of the operator's repository, or a new one whose check-ins are this project's own
 * sources, one for each directory. A user {@code demo} is added, with which the leaves log in at each other.
 */
final class DemoRepository {

  private static final String LETTERS = "gio";
  private static final long FILE_BYTES_MAX = 1 << 20;

  private final Path file;
  private final Path passwordFile;
  private final String password;
  private final String project;
  private final long artifacts;
  private final Duration took;

  private DemoRepository(Path file, Path passwordFile, String password, String project, long artifacts, Duration took) {
    this.file = file;
    this.passwordFile = passwordFile;
    this.password = password;
    this.project = project;
    this.artifacts = artifacts;
    this.took = took;
  }

  static DemoRepository prepare(Programs programs, @Nullable Path named) throws IOException {
    long began = System.nanoTime();
    SecureRandom random = new SecureRandom();
    String password = Logins.madeUp(random);
    Path passwordFile = Files.writeString(programs.directory().resolve("demo.pw"), password + "\n");
    Path file = programs.directory().resolve("desk.fossil");
    RepositoryOptions options = RepositoryOptions.standard();
    if (named != null) {
      Maintenance.copy(named, file, options);
    }
    try (Repository repository = named != null
        ? Repository.open(file, options)
        : Repository.create(file, new NewRepository(Programs.LOGIN, password, "EdgeSync's own sources", HashPolicy.SHA3,
            InstantSource.fixed(Instant.now().minus(Duration.ofDays(1))), random))) {
      if (named == null) {
        commitOwnSources(repository, sources(programs));
      }
      addLogin(repository, password);
      long[] count = {0};
      repository.artifacts().forEachName(name -> count[0]++);
      return new DemoRepository(file, passwordFile, password, repository.projectCode().hex(), count[0],
          Duration.ofNanos(System.nanoTime() - began));
    }
  }

  /** The root of this project's source tree. */
  private static Path sources(Programs programs) {
    String launcher = programs.terminal().environment("EDGESYNC_LAUNCHER");
    Path start = launcher == null ? programs.terminal().workingDirectory() : Path.of(launcher);
    for (Path directory = start; directory != null; directory = directory.getParent()) {
      if (Files.exists(directory.resolve("xfer-cards").resolve("pom.xml"))) {
        return directory;
      }
    }
    throw new Failure(
        "demo: this project's sources are not at or above " + start + "; name a repository with --repo FILE");
  }

  /** One check-in for each source directory, in the order of their paths: what a project's history may have been. */
  private static void commitOwnSources(Repository repository, Path root) throws IOException {
    Map<Path, Map<String, NewFile>> directories = new TreeMap<>();
    try (Stream<Path> all = Files.walk(root)) {
      for (Path path : all.filter(Files::isRegularFile).filter(path -> isSource(root.relativize(path))).sorted()
          .toList()) {
        if (Files.size(path) <= FILE_BYTES_MAX) {
          directories.computeIfAbsent(path.getParent(), any -> new LinkedHashMap<>())
              .put(CheckedInName.of(root.relativize(path)), NewFile.of(Files.readAllBytes(path)));
        }
      }
    }
    // However many there are: what comes after them must not lie before them.
    Duration history = Duration.ofHours(12);
    Instant when = Instant.now().minus(history);
    for (Map.Entry<Path, Map<String, NewFile>> directory : directories.entrySet()) {
      String name = root.relativize(directory.getKey()).toString();
      repository.checkins().commit(CheckinRequest.of(directory.getValue(),
          (name.isEmpty() ? "the root" : name) + ": " + directory.getValue().size() + " files", Programs.LOGIN)
          .at(when));
      when = when.plus(history.dividedBy(directories.size()));
    }
  }

  private static boolean isSource(Path path) {
    for (Path name : path) {
      if (name.toString().equals("target") || name.toString().startsWith(".")) {
        return false;
      }
    }
    return path.toString().matches(".*\\.(java|md|xml|bash|sh|properties)|ops/[a-z]+|LICENSE");
  }

  /** Lets the demo's leaves log in at {@code repository}. */
  void addLogin(Path repository) {
    try (Repository opened = Repository.open(repository, RepositoryOptions.standard())) {
      addLogin(opened, password);
    }
  }

  private static void addLogin(Repository repository, String password) {
    if (repository.users().find(Programs.LOGIN).isPresent()) {
      repository.users().setPassword(Programs.LOGIN, password);
      repository.users().setCapabilities(Programs.LOGIN, LETTERS);
    } else {
      repository.users().create(Programs.LOGIN, password, LETTERS, "the demo's leaves");
    }
  }

  /** A small check-in on the main branch. */
  Hash commit(Repository repository, String comment) {
    byte[] content = (comment + ", " + Instant.now() + "\n").getBytes(StandardCharsets.UTF_8);
    return repository.checkins()
        .commit(CheckinRequest.of(Map.of("demo/travels.txt", NewFile.of(content)), comment, Programs.LOGIN));
  }

  /** The flags with which a leaf logs in at its peers. */
  List<String> login() {
    return new ArrayList<>(List.of("--user", Programs.LOGIN, "--password-file", passwordFile.toString()));
  }

  Path file() {
    return file;
  }

  Path passwordFile() {
    return passwordFile;
  }

  String password() {
    return password;
  }

  String project() {
    return project;
  }

  long artifacts() {
    return artifacts;
  }

  Duration took() {
    return took;
  }
}
