package io.edgesync.cli.demo;

import io.edgesync.repository.Repository;
import io.edgesync.repository.RepositoryOptions;
import io.edgesync.xfer.artifact.Hash;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;

/** The names of all public artifacts of a repository; the names are hashes, so equal names of verified artifacts are equal content. */
final class Names {

  private Names() {}

  private static Set<Hash> of(Path file) {
    Set<Hash> names = new TreeSet<>();
    try (Repository repository = Repository.open(file, RepositoryOptions.standard())) {
      repository.artifacts().forEachName(names::add);
    }
    return names;
  }

  /** What one has and the other has not, both ways; empty when there is nothing. */
  static String difference(Path left, Path right) {
    Set<Hash> onlyLeft = of(left);
    Set<Hash> onlyRight = of(right);
    Set<Hash> both = new TreeSet<>(onlyLeft);
    both.retainAll(onlyRight);
    onlyLeft.removeAll(both);
    onlyRight.removeAll(both);
    return onlyLeft.isEmpty() && onlyRight.isEmpty()
        ? ""
        : onlyLeft.size() + " only in " + left.getFileName() + first(onlyLeft) + ", " + onlyRight.size() + " only in "
            + right.getFileName() + first(onlyRight);
  }

  private static String first(Set<Hash> names) {
    return names.isEmpty() ? "" : " (" + names.iterator().next() + ")";
  }
}
