package io.edgesync.agent;

import io.edgesync.agent.configuration.RepositoryDirectory;
import io.edgesync.agent.configuration.RepositoryFile;
import io.edgesync.repository.Repository;
import io.edgesync.repository.RepositoryException;
import io.edgesync.repository.RepositoryOptions;
import io.edgesync.xfer.artifact.ProjectCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Whether what a daemon is to serve can be served together. One check for a start, for a reload and for who only asks, and made anew for each. One
 * thread.
 */
final class RepositoryCheck {

  private final DaemonOptions wanted;
  private final Map<ProjectCode, Path> files = new HashMap<>();
  private final Map<String, Path> names = new HashMap<>();

  RepositoryCheck(DaemonOptions wanted) {
    this.wanted = wanted;
  }

  /** Finds out of which project a file is. */
  interface Projects {
    /** @throws RepositoryException when it cannot be opened */
    ProjectCode of(RepositoryFile file) throws AgentException.BadOption;
  }

  /**
   * Asks for the project of each file that is named by itself.
   *
   * @throws AgentException.BadOption naming everything that is wrong
   */
  void require(Projects projects) throws AgentException.BadOption {
    List<String> problems = new ArrayList<>();
    for (RepositoryFile each : wanted.repositories()) {
      namesake(each.file()).ifPresent(problems::add);
      try {
        otherClone(each.file(), projects.of(each)).ifPresent(problems::add);
      } catch (RepositoryException | AgentException.BadOption e) {
        problems.add(String.valueOf(e.getMessage()));
      }
    }
    wanted.directories().stream().map(RepositoryDirectory::directory).filter(each -> !Files.isDirectory(each))
        .forEach(each -> problems.add(each + " is no directory"));
    if (!problems.isEmpty()) {
      throw new AgentException.BadOption(String.join("; ", problems), null);
    }
  }

  private Optional<String> namesake(Path file) {
    Path other = wanted.httpListen() == null ? null : names.putIfAbsent(ServedProject.httpName(file), file);
    return other == null
        ? Optional.empty()
        : Optional.of(other + " and " + file + " have one name in HTTP paths, rename one");
  }

  private Optional<String> otherClone(Path file, ProjectCode project) {
    Path other = files.putIfAbsent(project, file);
    return other == null ? Optional.empty() : Optional.of(clones(other, file, project));
  }

  /** For files that nobody has opened yet: opens and closes them. */
  static ProjectCode projectOf(Path file) {
    try (Repository repository = Repository.open(file, RepositoryOptions.standard())) {
      return repository.projectCode();
    }
  }

  /**
   * Who sets a script that is to refuse pushes has to learn that here it refuses nothing. Whether it can be said or not, the repository is served.
   */
  static Optional<String> remark(Repository repository) {
    List<String> scripts;
    try {
      scripts = repository.settings().scripts();
    } catch (RepositoryException e) {
      return Optional.of("whether fossil would run scripts, which are not run here, is not known: " + e.getMessage());
    }
    return scripts.isEmpty()
        ? Optional.empty()
        : Optional.of(repository.file() + ": " + String.join(", ", scripts)
            + " would be run by fossil and is not run here: what a script would refuse is taken, what it would do is not"
            + " done; let fossil server take the pushes, or remove the setting");
  }

  /** Of all files of the directories, beside those of {@link #require}. One that cannot be served keeps no daemon from starting. */
  List<String> remarks() {
    List<String> remarks = new ArrayList<>();
    wanted.directories().forEach(each -> remarks.addAll(remarks(each.directory())));
    return remarks;
  }

  private List<String> remarks(Path directory) {
    List<String> remarks = new ArrayList<>();
    try {
      for (Path file : RepositoryFolder.files(directory)) {
        refusal(file, remarks).ifPresent(why -> remarks.add(file + " would not be served: " + why));
      }
    } catch (IOException e) {
      remarks.add(directory + " cannot be read, " + e);
    }
    return remarks;
  }

  /** In the order of {@link RepositoryFolder} and {@link ServedProjects#add}. */
  private Optional<String> refusal(Path file, List<String> remarks) {
    Optional<String> why = nameless(file);
    if (why.isPresent()) {
      return why;
    }
    try (Repository repository = Repository.open(file, RepositoryOptions.standard())) {
      why = otherClone(file, repository.projectCode()).or(() -> namesake(file));
      if (why.isEmpty()) {
        remark(repository).ifPresent(remarks::add);
      } else {
        files.remove(repository.projectCode(), file);
      }
      return why;
    } catch (RepositoryException e) {
      return Optional.of(String.valueOf(e.getMessage()));
    }
  }

  /** A control character would forge lines of the log, and move the cursor of who reads them. */
  static Optional<String> nameless(Path file) {
    return file.getFileName().toString().chars().anyMatch(Character::isISOControl)
        ? Optional.of("a control character is in its name, rename it")
        : Optional.empty();
  }

  static String clones(Path one, Path other, ProjectCode project) {
    return one + " and " + other + " are clones of one project (" + project + "), a daemon serves one of them: leave"
        + " one out, or run a second daemon with its own --state-dir";
  }
}
