package io.edgesync.agent;

import io.edgesync.agent.configuration.RepositoryDirectory;
import io.edgesync.agent.configuration.RepositoryFile;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Everything a {@link Daemon} is told. Made from {@link #of} and the {@code with…} methods.
 *
 * @param repositories   files to keep converged, each another project
 * @param directories    whose files are kept converged while they are there; at least one of either
 * @param upstreams      links to solicit, {@code nats-leaf://HOST:PORT} each, and servers to be a client of, {@code nats://HOST:PORT};
 *                       what the port is decides, where it answers; none is fine
 * @param peers          equals to link to directly, {@code nats-leaf://HOST:PORT} each: such a link carries what each end wants for
 *                       itself and passes nothing on, so that it makes no loop with a hub that both hang off
 * @param meshLogin      how we come in at the upstreams
 * @param clientListen   where the embedded NATS server takes clients; port 0 chooses one
 * @param leafListen     where it takes leafnode links; port 0 chooses one
 * @param httpListen     where and how Fossil's HTTP is served; null for not at all
 * @param login          the Fossil user of our own sessions; null asks as {@code nobody}
 * @param stateDir       the directory of key, database, lock and control socket
 * @param beaconInterval between presence beacons; zero sends and heeds none
 * @param pollInterval   between two looks at each repository without a file event, and the pace of retries; zero leaves only
 *                       file events
 * @param prefix         first token of every subject, {@code fossil}
 * @param limits         memory and sizes
 */
public record DaemonOptions(List<RepositoryFile> repositories, List<RepositoryDirectory> directories,
    List<String> upstreams, List<String> peers,
    MeshLogin meshLogin, InetSocketAddress clientListen, InetSocketAddress leafListen,
    @Nullable HttpListen httpListen, @Nullable DaemonLogin login, Path stateDir,
    Duration beaconInterval, Duration pollInterval, String prefix, DaemonLimits limits) {

  public static final String DEFAULT_PREFIX = "fossil";
  public static final Duration DEFAULT_BEACON = Duration.ofMinutes(1);
  public static final Duration DEFAULT_POLL = Duration.ofSeconds(5);

  public DaemonOptions {
    repositories = List.copyOf(repositories);
    directories = List.copyOf(directories);
    upstreams = List.copyOf(upstreams);
    peers = List.copyOf(peers);
    if (repositories.isEmpty() && directories.isEmpty()) {
      throw new IllegalArgumentException("repositories: none given, expected at least one .fossil file");
    }
    if (!prefix.matches("[A-Za-z0-9_-]+")) {
      throw new IllegalArgumentException(
          "prefix: " + prefix + ", expected one subject token of letters, digits, - and _");
    }
    if (beaconInterval.isNegative() || pollInterval.isNegative()) {
      throw new IllegalArgumentException("intervals: negative, expected zero for off or a positive duration");
    }
  }

  /** The repositories with everything else as it is without flags: both NATS ports on loopback, chosen freely, no HTTP. */
  public static DaemonOptions of(List<Path> repositories, Path stateDir) {
    return of(repositories.stream().map(RepositoryFile::of).toList(), List.of(), stateDir);
  }

  /** As {@link #of(List, Path)}, for repositories with settings of their own, and for directories. */
  public static DaemonOptions of(List<RepositoryFile> repositories, List<RepositoryDirectory> directories,
      Path stateDir) {
    return new DaemonOptions(repositories, directories, List.of(), List.of(), MeshLogin.NODE, loopback(0), loopback(0),
        null, null,
        stateDir,
        DEFAULT_BEACON,
        DEFAULT_POLL, DEFAULT_PREFIX, DaemonLimits.DEFAULT);
  }

  /** An address that only this machine reaches. */
  public static InetSocketAddress loopback(int port) {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
  }

  /** The same with other repositories. */
  public DaemonOptions withRepositories(List<RepositoryFile> files, List<RepositoryDirectory> whole) {
    return new DaemonOptions(files, whole, upstreams, peers, meshLogin, clientListen, leafListen, httpListen, login,
        stateDir, beaconInterval, pollInterval, prefix, limits);
  }

  public DaemonOptions withUpstreams(List<String> urls) {
    return new DaemonOptions(repositories, directories, urls, peers, meshLogin, clientListen, leafListen, httpListen,
        login,
        stateDir,
        beaconInterval,
        pollInterval, prefix, limits);
  }

  public DaemonOptions withPeers(List<String> urls) {
    return new DaemonOptions(repositories, directories, upstreams, urls, meshLogin, clientListen, leafListen,
        httpListen, login,
        stateDir,
        beaconInterval, pollInterval, prefix, limits);
  }

  public DaemonOptions withMeshLogin(MeshLogin how) {
    return new DaemonOptions(repositories, directories, upstreams, peers, how, clientListen, leafListen, httpListen,
        login, stateDir,
        beaconInterval, pollInterval, prefix, limits);
  }

  public DaemonOptions withClientListen(InetSocketAddress address) {
    return new DaemonOptions(repositories, directories, upstreams, peers, meshLogin, address, leafListen, httpListen,
        login,
        stateDir,
        beaconInterval,
        pollInterval, prefix, limits);
  }

  public DaemonOptions withLeafListen(InetSocketAddress address) {
    return new DaemonOptions(repositories, directories, upstreams, peers, meshLogin, clientListen, address, httpListen,
        login,
        stateDir,
        beaconInterval, pollInterval, prefix, limits);
  }

  /** HTTP in plain text there. */
  public DaemonOptions withHttpListen(InetSocketAddress address) {
    return withHttp(HttpListen.at(address));
  }

  public DaemonOptions withHttp(@Nullable HttpListen http) {
    return new DaemonOptions(repositories, directories, upstreams, peers, meshLogin, clientListen, leafListen, http,
        login,
        stateDir,
        beaconInterval, pollInterval, prefix, limits);
  }

  public DaemonOptions withLogin(@Nullable DaemonLogin who) {
    return new DaemonOptions(repositories, directories, upstreams, peers, meshLogin, clientListen, leafListen,
        httpListen, who,
        stateDir,
        beaconInterval, pollInterval, prefix, limits);
  }

  /** Zero switches either off. */
  public DaemonOptions withIntervals(Duration beacon, Duration poll) {
    return new DaemonOptions(repositories, directories, upstreams, peers, meshLogin, clientListen, leafListen,
        httpListen, login,
        stateDir,
        beacon,
        poll, prefix, limits);
  }

  public DaemonOptions withPrefix(String firstToken) {
    return new DaemonOptions(repositories, directories, upstreams, peers, meshLogin, clientListen, leafListen,
        httpListen, login,
        stateDir,
        beaconInterval, pollInterval, firstToken, limits);
  }

  public DaemonOptions withLimits(DaemonLimits other) {
    return new DaemonOptions(repositories, directories, upstreams, peers, meshLogin, clientListen, leafListen,
        httpListen, login,
        stateDir,
        beaconInterval, pollInterval, prefix, other);
  }
}
