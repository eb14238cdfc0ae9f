package io.edgesync.cli.unversioned;

import io.edgesync.agent.AgentException;
import io.edgesync.cli.console.Terminal;
import io.edgesync.sync.unversioned.UnversionedRequest;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code edgesync uv sync}. */
@Command(name = "sync", sortOptions = false, description = "Bring the unversioned files here and at a peer together: the newer of each wins.", footerHeading = "%nExamples:%n", footer = "  edgesync uv sync -R notes.fossil https://alice@fossil.example.org/notes")
final class UvSyncCommand implements Callable<Integer> {

  private final Terminal terminal;

  @Mixin
  private final UvRounds rounds = new UvRounds();

  UvSyncCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws AgentException, InterruptedException {
    return rounds.run(terminal, UnversionedRequest.SYNC, UnversionedRequest.SYNC_DRY_RUN);
  }
}
