package io.edgesync.agent;

import io.edgesync.agent.configuration.RepositoryFile;
import io.edgesync.agent.http.Routes;
import io.edgesync.agent.nats.ProjectInterest;
import io.edgesync.agent.nats.Way;
import io.edgesync.agent.peer.Presence;
import io.edgesync.repository.Repository;
import io.edgesync.repository.RepositoryException;
import io.edgesync.xfer.artifact.ProjectCode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a daemon serves at the moment. Repositories are added and let go while the others go on: neither a link nor a session of another project
 * is touched. Thread-safe; whoever changes the set waits for others who do.
 */
final class ServedProjects implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(ServedProjects.class);

  private final OpenRepositories repositories;
  private final ServedProject.Shared shared;
  private final @Nullable Presence presence;
  private final @Nullable Routes routes;
  private final Map<Way, ProjectInterest> interests = new LinkedHashMap<>();
  /** In the order in which they came. Replaced by who holds the monitor, read by everybody. */
  private volatile Map<ProjectCode, ServedProject> projects = Map.of();
  private boolean isClosed;

  /**
   * Serves nothing yet.
   *
   * @param presence null where no beacons are sent
   * @param routes   null where no HTTP is served
   */
  ServedProjects(OpenRepositories repositories, ServedProject.Shared shared, @Nullable Presence presence,
      @Nullable Routes routes) {
    this.repositories = repositories;
    this.shared = shared;
    this.presence = presence;
    this.routes = routes;
    for (Way way : shared.ways().all()) {
      interests.put(way, new ProjectInterest(way.endpoint()));
    }
  }

  @Nullable
  ServedProject get(ProjectCode project) {
    return projects.get(project);
  }

  List<ServedProject> all() {
    return List.copyOf(projects.values());
  }

  Optional<ServedProject> of(Path file) {
    Path wanted = file.toAbsolutePath().normalize();
    return projects.values().stream()
        .filter(each -> each.repository().file().toAbsolutePath().normalize().equals(wanted)).findFirst();
  }

  /**
   * Opens a file and serves it from now on.
   *
   * @throws AgentException                                where its project, or its name in HTTP paths, is served already
   * @throws io.edgesync.repository.RepositoryException when it cannot be opened
   */
  synchronized ServedProject add(RepositoryFile file, @Nullable DaemonLogin login) throws AgentException {
    if (isClosed) {
      throw new RepositoryException.Closed(file.file(), "is not opened any more, the daemon stops");
    }
    Repository repository = repositories.open(file.file());
    serve(Map.of(repository, file), login);
    LOG.info("repository served file={} project={}", file.file(), repository.projectCode());
    return Objects.requireNonNull(projects.get(repository.projectCode()));
  }

  /** Serves repositories that are open, each as it is to be; all of them, or none. */
  synchronized void serve(Map<Repository, RepositoryFile> opened, @Nullable DaemonLogin login) throws AgentException {
    Map<ProjectCode, ServedProject> more = new LinkedHashMap<>();
    boolean isServed = false;
    try {
      for (Map.Entry<Repository, RepositoryFile> each : opened.entrySet()) {
        ServedProject project = new ServedProject(each.getKey(), each.getValue(), login, shared);
        if (routes != null && !routes.add(project.httpName(), project)) {
          project.close();
          throw new AgentException.BadOption("two repositories are named " + project.httpName()
              + ", which names both of them in an HTTP path: rename one, or leave one out", null);
        }
        more.put(project.project(), project);
      }
      isServed = true;
    } catch (IOException e) {
      throw new AgentException.BadOption(String.valueOf(e.getMessage()), e);
    } finally {
      if (!isServed) {
        more.values().forEach(this::discard);
        opened.keySet().forEach(repositories::close);
      }
    }
    Map<ProjectCode, ServedProject> all = new LinkedHashMap<>(projects);
    all.putAll(more);
    projects = all;
    more.values().forEach(ServedProject::start);
    hold();
    if (presence != null) {
      more.forEach((code, project) -> presence.add(code, project.peers()));
    }
  }

  /** Lets a repository go: its peers find nobody who answers for it, its sessions end, and the file is closed. */
  synchronized void remove(ServedProject project) {
    Map<ProjectCode, ServedProject> rest = new LinkedHashMap<>(projects);
    if (rest.remove(project.project(), project)) {
      projects = rest;
      if (presence != null) {
        presence.remove(project.project());
      }
      hold();
      discard(project);
      repositories.close(project.repository());
      LOG.info("repository let go file={} project={}", project.repository().file(), project.project());
    }
  }

  private void discard(ServedProject project) {
    if (routes != null) {
      routes.remove(project.httpName());
    }
    project.close();
  }

  private void hold() {
    interests.forEach((way, interest) -> {
      Map<ProjectCode, ProjectInterest.Taker> takers = new LinkedHashMap<>();
      projects.forEach((code, project) -> takers.put(code, project.taker(way)));
      interest.hold(takers);
    });
  }

  /** Ends everything at once; the files stay open until {@link OpenRepositories} is closed. */
  @Override
  public synchronized void close() {
    isClosed = true;
    interests.values().forEach(ProjectInterest::close);
    List<ServedProject> last = new ArrayList<>(projects.values());
    projects = Map.of();
    last.forEach(this::discard);
  }
}
