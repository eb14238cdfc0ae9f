package io.edgesync.cli.repository;

import io.edgesync.cli.console.Failure;
import io.edgesync.repository.Repository;
import io.edgesync.xfer.artifact.Hash;
import io.edgesync.xfer.content.Content;

/** Content that the user asked for by a name which this repository knows. */
final class NamedContent {

  private NamedContent() {}

  /**
   * Loads it; the caller closes it.
   *
   * @param asked the name as the user gave it, for the message
   * @throws Failure where the content is not here, with what is and what helps
   */
  static Content load(Repository repository, String asked, Hash artifact) {
    return repository.artifacts().load(artifact).orElseThrow(() -> new Failure(asked + ": its content " + artifact
        + switch (repository.artifacts().lookup(artifact).presence()) {
          case ABSENT, PHANTOM -> " is not here; synchronise with a peer that has it";
          case DANGLING -> " is stored as a delta whose chain of sources has no end here; synchronise with a peer that"
              + " has what is missing, and where that does not help, `edgesync verify` looks for damage";
          case HELD -> " came this very moment; ask again";
        }));
  }
}
