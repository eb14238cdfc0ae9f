package io.edgesync.cli.sync;

import com.grack.nanojson.JsonObject;
import io.edgesync.agent.AgentException;
import io.edgesync.agent.MeshClient;
import io.edgesync.agent.control.ControlClient;
import io.edgesync.cli.console.Failure;
import io.edgesync.cli.console.Output;
import io.edgesync.cli.console.Progress;
import io.edgesync.cli.console.ProgressOption;
import io.edgesync.cli.console.Terminal;
import io.edgesync.cli.console.WrongUsage;
import io.edgesync.cli.repository.Logins;
import io.edgesync.repository.Repository;
import io.edgesync.repository.RepositoryException;
import io.edgesync.repository.RepositoryOptions;
import io.edgesync.repository.clone.CloneFile;
import io.edgesync.repository.clone.CloneOptions;
import io.edgesync.repository.rebuild.WrongArtifactsException;
import io.edgesync.sync.SyncClock;
import io.edgesync.sync.clone.CloneException;
import io.edgesync.sync.clone.CloneListener;
import io.edgesync.sync.clone.ClonePeers;
import io.edgesync.sync.clone.Configurator;
import io.edgesync.sync.clone.PeersCloneSession;
import io.edgesync.sync.clone.CloneOutcome;
import io.edgesync.sync.clone.CloneRequest;
import io.edgesync.sync.clone.CloneSession;
import io.edgesync.sync.session.SessionLimits;
import io.edgesync.sync.session.Blocked;
import io.edgesync.sync.session.SyncOutcome;
import io.edgesync.sync.session.Traffic;
import io.edgesync.xfer.artifact.Hash;
import io.edgesync.xfer.artifact.ProjectCode;
import io.edgesync.xfer.login.PasswordLogin;
import io.edgesync.xfer.round.Transport;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code edgesync clone}: a copy of a whole repository, from a Fossil server or out of a mesh. */
@Command(name = "clone", sortOptions = false, description = {
    "Copy a whole repository from a Fossil server, or from a leaf through a mesh.",
    "Out of a mesh it comes from all peers that have the project, a part from each.",
    "What arrived is kept in FILE.part; the same command goes on where it was broken off, whichever peers there are then."}, footerHeading = "%nExamples:%n", footer = {
        "  edgesync clone https://fossil-scm.org/home fossil.fossil",
        "  edgesync clone http://alice@127.0.0.1:8080/ notes.fossil --password-file alice.pw",
        "  edgesync clone nats-leaf://desk.local:7422/PROJECTCODE notes.fossil",
        "  edgesync clone nats://nats.example.org:4222/PROJECTCODE notes.fossil",
        "  edgesync clone PROJECTCODE notes.fossil"})
public final class CloneCommand implements Callable<Integer> {

  private final Terminal terminal;

  @Parameters(index = "0", paramLabel = "URL", description = "http(s)://[USER@]HOST/… of a Fossil server, or nats-leaf://HOST:PORT/PROJECTCODE or nats://HOST:PORT/PROJECTCODE of a mesh; PROJECTCODE alone asks the mesh of the daemon that runs here.")
  private @Nullable String url;

  @Parameters(index = "1", paramLabel = "FILE", description = "The file to create; it must not exist.")
  private @Nullable Path file;

  @Mixin
  private final PeerLogin login = new PeerLogin();

  @Mixin
  private final NatsLogin natsLogin = new NatsLogin();

  @Mixin
  private final NodeOption node = new NodeOption();

  @Mixin
  private final StateOption state = new StateOption();

  @Option(names = "--admin-user", paramLabel = "LOGIN", description = "The administrator of the copy. Default: the name of who runs this.")
  private @Nullable String adminUser;

  @Option(names = "--private", description = "Private branches, too. The login needs capability x at the peer.")
  private boolean privateToo;

  @Option(names = {"-u", "--unversioned"}, description = "Unversioned files, too.")
  private boolean unversionedToo;

  @Mixin
  private final Output output = new Output();

  @Mixin
  private final ProgressOption progressOption = new ProgressOption();

  public CloneCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws AgentException, InterruptedException {
    PeerUrl peer = peer(Objects.requireNonNull(url));
    natsLogin.refuseBeside(peer);
    node.refuseBeside(peer);
    if (peer instanceof PeerUrl.Mesh mesh && mesh.project() == null) {
      throw new WrongUsage(
          mesh.shown() + ": which project? write " + mesh.shown()
              + "/PROJECTCODE; `edgesync status` at the other side prints it");
    }
    Path target = terminal.resolve(Objects.requireNonNull(file));
    PasswordLogin signer = login.signer(terminal, peer instanceof PeerUrl.Http http ? http.user() : null);
    SecureRandom random = new SecureRandom();
    String admin = Logins.orOfWhoRunsThis(adminUser, "--admin-user", terminal);
    String password = Logins.madeUp(random);
    RepositoryOptions options = RepositoryOptions.standard();
    long began = System.nanoTime();
    try (CloneFile part = CloneFile.openOrCreate(target, options);
        Progress progress = progressOption.start(terminal);
        Source source = source(peer, options)) {
      CloneRequest request = new CloneRequest(peer instanceof PeerUrl.Mesh mesh ? mesh.project() : null, signer,
          new CloneOptions(admin, password, random), null, privateToo, source.configurator());
      SessionLimits limits = SessionLimits.DEFAULT.withArtifactBytesMax(options.artifactBytesMax());
      ClonePeers peers = source.peers();
      CloneOutcome outcome = peers == null
          ? new CloneSession(part, source.transport(), request, limits, SyncClock.SYSTEM, random, told(progress)).run()
          : new PeersCloneSession(part, peers, request, limits, SyncClock.SYSTEM, random, told(progress)).run();
      progress.done();
      try (Repository repository = outcome.repository()) {
        terminal.stands("cloned into " + target + Logins.lost(admin, target));
        if (peer instanceof PeerUrl.Http http) {
          repository.links().syncedWith(http.url().toString());
        }
        report(target, repository, outcome, admin, password, Duration.ofNanos(System.nanoTime() - began));
        int code = complete(source.transport().peerName(), outcome);
        return unversionedToo
            ? Math.max(code, PeerRounds.report(terminal, source.transport().peerName(),
                PeerRounds.unversioned(repository, source.transport(), signer), output.isJson()))
            : code;
      }
    } catch (RepositoryException.Corrupt e) {
      throw ours(e, target);
    } catch (CloneException e) {
      if (e.getCause() instanceof RepositoryException ours) {
        throw ours(ours, target);
      }
      throw new Failure(e.getMessage()
          + (e.isDenied() ? "; log in with --user and a password, or ask for capability g there" : "")
          + (Files.exists(part(target)) ? "; what arrived is kept, the same command goes on from there" : ""), e);
    }
  }

  private static Path part(Path target) {
    return target.resolveSibling(target.getFileName() + ".part");
  }

  /** What is wrong with our own file says itself what helps; where its pages are damaged that is to begin anew. */
  private static Failure ours(RepositoryException e, Path target) {
    Path part = part(target);
    return e instanceof RepositoryException.Corrupt && !(e.getCause() instanceof WrongArtifactsException)
        && Files.exists(part)
            ? new Failure(part + ": the unfinished clone is damaged; remove it, and the same command begins anew", e)
            : new Failure(String.valueOf(e.getMessage()), e);
  }

  private PeerUrl peer(String text) throws AgentException {
    if (!ProjectCode.isProjectCode(text)) {
      return PeerUrl.parse(text);
    }
    try (ControlClient daemon = ControlClient.connect(state.path(terminal))) {
      String nats = daemon.status().nats();
      return new PeerUrl.Mesh("nats://" + nats.replaceFirst("^(0\\.0\\.0\\.0|\\[?[0:]+\\]?)(?=:[0-9]+$)", "127.0.0.1"),
          new ProjectCode(text));
    }
  }

  /**
   * Where the clone comes from.
   *
   * @param peers     null where one is asked alone
   * @param transport to one of them
   * @param configurator whose configuration is taken
   */
  private record Source(@Nullable ClonePeers peers, Transport transport, Configurator configurator,
      AutoCloseable behind)
      implements
        AutoCloseable {
    @Override
    public void close() {
      new Peers.Opened(transport, behind).close();
    }
  }

  /** In a mesh all those that give parts, else whoever answers. */
  private Source source(PeerUrl peer, RepositoryOptions options) throws AgentException, InterruptedException {
    return switch (peer) {
      case PeerUrl.Http http -> {
        Peers.Opened server = Peers.open(http, options.budget());
        yield new Source(null, server.transport(), new Configurator.Server(), server.behind());
      }
      case PeerUrl.Mesh mesh -> {
        MeshClient client = Peers.join(mesh, natsLogin.read(terminal), options.budget());
        try {
          yield source(client, Objects.requireNonNull(mesh.project()));
        } catch (AgentException | InterruptedException | RuntimeException e) {
          client.close();
          throw e;
        }
      }
    };
  }

  private Source source(MeshClient client, ProjectCode project) throws AgentException, InterruptedException {
    Configurator configurator = node.in(client).<Configurator>map(key -> new Configurator.Node(client.proven(key)))
        .orElseGet(() -> new Configurator.None(client.upstream() + " is no node, and none was named by --node"));
    ClonePeers peers = client.peers(project);
    Collection<Transport> found = peers.find(Set.of());
    if (found.isEmpty()) {
      return new Source(null, client.transport(project), configurator, client);
    }
    AtomicBoolean isFirst = new AtomicBoolean(true);
    return new Source(but -> isFirst.getAndSet(false) ? found : peers.find(but), found.iterator().next(),
        configurator, client);
  }

  private CloneListener told(Progress progress) {
    return new CloneListener() {
      @Override
      public void received(Traffic soFar, long artifacts) {
        progress.at("artifacts received", artifacts, 0);
      }

      @Override
      public void lost(String peer, String why) {
        progress.done();
        terminal.say(peer + ": not asked any more: " + Output.plain(why));
      }

      @Override
      public void rebuilding(long done, long total) {
        progress.at("artifacts verified", done, total);
      }
    };
  }

  private void report(Path target, Repository repository, CloneOutcome outcome, String admin, String password,
      Duration took) {
    Traffic traffic = outcome.traffic();
    // Not what was received: of several peers' parts some comes twice.
    AtomicLong artifacts = new AtomicLong();
    repository.artifacts().forEachName(_ -> artifacts.incrementAndGet());
    if (output.isJson()) {
      Output.print(terminal, JsonObject.builder().value("file", target.toString())
          .value("project", repository.projectCode().hex()).value("rounds", traffic.rounds())
          .value("artifacts", artifacts.get()).value("received", traffic.received())
          .value("bytesIn", traffic.bytesReceived())
          .value("seconds", took.toMillis() / 1000.0).value("user", admin).value("password", password).done());
      return;
    }
    terminal.out()
        .println(String.format(Locale.ROOT, "cloned into %s: %,d artifacts in %d rounds, %,d bytes, %.1f s", target,
            artifacts.get(), traffic.rounds(), traffic.bytesReceived(), took.toMillis() / 1000.0));
    terminal.out().println("project " + repository.projectCode());
    terminal.out().println("user    " + admin);
    terminal.out().println("password " + password + "  (made up now, shown only this once)");
  }

  /** A clone that left something out is a repository, but not what was asked for. */
  private int complete(String peer, CloneOutcome outcome) {
    outcome.messages().forEach(message -> terminal.say(peer + " says: " + message));
    outcome.blocked().forEach(artifact -> terminal
        .say("artifact " + artifact.name() + " did not cross: " + artifact.reason()));
    if (outcome.unconfigured() != null) {
      terminal.say("no configuration was taken (users, shun list, skins, ticket tables): "
          + Output.plain(outcome.unconfigured()) + "; from one that you trust: edgesync config pull all URL");
    }
    SyncOutcome pull = outcome.pull();
    if (pull != null && !pull.isSuccess()) {
      terminal.say(peer + ": fetching what the clone left open " + pull.summary()
          + "; go on with: edgesync sync once");
      return 1;
    }
    Set<Hash> kept = outcome.blocked().stream().map(Blocked::name).collect(Collectors.toSet());
    List<Hash> missing = outcome.missing().stream().filter(name -> !kept.contains(name)).toList();
    if (!missing.isEmpty()) {
      String which = "artifact " + missing.getFirst()
          + (missing.size() == 1 ? "" : " and " + (missing.size() - 1) + " more");
      if (pull == null) {
        terminal.say("not complete: nobody gave " + which + "; go on with: edgesync sync once");
        return 1;
      }
      // As in the peer's repository: shunned, or lost long ago.
      terminal.say("nobody who was asked holds " + which + ", which other artifacts name");
    }
    return outcome.blocked().isEmpty() ? 0 : 1;
  }
}
