package io.edgesync.agent.configuration;

import java.nio.file.Path;

/** A directory whose {@code .fossil} files are served while they are there, and how each of them is. */
public record RepositoryDirectory(Path directory, RepositorySettings settings) {

  public static RepositoryDirectory of(Path directory) {
    return new RepositoryDirectory(directory, RepositorySettings.STANDARD);
  }
}
