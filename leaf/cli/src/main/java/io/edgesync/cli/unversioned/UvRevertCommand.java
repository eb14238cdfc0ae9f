package io.edgesync.cli.unversioned;

import io.edgesync.agent.AgentException;
import io.edgesync.cli.console.Terminal;
import io.edgesync.sync.unversioned.UnversionedRequest;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code edgesync uv revert}. */
@Command(name = "revert", sortOptions = false, description = "Make the unversioned files here what they are at a peer; changes made here are lost.", footerHeading = "%nExamples:%n", footer = "  edgesync uv revert -R notes.fossil https://alice@fossil.example.org/notes")
final class UvRevertCommand implements Callable<Integer> {

  private final Terminal terminal;

  @Mixin
  private final UvRounds rounds = new UvRounds();

  UvRevertCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws AgentException, InterruptedException {
    return rounds.run(terminal, UnversionedRequest.REVERT, UnversionedRequest.REVERT_DRY_RUN);
  }
}
