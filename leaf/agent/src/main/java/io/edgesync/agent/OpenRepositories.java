package io.edgesync.agent;

import io.edgesync.repository.Repository;
import io.edgesync.repository.RepositoryOptions;
import io.edgesync.xfer.artifact.ProjectCode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The files that a daemon has open, each of another project. Thread-safe. */
final class OpenRepositories implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(OpenRepositories.class);

  private static final int FEW = 16;
  private static final Duration FEW_IDLE = Duration.ofMinutes(1);
  private static final Duration MANY_IDLE = Duration.ofMillis(500);

  private final RepositoryOptions how;
  private final Map<ProjectCode, Repository> byProject = new ConcurrentHashMap<>();

  OpenRepositories(RepositoryOptions how) {
    this.how = how;
  }

  /**
   * Opens a file; {@link #close(Repository)} or {@link #close()} closes it.
   *
   * @throws AgentException.BadOption                       where another clone of the project is open
   * @throws io.edgesync.repository.RepositoryException when it cannot be opened
   */
  synchronized Repository open(Path file) throws AgentException.BadOption {
    Repository repository = Repository.open(file, how);
    Repository other = byProject.putIfAbsent(repository.projectCode(), repository);
    if (other != null) {
      repository.close();
      throw new AgentException.BadOption(RepositoryCheck.clones(other.file(), file, repository.projectCode()), null);
    }
    byProject.values().forEach(each -> each.endIdleAfter(idle()));
    RepositoryCheck.remark(repository).ifPresent(remark -> LOG.warn("scripts: {}", remark));
    return repository;
  }

  /** How many are open; waits for nobody. */
  int count() {
    return byProject.size();
  }

  /** A connection is made in a millisecond or two: of many repositories, those that nobody uses need no threads. */
  private Duration idle() {
    return byProject.size() > FEW ? MANY_IDLE : FEW_IDLE;
  }

  /** Waits for the transaction that runs. */
  synchronized void close(Repository repository) {
    byProject.remove(repository.projectCode(), repository);
    repository.close();
  }

  /** Closes those that are left, likewise. */
  @Override
  public synchronized void close() {
    Deque<Repository> all = new ArrayDeque<>(byProject.values());
    all.forEach(this::close);
  }
}
