package io.edgesync.cli.configuration;

import io.edgesync.agent.AgentException;
import io.edgesync.cli.console.Failure;
import io.edgesync.cli.console.RepositoryOption;
import io.edgesync.cli.console.Terminal;
import io.edgesync.cli.sync.NodeOption;
import io.edgesync.cli.sync.PeerRounds;
import io.edgesync.repository.configuration.ConfigurationArea;
import io.edgesync.sync.configuration.ConfigurationOutcome;
import io.edgesync.sync.configuration.ConfigurationRequest;
import io.edgesync.sync.configuration.ConfigurationSession;
import java.util.Locale;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** What {@code config pull}, {@code push} and {@code sync} share: the area, the peer, and how a session is reported. */
final class ConfigRounds {

  private static final String NO_USERS = ": gave no users: that takes capability a or s there, and users that were changed since their repository was made";

  @Mixin
  private final RepositoryOption repository = new RepositoryOption();

  @Parameters(index = "0", paramLabel = "AREA", converter = AreaArgument.class, description = "all, alias, css, email, interwiki, project, shun, skin, subscriber, ticket, user or xfer")
  private @Nullable ConfigurationArea area;

  @Parameters(index = "1", paramLabel = "URL", description = "http(s)://[USER@]HOST/…, nats-leaf://HOST:PORT or nats://HOST:PORT")
  private @Nullable String url;

  @Mixin
  private final NodeOption node = new NodeOption();

  @Mixin
  private final PeerRounds peer = new PeerRounds();

  int run(Terminal terminal, Function<ConfigurationArea, ConfigurationRequest> request)
      throws AgentException, InterruptedException {
    ConfigurationRequest wanted = request.apply(Objects.requireNonNull(area));
    PeerRounds.Told<ConfigurationOutcome> told = peer.ask(terminal, repository.path(terminal),
        Objects.requireNonNull(url), node,
        (opened, rounds) -> new ConfigurationSession(opened.configuration(), rounds, wanted).run());
    ConfigurationOutcome outcome = told.outcome();
    terminal.stands("configuration: took " + outcome.taken() + " rows, sent " + outcome.sent());
    PeerRounds.require(terminal, told.peer(), outcome.messages(), outcome.result());
    if (outcome.received() + outcome.sent() == 0 && outcome.withheld().equals(wanted.asked())
        && !wanted.asked().isEmpty()) {
      throw new Failure(
          told.peer() + NO_USERS + "; log in with --user and a password, or ask for more capabilities there");
    }
    terminal.out()
        .println(String.format(Locale.ROOT, "%s: configuration: received %,d rows, took %,d of them, sent %,d",
            told.peer(), outcome.received(), outcome.taken(), outcome.sent()));
    if (!outcome.withheld().isEmpty()) {
      terminal.say(told.peer() + NO_USERS);
    } else if (outcome.received() == 0 && !wanted.asked().isEmpty()) {
      terminal.say(
          told.peer() + ": holds nothing of it, or gives it to other logins: a server does not say which; email takes"
              + " capability e there, subscriber a or s, the others o");
    }
    return 0;
  }
}
