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

/** Whether what a daemon is to serve can be served together. One check for a start, for a reload and for who only asks. */
final class RepositoryCheck {

  private RepositoryCheck() {}

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
  static void require(DaemonOptions wanted, Projects projects) throws AgentException.BadOption {
    List<String> problems = new ArrayList<>();
    Map<ProjectCode, Path> files = new HashMap<>();
    Map<String, Path> names = new HashMap<>();
    for (RepositoryFile each : wanted.repositories()) {
      Path namesake = names.putIfAbsent(ServedProject.httpName(each.file()), each.file());
      if (namesake != null && wanted.httpListen() != null) {
        problems.add(namesake + " and " + each.file() + " have one name in HTTP paths, rename one");
      }
      try {
        ProjectCode project = projects.of(each);
        Path other = files.putIfAbsent(project, each.file());
        if (other != null) {
          problems.add(clones(other, each.file(), project));
        }
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

  /** For files that nobody has opened yet: opens and closes them. */
  static ProjectCode projectOf(Path file) {
    try (Repository repository = Repository.open(file, RepositoryOptions.standard())) {
      return repository.projectCode();
    }
  }

  /** Who sets a script that is to refuse pushes has to learn that here it refuses nothing. */
  static Optional<String> remark(Repository repository) {
    List<String> scripts = repository.settings().scripts();
    return scripts.isEmpty()
        ? Optional.empty()
        : Optional.of(repository.file() + ": " + String.join(", ", scripts)
            + " would be run by fossil and is not run here: what a script would refuse is taken, what it would do is not"
            + " done; let fossil server take the pushes, or remove the setting");
  }

  /** Of all files of a directory. One that cannot be served keeps no daemon from starting. */
  static List<String> remarks(Path directory) {
    List<String> remarks = new ArrayList<>();
    try {
      for (Path file : RepositoryFolder.files(directory)) {
        try (Repository repository = Repository.open(file, RepositoryOptions.standard())) {
          remark(repository).ifPresent(remarks::add);
        } catch (RepositoryException e) {
          remarks.add(e.getMessage() + ", and would not be served");
        }
      }
    } catch (IOException e) {
      remarks.add(directory + " cannot be read, " + e);
    }
    return remarks;
  }

  static String clones(Path one, Path other, ProjectCode project) {
    return one + " and " + other + " are clones of one project (" + project + "), a daemon serves one of them: leave"
        + " one out, or run a second daemon with its own --state-dir";
  }
}
