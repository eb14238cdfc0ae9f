package io.edgesync.agent.configuration;

import java.nio.file.Path;

/** A repository that is served, and how. */
public record RepositoryFile(Path file, RepositorySettings settings) {

  public static RepositoryFile of(Path file) {
    return new RepositoryFile(file, RepositorySettings.STANDARD);
  }
}
