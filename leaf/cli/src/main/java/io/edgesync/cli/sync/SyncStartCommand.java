package io.edgesync.cli.sync;

import io.edgesync.agent.AgentException;
import io.edgesync.agent.Daemon;
import io.edgesync.agent.DaemonLimits;
import io.edgesync.agent.DaemonLogin;
import io.edgesync.agent.DaemonOptions;
import io.edgesync.agent.Ready;
import io.edgesync.cli.console.Arguments;
import io.edgesync.cli.console.Passwords;
import io.edgesync.cli.console.RepositoryOption;
import io.edgesync.cli.console.Terminal;
import io.edgesync.cli.console.WrongUsage;
import io.edgesync.cli.process.Signals;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** {@code edgesync sync start}: the daemon, in the foreground, until a signal ends it. */
@Command(name = "start", sortOptions = false, description = {
    "Run the daemon: keep repositories converged with every leaf that shares a project.",
    "Prints one line when it serves: ready node=… nats=… leafnode=… http=… repos=…",
    "Ends on SIGTERM and SIGINT; SIGUSR1 starts a session with every known peer at once."}, footerHeading = "%nExamples:%n", footer = {
        "  edgesync sync start --repo notes.fossil",
        "  edgesync sync start --repo a.fossil --repo b.fossil --serve-http :8080",
        "  edgesync sync start --repo notes.fossil --nats nats-leaf://hub.example.org:7422 \\",
        "      --user alice --password-file alice.pw",
        "  edgesync sync start --repo notes.fossil --nats nats-leaf://hub.example.org:7422 --peer nats-leaf://desk:7422",
        "  edgesync sync start --repo notes.fossil --nats nats://nats.example.org:4222",
        "  edgesync sync start --repo notes.fossil --nats tls://connect.example.org --nats-creds desk.creds"})
public final class SyncStartCommand implements Callable<Integer> {

  private final Terminal terminal;

  @Option(names = {"--repo",
      "-R"}, required = true, paramLabel = "FILE", description = "A repository to keep converged. Repeat it for several.")
  private List<Path> repositories = new ArrayList<>();

  @Option(names = "--nats", paramLabel = "URL", description = "What to hang off: nats-leaf://HOST:PORT, a link to a leaf or a nats-server, or nats://HOST:PORT, a connection as its client (tls:// with nothing but TLS). What the port is decides. Repeatable. Default: none.")
  private List<String> upstreams = new ArrayList<>();

  @Mixin
  private final NatsLogin natsLogin = new NatsLogin();

  @Option(names = "--peer", paramLabel = "URL", description = "An equal to link to directly: nats-leaf://HOST:PORT of another daemon. Such a link passes nothing on, so both may hang off one hub, too. Repeatable. Default: none.")
  private List<String> peers = new ArrayList<>();

  @Option(names = "--role", paramLabel = "ROLE", converter = ToRole.class, description = "leaf: hangs off what --nats names. hub: takes the links of others, at a --nats-leaf-port that is given. peer: every link that --nats names is one of equals. Default: leaf where --nats is given, else peer.")
  private @Nullable Role role;

  @Option(names = "--nats-client-port", paramLabel = "[HOST:]PORT", converter = ListenAddress.Converter.class, description = "Where NATS clients connect. Default: a free port of this machine only.")
  private @Nullable ListenAddress clientListen;

  @Option(names = "--nats-leaf-port", paramLabel = "[HOST:]PORT", converter = ListenAddress.Converter.class, description = "Where other leaves link to. Default: a free port of this machine only.")
  private @Nullable ListenAddress leafListen;

  @Option(names = "--serve-http", paramLabel = "[HOST]:PORT", converter = ListenAddress.Converter.class, description = "Serve Fossil's HTTP there, for stock fossil clients. One repository answers at /, several at /NAME.")
  private @Nullable ListenAddress httpListen;

  @Option(names = "--user", paramLabel = "LOGIN", description = "The Fossil user that this daemon logs in as at its peers. Default: nobody.")
  private @Nullable String user;

  @Option(names = "--password-file", paramLabel = "FILE", description = "Its password, on the first line. Else LEAF_PASSWORD, else a prompt.")
  private @Nullable Path passwordFile;

  @Mixin
  private final StateOption state = new StateOption();

  @Option(names = "--beacon-interval", paramLabel = "TIME", converter = Arguments.ToDuration.class, description = "Between presence beacons; 0 sends and heeds none. Default: 1m.")
  private Duration beacon = DaemonOptions.DEFAULT_BEACON;

  @Option(names = "--poll-interval", paramLabel = "TIME", converter = Arguments.ToDuration.class, description = "Between looks at a repository without a file event; 0 looks only on events. Default: 5s.")
  private Duration poll = DaemonOptions.DEFAULT_POLL;

  @Option(names = "--artifact-max", paramLabel = "BYTES", converter = Arguments.ToBytes.class, description = "The largest artifact taken or sent, at most 64M in the standard heap. Default: 64M.")
  private long artifactBytesMax = DaemonLimits.DEFAULT.artifactBytesMax();

  @Option(names = "--prefix", paramLabel = "TOKEN", description = "First token of every subject. Default: fossil.")
  private String prefix = DaemonOptions.DEFAULT_PREFIX;

  /** What a daemon is to those that it is linked with. */
  enum Role {
    LEAF, HUB, PEER
  }

  /** Reads the word of a role. */
  static final class ToRole implements ITypeConverter<Role> {
    @Override
    public Role convert(String word) {
      return switch (word) {
        case "leaf" -> Role.LEAF;
        case "hub" -> Role.HUB;
        case "peer" -> Role.PEER;
        default -> throw new TypeConversionException("expected leaf, hub or peer");
      };
    }
  }

  public SyncStartCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws AgentException, InterruptedException {
    DaemonOptions options = options();
    CountDownLatch asked = new CountDownLatch(1);
    Signals.on("TERM", asked::countDown);
    Signals.on("INT", asked::countDown);
    try (Daemon daemon = Daemon.start(options)) {
      Signals.on("USR1", () -> Thread.ofVirtual().start(daemon::syncNow));
      terminal.out().println(line(daemon.ready()));
      terminal.out().flush();
      asked.await();
      terminal.err().println("stopping");
    }
    return 0;
  }

  private DaemonOptions options() throws AgentException {
    if (passwordFile != null && user == null) {
      throw new WrongUsage("--password-file: no login to use it for, give --user LOGIN too");
    }
    for (String url : upstreams) {
      checkUpstream(url);
    }
    peers.forEach(SyncStartCommand::checkUpstream);
    checkRole();
    boolean areEqual = role == Role.PEER;
    List<String> equals = areEqual ? Stream.concat(peers.stream(), upstreams.stream()).toList() : peers;
    List<Path> files = new ArrayList<>();
    for (Path file : repositories) {
      files.add(RepositoryOption.existing(terminal.resolve(file)));
    }
    DaemonOptions options;
    try {
      options = DaemonOptions.of(files, state.path(terminal)).withUpstreams(areEqual ? List.of() : upstreams)
          .withPeers(equals).withIntervals(beacon, poll)
          .withPrefix(prefix).withLimits(DaemonLimits.DEFAULT
              .withHeap(Runtime.getRuntime().maxMemory()).withArtifactBytesMax(artifactBytesMax));
    } catch (IllegalArgumentException e) {
      throw new WrongUsage(String.valueOf(e.getMessage()));
    }
    options = options.withMeshLogin(natsLogin.read(terminal));
    if (user != null) {
      options = options.withLogin(new DaemonLogin(user, Passwords.obtain(terminal, user, passwordFile)));
    }
    if (clientListen != null) {
      options = options.withClientListen(listen("--nats-client-port", clientListen));
    }
    if (leafListen != null) {
      options = options.withLeafListen(listen("--nats-leaf-port", leafListen));
    }
    if (httpListen != null) {
      options = options.withHttpListen(listen("--serve-http", httpListen));
    }
    return options;
  }

  private void checkRole() {
    if (role == Role.HUB && leafListen == null) {
      throw new WrongUsage(
          "--role hub: others link to it at an address that they know, give --nats-leaf-port [HOST:]PORT");
    }
    if (role == Role.LEAF && upstreams.isEmpty()) {
      throw new WrongUsage("--role leaf: hangs off somebody, give --nats URL");
    }
  }

  private static void checkUpstream(String url) {
    if (PeerUrl.parse(url) instanceof PeerUrl.Mesh(String link, var project)) {
      if (project != null) {
        throw new WrongUsage(url + ": a link carries every project, leave the project code out: " + link);
      }
      return;
    }
    throw new WrongUsage(
        url + ": --nats links to a mesh, expected nats-leaf://HOST:PORT or nats://HOST:PORT; one session with a Fossil server"
            + " is: edgesync sync once -R FILE " + url);
  }

  private InetSocketAddress listen(String flag, ListenAddress given) {
    if (given.isAssumed()) {
      terminal.err().println(flag + ": listening on " + given.address().getAddress().getHostAddress()
          + " only, for other machines write 0.0.0.0:" + given.address().getPort());
    }
    return given.address();
  }

  private static String line(Ready ready) {
    InetSocketAddress http = ready.http();
    return "ready node=" + ready.node() + " nats=" + at(ready.nats()) + " leafnode=" + at(ready.leafnode()) + " http="
        + (http == null ? "-" : at(http)) + " repos="
        + ready.repos().stream().map(Path::toString).collect(Collectors.joining(","));
  }

  private static String at(InetSocketAddress address) {
    String host = address.getAddress().getHostAddress();
    return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + address.getPort();
  }
}
