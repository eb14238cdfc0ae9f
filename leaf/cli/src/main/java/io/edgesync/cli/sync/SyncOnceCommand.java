package io.edgesync.cli.sync;

import com.grack.nanojson.JsonArray;
import com.grack.nanojson.JsonObject;
import io.edgesync.agent.AgentException;
import io.edgesync.agent.MeshLogin;
import io.edgesync.cli.console.Output;
import io.edgesync.cli.console.Progress;
import io.edgesync.cli.console.ProgressOption;
import io.edgesync.cli.console.RepositoryOption;
import io.edgesync.cli.console.Terminal;
import io.edgesync.cli.console.WrongUsage;
import io.edgesync.repository.Repository;
import io.edgesync.repository.RepositoryOptions;
import io.edgesync.sync.SyncClock;
import io.edgesync.sync.reconcile.PublicNames;
import io.edgesync.sync.session.Blocked;
import io.edgesync.sync.session.Direction;
import io.edgesync.sync.session.LinkExchange;
import io.edgesync.sync.session.SessionLimits;
import io.edgesync.sync.session.SyncListener;
import io.edgesync.sync.session.SyncOutcome;
import io.edgesync.sync.session.SyncRequest;
import io.edgesync.sync.session.SyncSession;
import io.edgesync.sync.session.Traffic;
import io.edgesync.sync.unversioned.UnversionedOutcome;
import io.edgesync.xfer.artifact.ProjectCode;
import io.edgesync.xfer.content.MemoryBudget;
import io.edgesync.xfer.login.PasswordLogin;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code edgesync sync once}: one session. */
@Command(name = "once", sortOptions = false, description = "One session with a Fossil server, or with a leaf through a mesh.", footerHeading = "%nExamples:%n", footer = {
    "  edgesync sync once -R notes.fossil https://alice@fossil.example.org/notes",
    "  edgesync sync once -R notes.fossil --pull nats-leaf://desk.local:7422",
    "  LEAF_PASSWORD=… edgesync sync once -R notes.fossil --user alice http://127.0.0.1:8080/"})
public final class SyncOnceCommand implements Callable<Integer> {

  private final Terminal terminal;

  @Mixin
  private final RepositoryOption repository = new RepositoryOption();

  @Parameters(paramLabel = "URL", description = "http(s)://[USER@]HOST/…, nats-leaf://HOST:PORT or nats://HOST:PORT")
  private @Nullable String url;

  @ArgGroup(exclusive = true)
  private @Nullable Only only;

  @Option(names = "--private", description = "Private branches, too. The login needs capability x at the peer.")
  private boolean privateToo;

  @Option(names = {"-u",
      "--unversioned"}, description = "Unversioned files, too: always both ways. Default for both ways: the setting uv-sync.")
  private boolean unversionedToo;

  @Option(names = "--verily", description = "Both sides name all that they hold, as with stock's option: for what the usual exchange has overlooked.")
  private boolean isVerily;

  @Option(names = "--share-links", description = "Ask the server by which other URLs the project is reached, and keep what it says, as stock's option does.")
  private boolean sharesLinks;

  @Mixin
  private final PeerLogin login = new PeerLogin();

  @Mixin
  private final NatsLogin natsLogin = new NatsLogin();

  @Mixin
  private final Output output = new Output();

  @Mixin
  private final ProgressOption progressOption = new ProgressOption();

  /** One way instead of both. */
  static final class Only {
    @Option(names = "--pull", description = "Only fetch what the peer has.")
    private boolean pull;

    @Option(names = "--push", description = "Only send what the peer lacks.")
    private boolean push;

    Direction direction() {
      return push ? Direction.PUSH : pull ? Direction.PULL : Direction.SYNC;
    }
  }

  public SyncOnceCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws AgentException, InterruptedException {
    PeerUrl peer = PeerUrl.parse(Objects.requireNonNull(url));
    natsLogin.refuseBeside(peer);
    if (sharesLinks && peer instanceof PeerUrl.Mesh mesh) {
      throw new WrongUsage("--share-links: expected the URL of a server, http(s)://HOST/…, got " + mesh.shown());
    }
    RepositoryOptions options = RepositoryOptions.standard();
    try (Repository opened = Repository.open(repository.path(terminal), options)) {
      refuseOtherProject(peer, opened.projectCode());
      PasswordLogin signer = login.signer(terminal, peer instanceof PeerUrl.Http http ? http.user() : null);
      try (Peers.Opened way = reach(peer, opened.projectCode(), options.budget());
          Progress progress = progressOption.start(terminal)) {
        String peerName = way.transport().peerName();
        SyncOutcome outcome = new SyncSession(opened.artifacts(), way.transport(),
            request(peer, opened, signer),
            limits(opened, options), SyncClock.SYSTEM, new SecureRandom(),
            told(progress), PublicNames.following(opened.changes(), opened.artifacts())).run();
        progress.done();
        report(peerName, outcome);
        boolean withFiles = unversionedToo || (only == null && opened.unversioned().isSynced());
        UnversionedOutcome files = withFiles && outcome.isSuccess()
            ? PeerRounds.unversioned(opened, way.transport(), signer)
            : null;
        if (output.isJson()) {
          Output.print(terminal, json(peerName, outcome, files));
        }
        PeerRounds.require(peerName, outcome.result());
        int code = files == null ? 0 : PeerRounds.report(terminal, peerName, files, output.isJson());
        return outcome.blocked().isEmpty() ? code : 1;
      }
    }
  }

  private Peers.Opened reach(PeerUrl peer, ProjectCode project, MemoryBudget budget)
      throws AgentException, InterruptedException {
    MeshLogin meshLogin = natsLogin.read(terminal);
    try {
      return Peers.open(peer, project, meshLogin, budget);
    } catch (AgentException e) {
      if (output.isJson() && peer instanceof PeerUrl.Mesh mesh) {
        SyncOutcome nothing = new SyncOutcome(new SyncOutcome.Result.Failed(String.valueOf(e.getMessage()), e),
            Traffic.NONE, List.of(), List.of(), List.of(), null, Duration.ZERO);
        Output.print(terminal, json(mesh.shown(), nothing, null));
      }
      throw e;
    }
  }

  private SyncRequest request(PeerUrl peer, Repository opened, @Nullable PasswordLogin signer) {
    SyncRequest request = SyncRequest.of(only == null ? Direction.SYNC : only.direction(), signer);
    request = isVerily ? request.verily() : request.tryingRanges();
    if (peer instanceof PeerUrl.Http http) {
      request = request.withLinks(new LinkExchange(opened.links(), http.url().toString(), sharesLinks));
    }
    return privateToo ? request.withPrivate() : request;
  }

  static SessionLimits limits(Repository repository, RepositoryOptions options) {
    return SessionLimits.DEFAULT.withArtifactBytesMax(options.artifactBytesMax()).withRequestBytesMax(
        Math.max(0, repository.settings().number("max-upload", SessionLimits.DEFAULT.requestBytesMax())));
  }

  static void refuseOtherProject(PeerUrl peer, ProjectCode ours) {
    if (peer instanceof PeerUrl.Mesh mesh && mesh.project() != null && !mesh.project().equals(ours)) {
      throw new WrongUsage(
          mesh.shown() + ": the URL names project " + mesh.project() + ", the repository is of project " + ours
              + "; leave the project code out, or name the right repository with -R");
    }
  }

  private static SyncListener told(Progress progress) {
    return new SyncListener() {
      @Override
      public void progress(Traffic soFar) {
        progress.at("artifacts", (long) soFar.received() + soFar.sent(), 0);
      }
    };
  }

  private void report(String peer, SyncOutcome outcome) {
    Traffic traffic = outcome.traffic();
    terminal.stands("received and stored " + traffic.received() + " artifacts, sent " + traffic.sent());
    for (Blocked artifact : outcome.blocked()) {
      terminal.say("artifact " + artifact.name() + " did not cross: " + artifact.reason());
    }
    outcome.messages().forEach(message -> terminal.say(peer + " says: " + message));
    if (outcome.isSuccess() && !output.isJson()) {
      terminal.out().println(String.format(Locale.ROOT,
          "%s: received %,d artifacts, sent %,d, in %d rounds, %,d bytes in, %,d out, %.1f s", peer,
          traffic.received(), traffic.sent(), traffic.rounds(), traffic.bytesReceived(), traffic.bytesSent(),
          outcome.took().toMillis() / 1000.0));
    }
  }

  /** @param files null where no unversioned files were to be synchronised, or it did not come to that */
  private static JsonObject json(String peer, SyncOutcome outcome, @Nullable UnversionedOutcome files) {
    Traffic traffic = outcome.traffic();
    JsonArray blocked = new JsonArray();
    outcome.blocked().forEach(
        each -> blocked.add(JsonObject.builder().value("name", each.name().hex()).value("why", each.reason()).done()));
    boolean haveFilesCrossed = files == null || (files.isSuccess() && files.unavailable().isEmpty());
    JsonObject json = JsonObject.builder().value("peer", peer).value("result", outcome.summary())
        .value("ok", outcome.isSuccess() && outcome.blocked().isEmpty() && haveFilesCrossed)
        .value("rounds", traffic.rounds()).value("received", traffic.received())
        .value("sent", traffic.sent()).value("bytesIn", traffic.bytesReceived()).value("bytesOut", traffic.bytesSent())
        .value("seconds", outcome.took().toMillis() / 1000.0).value("blocked", blocked).done();
    if (files != null) {
      json.put("unversioned", JsonObject.builder().value("result", files.result().summary())
          .value("rounds", files.rounds()).value("received", files.received()).value("removed", files.removed())
          .value("sent", files.sent()).value("unavailable", new JsonArray(files.unavailable())).done());
    }
    return json;
  }
}
