package io.edgesync.cli.unversioned;

import io.edgesync.cli.console.Failure;
import io.edgesync.cli.console.RepositoryOption;
import io.edgesync.cli.console.Terminal;
import io.edgesync.cli.console.WrongUsage;
import io.edgesync.cli.repository.DateOption;
import io.edgesync.repository.Repository;
import io.edgesync.repository.RepositoryOptions;
import io.edgesync.repository.unversioned.UnversionedFile;
import io.edgesync.repository.unversioned.UnversionedFiles;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;

/** {@code -R}, and what commands do with the files of that repository. */
final class LocalFiles {

  @Mixin
  private final RepositoryOption repository = new RepositoryOption();

  void with(Terminal terminal, Consumer<UnversionedFiles> work) {
    try (Repository opened = Repository.open(repository.path(terminal), RepositoryOptions.standard())) {
      work.accept(opened.unversioned());
    }
  }

  /** The date of {@code --mtime}, now without one. */
  static Instant mtime(@Nullable String option) {
    Instant mtime = option == null ? Instant.now() : DateOption.parse("--mtime", option, false);
    if (mtime.getEpochSecond() <= 0) {
      throw new WrongUsage("--mtime " + option + ": expected a date after 1970-01-01");
    }
    return mtime;
  }

  /** @throws Failure where there is none of that name, or where it was removed */
  static UnversionedFile require(UnversionedFiles files, String name) {
    return files.find(name).filter(Predicate.not(UnversionedFile::isRemoved)).orElseThrow(() -> none(name));
  }

  static Failure none(String name) {
    return new Failure("no such uv-file: " + name + "; `edgesync uv list` lists them");
  }

  /** The names given, all of which must be there, and those that match. */
  static List<String> chosen(UnversionedFiles files, List<String> names, Patterns patterns) {
    List<String> all = new ArrayList<>();
    for (String name : names) {
      all.add(require(files, name).name());
    }
    patterns.matching(files, false).forEach(file -> all.add(file.name()));
    return all;
  }
}
