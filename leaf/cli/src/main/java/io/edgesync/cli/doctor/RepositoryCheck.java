package io.edgesync.cli.doctor;

import io.edgesync.repository.Repository;
import io.edgesync.repository.RepositoryException;
import io.edgesync.repository.RepositoryOptions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/**
 * Whether a repository opens and can be written, and what it misses.
 *
 * @param isWritable whether this user may write a file or directory
 */
record RepositoryCheck(Path file, RepositoryOptions options, Predicate<Path> isWritable) implements Check {

  private static final int PHANTOMS_MAX = 1000;

  @Override
  public List<Finding> run() {
    List<Finding> findings = new ArrayList<>();
    try (Repository repository = Repository.open(file, options)) {
      findings.add(Finding.ok("repository", file + ", project " + repository.projectCode()));
      int phantoms = repository.artifacts().phantoms(PHANTOMS_MAX, false).size();
      if (phantoms > 0) {
        findings.add(Finding.warn("repository", file + ": " + (phantoms == PHANTOMS_MAX ? "at least " : "") + phantoms
            + " artifacts are known by name only; synchronise with a peer that has them"));
      }
      List<String> scripts = repository.settings().scripts();
      if (!scripts.isEmpty()) {
        findings.add(Finding.warn("scripts", file + ": " + String.join(", ", scripts) + " would be run by fossil and is"
            + " not run by `edgesync`: what a script would refuse is taken; let fossil server take the pushes, or remove"
            + " the setting"));
      }
    } catch (RepositoryException e) {
      findings.add(Finding.fail("repository", String.valueOf(e.getMessage())));
    }
    if (Files.exists(file) && !(isWritable.test(file) && isWritable.test(file.toAbsolutePath().getParent()))) {
      findings.add(Finding.fail("repository", file
          + ": this user may not write it, or not its directory, where SQLite puts its journal; change owner or mode"));
    }
    return findings;
  }
}
