package io.edgesync.cli.unversioned;

import io.edgesync.agent.AgentException;
import io.edgesync.cli.console.Output;
import io.edgesync.cli.console.RepositoryOption;
import io.edgesync.cli.console.Terminal;
import io.edgesync.cli.sync.PeerRounds;
import io.edgesync.sync.unversioned.UnversionedOutcome;
import io.edgesync.sync.unversioned.UnversionedRequest;
import io.edgesync.sync.unversioned.UnversionedSession;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What {@code uv sync} and {@code uv revert} share: the peer, and how a session is reported. */
final class UvRounds {

  @Mixin
  private final RepositoryOption repository = new RepositoryOption();

  @Parameters(paramLabel = "URL", description = "http(s)://[USER@]HOST/…, nats-leaf://HOST:PORT or nats://HOST:PORT")
  private @Nullable String url;

  @Option(names = {"-n", "--dry-run"}, description = "Say what would be done with each file, and do nothing.")
  private boolean isDryRun;

  @Mixin
  private final PeerRounds peer = new PeerRounds();

  int run(Terminal terminal, UnversionedRequest request, UnversionedRequest dryRun)
      throws AgentException, InterruptedException {
    PeerRounds.Told<UnversionedOutcome> told = peer.ask(terminal, repository.path(terminal),
        Objects.requireNonNull(url), (opened, rounds) -> new UnversionedSession(opened.unversioned(), rounds,
            isDryRun ? dryRun : request).run());
    if (isDryRun) {
      told.outcome().steps().forEach(step -> Output.line(terminal, step));
    }
    return PeerRounds.report(terminal, told.peer(), told.outcome(), false);
  }
}
