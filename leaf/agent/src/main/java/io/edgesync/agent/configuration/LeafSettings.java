package io.edgesync.agent.configuration;

import io.edgesync.agent.AgentException;
import io.edgesync.agent.DaemonLimits;
import io.edgesync.agent.DaemonOptions;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * All that one source says of a daemon; what is null or empty was not given.
 *
 * @param user     whom its sessions log in as on the mesh
 * @param password of that user; null where it is to be asked for elsewhere
 */
public record LeafSettings(List<RepositoryFile> repositories, List<RepositoryDirectory> directories, MeshSettings mesh,
    @Nullable ListenAddress clientListen, @Nullable ListenAddress leafListen, HttpSettings http,
    @Nullable String user, @Nullable String password, @Nullable Path stateDir, @Nullable Duration beaconInterval,
    @Nullable Duration pollInterval, @Nullable Long artifactBytesMax, @Nullable String prefix,
    TelemetrySettings telemetry) {

  public LeafSettings {
    repositories = List.copyOf(repositories);
    directories = List.copyOf(directories);
  }

  /**
   * These, and what they lack of {@code other}. A list replaces the other's; a repository or directory that the other names, too, is as the
   * other says.
   */
  public LeafSettings over(LeafSettings other) {
    boolean names = !repositories.isEmpty() || !directories.isEmpty();
    Map<Path, RepositoryFile> files = other.repositories.stream()
        .collect(Collectors.toMap(each -> normal(each.file()), each -> each, (a, b) -> a));
    Map<Path, RepositoryDirectory> whole = other.directories.stream()
        .collect(Collectors.toMap(each -> normal(each.directory()), each -> each, (a, b) -> a));
    return new LeafSettings(
        names
            ? repositories.stream().map(each -> files.getOrDefault(normal(each.file()), each)).toList()
            : other.repositories,
        names
            ? directories.stream().map(each -> whole.getOrDefault(normal(each.directory()), each)).toList()
            : other.directories,
        mesh.over(other.mesh), clientListen == null ? other.clientListen : clientListen,
        leafListen == null ? other.leafListen : leafListen, http.over(other.http),
        user == null ? other.user : user, user == null ? other.password : password,
        stateDir == null ? other.stateDir : stateDir,
        beaconInterval == null ? other.beaconInterval : beaconInterval,
        pollInterval == null ? other.pollInterval : pollInterval,
        artifactBytesMax == null ? other.artifactBytesMax : artifactBytesMax, prefix == null ? other.prefix : prefix,
        telemetry.over(other.telemetry));
  }

  /** What the role lacks, for who has laid everything together; null where nothing is missing. */
  public @Nullable String roleLacks() {
    if (mesh.role() == Role.HUB && leafListen == null) {
      return "hub: others link to it at an address that they know, give nats-leaf-port [HOST:]PORT";
    }
    return mesh.role() == Role.LEAF && mesh.upstreams().isEmpty() ? "leaf: hangs off somebody, give nats URL" : null;
  }

  /**
   * What a daemon is started with, but for its login.
   *
   * @param otherwise the state directory where none is named
   * @param heapBytes of this process
   * @throws AgentException           where a file that they name cannot be used
   * @throws IllegalArgumentException where they do not go together
   */
  public DaemonOptions toOptions(Path otherwise, long heapBytes) throws AgentException {
    DaemonOptions options = DaemonOptions.of(repositories, directories, or(stateDir, otherwise))
        .withUpstreams(mesh.areEqual() ? List.of() : mesh.upstreams())
        .withPeers(mesh.areEqual()
            ? Stream.concat(mesh.peers().stream(), mesh.upstreams().stream()).toList()
            : mesh.peers())
        .withIntervals(or(beaconInterval, DaemonOptions.DEFAULT_BEACON), or(pollInterval, DaemonOptions.DEFAULT_POLL))
        .withPrefix(or(prefix, DaemonOptions.DEFAULT_PREFIX))
        .withLimits(DaemonLimits.DEFAULT.withHeap(heapBytes)
            .withArtifactBytesMax(or(artifactBytesMax, DaemonLimits.DEFAULT.artifactBytesMax())))
        .withMeshLogin(mesh.toLogin());
    options = clientListen == null ? options : options.withClientListen(clientListen.address());
    options = leafListen == null ? options : options.withLeafListen(leafListen.address());
    options = options.withHttp(http.toListen());
    checkPorts();
    return options;
  }

  private void checkPorts() {
    Map<String, ListenAddress> taken = new LinkedHashMap<>();
    listeners().forEach((key, wanted) -> {
      taken.forEach((other, listen) -> {
        if (listen.collidesWith(wanted)) {
          throw new IllegalArgumentException(key + ": port " + wanted.address().getPort() + " is that of " + other
              + ", give it another one, or 0 for a free one");
        }
      });
      taken.put(key, wanted);
    });
  }

  /** Where something listens, by its key. */
  private Map<String, ListenAddress> listeners() {
    Map<String, ListenAddress> all = new LinkedHashMap<>();
    if (clientListen != null) {
      all.put("nats-client-port", clientListen);
    }
    if (leafListen != null) {
      all.put("nats-leaf-port", leafListen);
    }
    if (http.listen() != null) {
      all.put("serve-http", http.listen());
    }
    return all;
  }

  private static <T> T or(@Nullable T given, T otherwise) {
    return given == null ? otherwise : given;
  }

  private static Path normal(Path path) {
    return path.toAbsolutePath().normalize();
  }

  @Override
  public String toString() {
    return "LeafSettings[repositories=" + repositories + ", directories=" + directories + ", user=" + user + "]";
  }
}
