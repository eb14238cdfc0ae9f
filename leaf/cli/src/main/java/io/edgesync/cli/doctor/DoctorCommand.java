package io.edgesync.cli.doctor;

import com.grack.nanojson.JsonArray;
import com.grack.nanojson.JsonObject;
import io.edgesync.cli.console.Output;
import io.edgesync.cli.console.Terminal;
import io.edgesync.cli.sync.PeerLogin;
import io.edgesync.cli.sync.ServerUrl;
import io.edgesync.cli.sync.StateOption;
import io.edgesync.repository.Repository;
import io.edgesync.repository.RepositoryException;
import io.edgesync.repository.RepositoryOptions;
import io.edgesync.repository.SqliteEngine;
import io.edgesync.repository.timeline.Entry;
import io.edgesync.repository.timeline.TimelineFilter;
import io.edgesync.xfer.http.HttpOptions;
import io.edgesync.xfer.http.HttpTransport;
import io.edgesync.xfer.login.PasswordLogin;
import io.edgesync.xfer.round.Principal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code edgesync doctor}. */
@Command(name = "doctor", sortOptions = false, description = "Look for what breaks in the field; exit code 1 when something fails.", footerHeading = "%nExamples:%n", footer = {
    "  edgesync doctor",
    "  edgesync doctor --repo notes.fossil --nats nats-leaf://hub.example.org:7422",
    "  edgesync doctor --repo notes.fossil --server https://fossil.example.org/notes --user alice"})
public final class DoctorCommand implements Callable<Integer> {

  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private final Terminal terminal;

  @Option(names = {"-R", "--repo"}, paramLabel = "FILE", description = "A repository to look at. Repeatable.")
  private List<Path> repositories = new ArrayList<>();

  @Option(names = {"--nats",
      "--nats-url"}, paramLabel = "URL", description = "An upstream to look at: nats-leaf://HOST:PORT or nats://HOST:PORT. Repeatable.")
  private List<String> upstreams = new ArrayList<>();

  @Option(names = "--server", paramLabel = "URL", description = "A Fossil server to try a pull with; needs --repo.")
  private @Nullable String server;

  @Mixin
  private final PeerLogin login = new PeerLogin();

  @Mixin
  private final StateOption state = new StateOption();

  @Mixin
  private final Output output = new Output();

  public DoctorCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws InterruptedException {
    List<Finding> findings = new ArrayList<>();
    for (Check check : checks()) {
      findings.addAll(check.run());
    }
    print(findings);
    return findings.stream().anyMatch(finding -> finding.level() == Finding.Level.FAIL) ? 1 : 0;
  }

  private List<Check> checks() {
    RepositoryOptions options = RepositoryOptions.standard();
    List<Check> checks = new ArrayList<>();
    checks.add(MachineChecks.java(Runtime.version(), Runtime.getRuntime().maxMemory()));
    checks.add(MachineChecks.sqlite(SqliteEngine::version));
    Path stateDir = state.path(terminal);
    checks.add(MachineChecks.disk(stateDir, MachineChecks.UsableBytes.OF_SYSTEM));
    List<Path> files = repositories.stream().map(terminal::resolve).toList();
    for (Path file : files) {
      checks.add(MachineChecks.disk(file.resolveSibling(""), MachineChecks.UsableBytes.OF_SYSTEM));
      checks.add(new RepositoryCheck(file, options, Files::isWritable));
    }
    checks.add(() -> MachineChecks.clock(Instant.now(), newestCheckin(files, options)).run());
    checks.add(MachineChecks.fossil(terminal));
    for (String upstream : upstreams) {
      checks.add(new PortCheck(upstream, PATIENCE));
    }
    if (server != null) {
      checks.add(serverCheck(ServerUrl.parse(server), files, options));
    }
    checks.add(new DaemonCheck(stateDir));
    return checks;
  }

  private Check serverCheck(ServerUrl url, List<Path> files, RepositoryOptions options) {
    if (files.size() != 1) {
      throw new io.edgesync.cli.console.WrongUsage("--server: needs one repository to ask with, give -R FILE");
    }
    PasswordLogin signer = login.signer(terminal, url.user());
    Principal who = signer == null ? Principal.NOBODY : new Principal.FossilLogin(signer);
    return () -> {
      try (Repository repository = Repository.open(files.getFirst(), options);
          HttpTransport transport = new HttpTransport(url.url(),
              HttpOptions.of(options.budget()).withConnectTimeout(PATIENCE))) {
        return new LoginCheck(transport, repository.projectCode(), repository.serverCode(), who,
            PATIENCE.multipliedBy(4))
            .run();
      } catch (RepositoryException e) {
        return List.of(); // The repository's own check tells it.
      }
    };
  }

  private static @Nullable Instant newestCheckin(List<Path> files, RepositoryOptions options) {
    Instant newest = null;
    for (Path file : files) {
      try (Repository repository = Repository.open(file, options)) {
        for (Entry entry : repository.timeline().newest(1, TimelineFilter.CHECKINS)) {
          newest = newest == null || entry.at().isAfter(newest) ? entry.at() : newest;
        }
      } catch (RepositoryException e) {
        // The repository's own check tells it.
        assert e.getMessage() != null;
      }
    }
    return newest;
  }

  private void print(List<Finding> findings) {
    long failed = count(findings, Finding.Level.FAIL);
    long warned = count(findings, Finding.Level.WARN);
    if (output.isJson()) {
      JsonArray all = new JsonArray();
      findings.forEach(finding -> all.add(JsonObject.builder().value("level", finding.level().name())
          .value("name", finding.name()).value("detail", finding.detail()).done()));
      Output.print(terminal,
          JsonObject.builder().value("findings", all).value("passed", findings.size() - failed - warned)
              .value("warnings", warned).value("failed", failed).done());
      return;
    }
    findings.forEach(finding -> Output.line(terminal, finding.line()));
    terminal.out().println(String.format(Locale.ROOT, "=== %d passed, %d warnings, %d failed ===",
        findings.size() - failed - warned, warned, failed));
  }

  private static long count(List<Finding> findings, Finding.Level level) {
    return findings.stream().filter(finding -> finding.level() == level).count();
  }
}
