package io.edgesync.cli.repository;

import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/** The name that a file has in a check-in. */
public final class CheckedInName {

  private CheckedInName() {}

  /** @param relative to the root of the check-in; on Linux a backslash is a letter of a name as any other */
  public static String of(Path relative) {
    return StreamSupport.stream(relative.spliterator(), false).map(Path::toString).collect(Collectors.joining("/"));
  }
}
