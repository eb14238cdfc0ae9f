package io.edgesync.cli.unversioned;

import io.edgesync.repository.unversioned.UnversionedFile;
import io.edgesync.repository.unversioned.UnversionedFiles;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** {@code --glob} and {@code --like}: files by SQLite's patterns. */
final class Patterns {

  @Option(names = "--glob", paramLabel = "PATTERN", description = "Files whose names match: * for anything, ? for a character, [a-z].")
  private @Nullable String glob;

  @Option(names = "--like", paramLabel = "PATTERN", description = "Files whose names match: %% for anything, _ for a character, whatever the case.")
  private @Nullable String like;

  boolean areGiven() {
    return glob != null || like != null;
  }

  /** Files that match one of the patterns given; none without a pattern. */
  List<UnversionedFile> matching(UnversionedFiles files, boolean withRemoved) {
    return areGiven() ? files.matching(glob, like, withRemoved) : List.of();
  }
}
