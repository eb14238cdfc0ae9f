package io.edgesync.agent.http;

import io.edgesync.xfer.artifact.Hash;
import io.edgesync.xfer.artifact.ProjectCode;
import io.edgesync.xfer.testing.FossilProcess;
import java.nio.file.Path;
import java.util.List;

/** What a test reads and sets in a repository through the stock binary. */
final class FossilHistory {

  private FossilHistory() {}

  static List<Hash> names(FossilProcess fossil, Path repository) {
    return fossil
        .ok(repository.resolveSibling(""), "sql", "-R", repository.toString(), "SELECT uuid FROM blob WHERE size>=0;")
        .lines()
        .map(line -> line.replaceAll("[^0-9a-f]", ""))
        .filter(Hash::isHash)
        .map(Hash::new)
        .toList();
  }

  static void setProjectCode(FossilProcess fossil, Path repository, ProjectCode project) {
    fossil.ok(repository.resolveSibling(""), "sql", "-R", repository.toString(),
        "UPDATE config SET value='" + project + "' WHERE name='project-code';");
  }
}
