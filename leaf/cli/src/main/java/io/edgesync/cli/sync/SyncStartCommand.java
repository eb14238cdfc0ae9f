package io.edgesync.cli.sync;

import io.edgesync.agent.AgentException;
import io.edgesync.agent.Daemon;
import io.edgesync.agent.DaemonLogin;
import io.edgesync.agent.DaemonOptions;
import io.edgesync.agent.Ready;
import io.edgesync.agent.configuration.ConfigurationException;
import io.edgesync.agent.configuration.ConfigurationFile;
import io.edgesync.agent.configuration.LeafSettings;
import io.edgesync.agent.metrics.Telemetry;
import io.edgesync.agent.metrics.TelemetryOptions;
import io.edgesync.agent.configuration.ListenAddress;
import io.edgesync.agent.configuration.MeshSettings;
import io.edgesync.agent.configuration.RepositoryDirectory;
import io.edgesync.agent.configuration.RepositoryFile;
import io.edgesync.agent.configuration.Role;
import io.edgesync.cli.console.Arguments;
import io.edgesync.cli.console.Failure;
import io.edgesync.cli.console.Output;
import io.edgesync.cli.console.Passwords;
import io.edgesync.cli.console.RepositoryOption;
import io.edgesync.cli.console.Terminal;
import io.edgesync.cli.console.WrongUsage;
import io.edgesync.cli.process.Signals;
import io.edgesync.mesh.UrlLogin;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code edgesync sync start}: the daemon, in the foreground, until a signal ends it. */
@Command(name = "start", sortOptions = false, description = {
    "Run the daemon: keep repositories converged with every leaf that shares a project.",
    "Prints one line when it serves: ready node=… nats=… leafnode=… http=… repos=…",
    "Ends on SIGTERM and SIGINT; SIGUSR1 starts a session with every known peer at once,",
    "SIGHUP reads the file of --config again."}, footerHeading = "%nExamples:%n", footer = {
        "  edgesync sync start --repo notes.fossil",
        "  edgesync sync start --repo a.fossil --repo b.fossil --serve-http :8080",
        "  edgesync sync start --repo-dir /srv/fossils --serve-http :8080",
        "  edgesync sync start --repo-dir /srv/fossils --serve-http 0.0.0.0:443 --http-tlscert chain.pem --http-tlskey key.pem",
        "  edgesync sync start --repo notes.fossil --serve-http :8080 --metrics --otlp http://127.0.0.1:4318/v1/metrics",
        "  edgesync sync start --config edgesync.yaml --check && edgesync sync start --config edgesync.yaml",
        "  edgesync sync start --repo notes.fossil --nats nats-leaf://hub.example.org:7422 \\",
        "      --user alice --password-file alice.pw",
        "  edgesync sync start --repo notes.fossil --nats nats-leaf://hub.example.org:7422 --peer nats-leaf://desk:7422",
        "  edgesync sync start --repo notes.fossil --nats nats://nats.example.org:4222",
        "  edgesync sync start --repo notes.fossil --nats tls://connect.example.org --nats-creds desk.creds"})
public final class SyncStartCommand implements Callable<Integer> {

  private final Terminal terminal;

  @Option(names = "--config", paramLabel = "FILE", description = "edgesync.yaml: all of this, and settings of each repository. Flags count more than the file; a list of a flag replaces that of the file. SIGHUP reads it again.")
  private @Nullable Path config;

  @Option(names = "--check", description = "Only say what is wrong with the file of --config, all of it: exit code 0 where nothing is, else 1.")
  private boolean isCheck;

  @Option(names = {"--repo",
      "-R"}, paramLabel = "FILE", description = "A repository to keep converged. Repeat it for several.")
  private List<Path> repositories = new ArrayList<>();

  @Option(names = "--repo-dir", paramLabel = "DIR", description = "A directory whose .fossil files are kept converged while they are there. Repeatable.")
  private List<Path> directories = new ArrayList<>();

  @Option(names = "--nats", paramLabel = "URL", description = "What to hang off: nats-leaf://HOST:PORT, a link to a leaf or a nats-server, or nats://HOST:PORT, a connection as its client (tls:// with nothing but TLS). What the port is decides. Repeatable. Default: none.")
  private List<String> upstreams = new ArrayList<>();

  @Mixin
  private final NatsLogin natsLogin = new NatsLogin();

  @Option(names = "--peer", paramLabel = "URL", description = "An equal to link to directly: nats-leaf://HOST:PORT of another daemon. Such a link passes nothing on, so both may hang off one hub, too. Repeatable. Default: none.")
  private List<String> peers = new ArrayList<>();

  @Option(names = "--role", paramLabel = "ROLE", converter = ToRole.class, description = "leaf: hangs off what --nats names. hub: takes the links of others, at a --nats-leaf-port that is given. peer: every link that --nats names is one of equals. Default: leaf where --nats is given, else peer.")
  private @Nullable Role role;

  @Option(names = "--nats-client-port", paramLabel = "[HOST:]PORT", converter = ToListen.class, description = "Where NATS clients connect. Default: a free port of this machine only.")
  private @Nullable ListenAddress clientListen;

  @Option(names = "--nats-leaf-port", paramLabel = "[HOST:]PORT", converter = ToListen.class, description = "Where other leaves link to. Default: a free port of this machine only.")
  private @Nullable ListenAddress leafListen;

  @Mixin
  private final HttpFlags http = new HttpFlags();

  @Mixin
  private final TelemetryFlags telemetry = new TelemetryFlags();

  @Option(names = "--user", paramLabel = "LOGIN", description = "The Fossil user that this daemon logs in as at its peers. Default: nobody.")
  private @Nullable String user;

  @Option(names = "--password-file", paramLabel = "FILE", description = "Its password, on the first line. Else LEAF_PASSWORD, else a prompt.")
  private @Nullable Path passwordFile;

  @Mixin
  private final StateOption state = new StateOption();

  @Option(names = "--beacon-interval", paramLabel = "TIME", converter = Arguments.ToDuration.class, description = "Between presence beacons; 0 sends and heeds none. Default: 1m.")
  private @Nullable Duration beacon;

  @Option(names = "--poll-interval", paramLabel = "TIME", converter = Arguments.ToDuration.class, description = "Between looks at a repository without a file event; 0 looks only on events. Default: 5s.")
  private @Nullable Duration poll;

  @Option(names = "--artifact-max", paramLabel = "BYTES", converter = Arguments.ToBytes.class, description = "The largest artifact taken or sent, at most 64M in the standard heap. Default: 64M.")
  private @Nullable Long artifactBytesMax;

  @Option(names = "--prefix", paramLabel = "TOKEN", description = "First token of every subject. Default: fossil.")
  private @Nullable String prefix;

  /** At the start, for reloads. */
  private volatile @Nullable String obtained;

  /** Reads the word of a role. */
  static final class ToRole implements ITypeConverter<Role> {
    @Override
    public Role convert(String word) {
      return Arguments.convert(word, Role::of);
    }
  }

  /** Reads where to listen. */
  static final class ToListen implements ITypeConverter<ListenAddress> {
    @Override
    public ListenAddress convert(String text) {
      return Arguments.convert(text, ListenAddress::parse);
    }
  }

  public SyncStartCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws AgentException, InterruptedException {
    try {
      return isCheck ? check() : serve();
    } catch (ConfigurationException e) {
      e.problems().forEach(terminal::say);
      return 1;
    }
  }

  private int serve() throws AgentException, ConfigurationException, InterruptedException {
    WhenStarted<Reload> reload = new WhenStarted<>(terminal);
    reload.on("HUP", "configuration not reloaded", known -> known.run(this::settings, this::again));
    WhenStarted<Daemon> started = new WhenStarted<>(terminal);
    started.on("USR1", "sessions not begun", Daemon::syncNow);
    LeafSettings settings = settings();
    DaemonOptions options = options(settings);
    CountDownLatch asked = new CountDownLatch(1);
    Signals.on("TERM", asked::countDown);
    Signals.on("INT", asked::countDown);
    try (Daemon daemon = Daemon.start(options, Telemetry.of(telemetry(settings)))) {
      reload.complete(new Reload(daemon, settings.telemetry(), terminal));
      started.complete(daemon);
      terminal.out().println(line(daemon.ready()));
      terminal.out().flush();
      asked.await();
      terminal.err().println("stopping");
    }
    return 0;
  }

  private TelemetryOptions telemetry(LeafSettings settings) {
    try {
      return settings.telemetry().toOptions(settings.http().listen() != null);
    } catch (IllegalArgumentException e) {
      throw unfit(String.valueOf(e.getMessage()));
    }
  }

  /** Of what does not go together: the flags alone are wrong usage, with a file the configuration is wrong. */
  private RuntimeException unfit(String why) {
    return config == null ? new WrongUsage(why) : new Failure(terminal.resolve(config) + ": " + why);
  }

  private int check() throws AgentException, ConfigurationException {
    if (config == null) {
      throw new WrongUsage("--check: looks at a configuration file, give --config FILE");
    }
    LeafSettings settings = settings();
    DaemonOptions options = again(settings);
    telemetry(settings);
    Daemon.check(options).stream().map(Output::plain).forEach(terminal::say);
    terminal.out()
        .println(terminal.resolve(config) + ": nothing is wrong, repositories: " + options.repositories().size()
            + ", directories: " + options.directories().size());
    return 0;
  }

  /** What flags and file say together. */
  private LeafSettings settings() throws ConfigurationException {
    LeafSettings flags = flags();
    return config == null
        ? flags
        : flags.over(ConfigurationFile.read(terminal.resolve(config), terminal::environment));
  }

  private LeafSettings flags() {
    List<RepositoryFile> files = new ArrayList<>();
    for (Path file : repositories) {
      files.add(RepositoryFile.of(terminal.resolve(file)));
    }
    List<RepositoryDirectory> whole = new ArrayList<>();
    for (Path each : directories) {
      Path directory = terminal.resolve(each);
      if (!Files.isDirectory(directory)) {
        throw new WrongUsage("--repo-dir " + directory + ": no directory, make it first");
      }
      whole.add(RepositoryDirectory.of(directory));
    }
    for (String url : upstreams) {
      checkUpstream(url);
    }
    peers.forEach(SyncStartCommand::checkUpstream);
    MeshSettings login = natsLogin.given(terminal);
    MeshSettings mesh = new MeshSettings(upstreams, peers, role, login.credentials(), login.nkey(), login.authorities(),
        login.certificate(), login.certificateKey());
    return new LeafSettings(files, whole, mesh, clientListen, leafListen, http.given(terminal), user, null,
        state.given(terminal), beacon, poll, artifactBytesMax, prefix, telemetry.given());
  }

  private DaemonOptions options(LeafSettings settings) throws AgentException {
    if (passwordFile != null && settings.user() == null) {
      throw new WrongUsage("--password-file: no login to use it for, give --user LOGIN too");
    }
    DaemonOptions options = withoutLogin(settings);
    say("--nats-client-port", settings.clientListen());
    say("--nats-leaf-port", settings.leafListen());
    say("--serve-http", settings.http().listen());
    String login = settings.user();
    String password = settings.password();
    if (login != null && (password == null || passwordFile != null)) {
      password = Passwords.obtain(terminal, login, passwordFile);
    }
    obtained = password;
    return login == null || password == null ? options : options.withLogin(new DaemonLogin(login, password));
  }

  /** As {@link #options}, when nobody is to be asked: a password that is given nowhere is the one obtained at the start. */
  private DaemonOptions again(LeafSettings settings) throws AgentException {
    DaemonOptions options = withoutLogin(settings);
    String login = settings.user();
    String given = passwordFile == null ? settings.password() : Passwords.given(terminal, passwordFile);
    String password = given == null ? Passwords.given(terminal, null) : given;
    password = password == null ? obtained : password;
    return login == null || password == null ? options : options.withLogin(new DaemonLogin(login, password));
  }

  private DaemonOptions withoutLogin(LeafSettings settings) throws AgentException {
    checkRole(settings);
    if (settings.repositories().isEmpty() && settings.directories().isEmpty()) {
      throw unfit("no repository, give --repo FILE, --repo-dir DIR or --config FILE");
    }
    settings.repositories().forEach(each -> RepositoryOption.existing(each.file()));
    try {
      return settings.toOptions(state.path(terminal), Runtime.getRuntime().maxMemory());
    } catch (IllegalArgumentException e) {
      throw unfit(String.valueOf(e.getMessage()));
    }
  }

  private void checkRole(LeafSettings settings) {
    String lacking = settings.roleLacks();
    if (lacking != null && role == null && config != null) {
      throw new Failure(terminal.resolve(config) + ": role: " + lacking);
    }
    if (lacking != null) {
      throw new WrongUsage("--role " + lacking);
    }
  }

  private static void checkUpstream(String url) {
    if (PeerUrl.parse(url) instanceof PeerUrl.Mesh mesh) {
      if (mesh.project() != null) {
        throw new WrongUsage(UrlLogin.without(url) + ": a link carries every project, leave the project code out: "
            + mesh.shown());
      }
      return;
    }
    throw new WrongUsage(
        UrlLogin.without(url)
            + ": --nats links to a mesh, expected nats-leaf://HOST:PORT or nats://HOST:PORT; one session with a Fossil server"
            + " is: edgesync sync once -R FILE " + UrlLogin.without(url));
  }

  private void say(String flag, @Nullable ListenAddress given) {
    if (given != null && given.isAssumed()) {
      terminal.err().println(flag + ": listening on " + given.address().getAddress().getHostAddress()
          + " only, for other machines write 0.0.0.0:" + given.address().getPort());
    }
  }

  private static String line(Ready ready) {
    InetSocketAddress http = ready.http();
    return "ready node=" + ready.node() + " nats=" + at(ready.nats()) + " leafnode=" + at(ready.leafnode()) + " http="
        + (http == null ? "-" : at(http)) + " repos="
        + ready.repos().stream().map(Path::toString).map(Output::plain).collect(Collectors.joining(","));
  }

  private static String at(InetSocketAddress address) {
    String host = address.getAddress().getHostAddress();
    return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + address.getPort();
  }
}
