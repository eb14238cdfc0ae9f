package io.edgesync.agent;

import io.edgesync.agent.configuration.RepositoryDirectory;
import io.edgesync.agent.configuration.RepositoryFile;
import io.edgesync.agent.status.RefusedFile;
import io.edgesync.agent.watch.FileEvents;
import io.edgesync.repository.RepositoryException;
import io.edgesync.xfer.artifact.ProjectCode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a daemon was told to serve, by name and by directory, and what becomes of it when it is told something else. Thread-safe. */
final class ConfiguredRepositories implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(ConfiguredRepositories.class);

  private final ServedProjects projects;
  private final FileEvents events;
  /** Changed by who holds the monitor, read by everybody. */
  private final List<RepositoryFolder> folders = new CopyOnWriteArrayList<>();
  /** Those named by themselves that a reload could not take up. Replaced by who holds the monitor, read by everybody. */
  private volatile List<RefusedFile> notTakenUp = List.of();
  private DaemonOptions options;

  /** Begins to follow the directories; what is named by itself is served already. */
  ConfiguredRepositories(DaemonOptions options, ServedProjects projects, FileEvents events) {
    this.options = options;
    this.projects = projects;
    this.events = events;
    options.directories().forEach(this::follow);
  }

  private void follow(RepositoryDirectory directory) {
    folders.add(new RepositoryFolder(directory, serving(options.login()), events, options.pollInterval()));
  }

  private RepositoryFolder.Serving serving(@Nullable DaemonLogin login) {
    return new RepositoryFolder.Serving() {
      @Override
      public ServedProject serve(RepositoryFile file) throws AgentException {
        return projects.add(file, login);
      }

      @Override
      public void letGo(ServedProject project) {
        projects.remove(project);
      }
    };
  }

  /** Files that are to be served and are not. */
  List<RefusedFile> refused() {
    return Stream.concat(notTakenUp.stream(), folders.stream().flatMap(folder -> folder.refused().stream())).toList();
  }

  /** See {@link Daemon#reload}. */
  synchronized List<String> reload(DaemonOptions wanted) throws AgentException {
    List<RepositoryFile> toCome = new ArrayList<>(wanted.repositories());
    List<ServedProject> toGo = new ArrayList<>();
    for (RepositoryFile before : options.repositories()) {
      projects.of(before.file()).ifPresent(project -> {
        if (!toCome.removeIf(each -> project.is(each, wanted.login()))) {
          toGo.add(project);
        }
      });
    }
    // What stays as it is is open already.
    new RepositoryCheck(wanted).require(
        each -> toCome.contains(each) ? RepositoryCheck.projectOf(each.file()) : servedProject(each.file()));
    List<RepositoryDirectory> newFolders = new ArrayList<>(wanted.directories());
    for (RepositoryFolder folder : List.copyOf(folders)) {
      if (!Objects.equals(options.login(), wanted.login()) || !newFolders.remove(folder.what())) {
        folders.remove(folder);
        folder.letGo();
      }
    }
    toGo.forEach(projects::remove);
    List<RefusedFile> failed = new ArrayList<>();
    for (RepositoryFile file : toCome) {
      try {
        projects.add(file, wanted.login());
      } catch (AgentException | RepositoryException e) {
        LOG.error("repository not served file={} reason={}", file.file(), e.getMessage());
        failed.add(new RefusedFile(file.file().toString(), String.valueOf(e.getMessage())));
      }
    }
    notTakenUp = List.copyOf(failed);
    List<String> kept = needRestart(wanted);
    options = options.withRepositories(wanted.repositories(), wanted.directories()).withLogin(wanted.login());
    newFolders.forEach(this::follow);
    return kept;
  }

  private ProjectCode servedProject(Path file) {
    return projects.of(file).map(ServedProject::project).orElseGet(() -> RepositoryCheck.projectOf(file));
  }

  private List<String> needRestart(DaemonOptions wanted) {
    Map<String, Function<DaemonOptions, @Nullable Object>> fixed = new LinkedHashMap<>();
    fixed.put("nats", DaemonOptions::upstreams);
    fixed.put("peer", DaemonOptions::peers);
    fixed.put("nats-creds, nats-nkey, nats-tls…", DaemonOptions::meshLogin);
    fixed.put("nats-client-port", DaemonOptions::clientListen);
    fixed.put("nats-leaf-port", DaemonOptions::leafListen);
    fixed.put("serve-http", DaemonOptions::httpListen);
    fixed.put("state-dir", DaemonOptions::stateDir);
    fixed.put("beacon-interval", DaemonOptions::beaconInterval);
    fixed.put("poll-interval", DaemonOptions::pollInterval);
    fixed.put("prefix", DaemonOptions::prefix);
    fixed.put("artifact-max", DaemonOptions::limits);
    return fixed.entrySet().stream()
        .filter(each -> !Objects.equals(each.getValue().apply(options), each.getValue().apply(wanted)))
        .map(Map.Entry::getKey).toList();
  }

  /** Stops to follow directories; what is served stays with {@link ServedProjects}. */
  @Override
  public synchronized void close() {
    folders.forEach(RepositoryFolder::close);
    folders.clear();
  }
}
