package io.edgesync.agent;

import io.edgesync.agent.control.ControlServer;
import io.edgesync.agent.status.DaemonStatus;
import io.edgesync.agent.status.GrantState;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** What may be asked of a daemon by its control socket. */
record DaemonCommands(Supplier<DaemonStatus> state, ServedProjects projects, DaemonRights rights)
    implements
      ControlServer.Commands {

  @Override
  public DaemonStatus status() {
    return state.get();
  }

  @Override
  public void syncNow() {
    projects.all().forEach(ServedProject::syncNow);
  }

  @Override
  public boolean commitHint(Path file) {
    Optional<ServedProject> project = projects.of(file);
    project.ifPresent(ServedProject::nudge);
    return project.isPresent();
  }

  @Override
  public void grant(Path file, String peer, String letters) throws AgentException {
    rights.grant(served(file), peer, letters);
  }

  @Override
  public void revoke(Path file, String peer) throws AgentException {
    rights.revoke(served(file), peer);
  }

  @Override
  public List<GrantState> grants() {
    return rights.grants().list();
  }

  private ServedProject served(Path file) throws AgentException {
    return projects.of(file)
        .orElseThrow(() -> new AgentException.ControlFailed(file + ": not a repository of this daemon", null));
  }
}
