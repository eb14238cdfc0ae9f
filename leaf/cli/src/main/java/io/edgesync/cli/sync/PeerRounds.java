package io.edgesync.cli.sync;

import io.edgesync.agent.AgentException;
import io.edgesync.cli.console.Failure;
import io.edgesync.cli.console.Output;
import io.edgesync.cli.console.Terminal;
import io.edgesync.repository.Repository;
import io.edgesync.repository.RepositoryOptions;
import io.edgesync.sync.SyncClock;
import io.edgesync.sync.session.LinkExchange;
import io.edgesync.sync.session.RoundTrip;
import io.edgesync.sync.session.SyncOutcome.Result;
import io.edgesync.sync.unversioned.UnversionedOutcome;
import io.edgesync.sync.unversioned.UnversionedRequest;
import io.edgesync.sync.unversioned.UnversionedSession;
import io.edgesync.xfer.artifact.ProjectCode;
import io.edgesync.xfer.content.MemoryBudget;
import io.edgesync.xfer.login.LoginSigner;
import io.edgesync.xfer.login.PasswordLogin;
import io.edgesync.xfer.round.Transport;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;

/** Who asks, in commands that ask a peer for something beside artifacts. */
public final class PeerRounds {

  /** A session with the peer. */
  @FunctionalInterface
  public interface Asking<T> {
    T ask(Repository repository, RoundTrip rounds) throws InterruptedException;
  }

  /** What came of it, with whom. */
  public record Told<T>(String peer, T outcome) {}

  @Mixin
  private final PeerLogin login = new PeerLogin();

  @Mixin
  private final NatsLogin natsLogin = new NatsLogin();

  /** A session with whoever answers at the URL. */
  public <T> Told<T> ask(Terminal terminal, Path file, String url, Asking<T> asking)
      throws AgentException, InterruptedException {
    return ask(terminal, file, url, asking, (peer, project, budget) -> Peers.open(peer, project,
        natsLogin.read(terminal), budget));
  }

  /** In a mesh a session with the node that is named, whose replies are proven. */
  public <T> Told<T> ask(Terminal terminal, Path file, String url, NodeOption node, Asking<T> asking)
      throws AgentException, InterruptedException {
    return ask(terminal, file, url, asking, (peer, _, budget) -> {
      node.refuseBeside(peer);
      return Peers.openProven(peer, node, natsLogin.read(terminal), budget);
    });
  }

  private interface Opening {
    Peers.Opened open(PeerUrl peer, ProjectCode project, MemoryBudget budget)
        throws AgentException, InterruptedException;
  }

  private <T> Told<T> ask(Terminal terminal, Path file, String url, Asking<T> asking, Opening opening)
      throws AgentException, InterruptedException {
    PeerUrl peer = PeerUrl.parse(url);
    natsLogin.refuseBeside(peer);
    RepositoryOptions options = RepositoryOptions.standard();
    try (Repository opened = Repository.open(file, options)) {
      SyncOnceCommand.refuseOtherProject(peer, opened.projectCode());
      PasswordLogin signer = login.signer(terminal, peer instanceof PeerUrl.Http http ? http.user() : null);
      try (Peers.Opened way = opening.open(peer, opened.projectCode(), options.budget())) {
        RoundTrip rounds = new RoundTrip(opened.artifacts(), way.transport(), signer,
            SyncOnceCommand.limits(opened, options), SyncClock.SYSTEM, new SecureRandom());
        rounds = peer instanceof PeerUrl.Http http
            ? rounds.withLinks(LinkExchange.telling(opened.links(), http.url().toString()))
            : rounds;
        return new Told<>(way.transport().peerName(), asking.ask(opened, rounds));
      }
    }
  }

  /** With what may be done about it. */
  static Failure denied(String peer, String text) {
    return new Failure(peer + ": denied: " + text + "; " + Remedy.of(text));
  }

  /** Most failures of transports name the peer themselves. */
  static Failure failed(String peer, String text, @Nullable Throwable cause) {
    return new Failure(text.startsWith(peer) ? text : peer + ": " + text, cause);
  }

  /**
   * Says what the peer said to the person.
   *
   * @throws Failure unless the result is a success
   */
  public static void require(Terminal terminal, String peer, List<String> messages, Result result) {
    messages.forEach(message -> terminal.say(peer + " says: " + Output.plain(message)));
    require(peer, result);
  }

  /** @throws Failure unless the result is a success */
  static void require(String peer, Result result) {
    switch (result) {
      case Result.Completed() -> {
        // The caller says what was done.
      }
      case Result.Denied(String text) -> throw denied(peer, text);
      case Result.Failed(String text, var cause) -> throw failed(peer, text, cause);
    }
  }

  /** A session about unversioned files after one about artifacts. */
  static UnversionedOutcome unversioned(Repository opened, Transport transport, @Nullable LoginSigner signer)
      throws InterruptedException {
    RoundTrip rounds = new RoundTrip(opened.artifacts(), transport, signer,
        SyncOnceCommand.limits(opened, RepositoryOptions.standard()), SyncClock.SYSTEM, new SecureRandom());
    return new UnversionedSession(opened.unversioned(), rounds, UnversionedRequest.SYNC).run();
  }

  /** Says what came of unversioned files; the exit code: what did not come although the peer has it is a failure. */
  public static int report(Terminal terminal, String peer, UnversionedOutcome outcome, boolean isSilent) {
    terminal.stands("unversioned files: received " + outcome.received() + ", removed " + outcome.removed() + ", sent "
        + outcome.sent());
    outcome.unavailable().forEach(name -> terminal.say("uv-file " + Output.plain(name) + " did not cross"));
    require(terminal, peer, outcome.messages(), outcome.result());
    if (!isSilent) {
      terminal.out().println(String.format(Locale.ROOT,
          "%s: unversioned files: received %,d, removed %,d, sent %,d, in %d rounds", peer, outcome.received(),
          outcome.removed(), outcome.sent(), outcome.rounds()));
    }
    return outcome.unavailable().isEmpty() ? 0 : 1;
  }
}
