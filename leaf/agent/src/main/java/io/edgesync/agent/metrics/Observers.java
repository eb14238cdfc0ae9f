package io.edgesync.agent.metrics;

import io.edgesync.agent.status.SessionState;
import io.edgesync.xfer.artifact.Hash;
import io.edgesync.xfer.artifact.ProjectCode;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Several observers; what one of them throws costs a line in the log, and neither the others nor the session. */
record Observers(List<SyncObserver> all) implements SyncObserver {

  private static final Logger LOG = LoggerFactory.getLogger(Observers.class);

  Observers {
    all = List.copyOf(all);
  }

  private void tell(Consumer<SyncObserver> what) {
    for (SyncObserver observer : all) {
      try {
        what.accept(observer);
      } catch (RuntimeException e) {
        LOG.warn("observer failed observer={}", observer.getClass().getName(), e);
      }
    }
  }

  @Override
  public void sessionStarted(ProjectCode project, String peer) {
    tell(each -> each.sessionStarted(project, peer));
  }

  @Override
  public void sessionEnded(ProjectCode project, String peer, SessionState how, Duration took) {
    tell(each -> each.sessionEnded(project, peer, how, took));
  }

  @Override
  public void roundEnded(ProjectCode project, String peer, RoundEnd how, Duration took) {
    tell(each -> each.roundEnded(project, peer, how, took));
  }

  @Override
  public void roundAnswered(ProjectCode project, boolean isDenied, Duration took) {
    tell(each -> each.roundAnswered(project, isDenied, took));
  }

  @Override
  public void artifactBlocked(ProjectCode project, Hash artifact, String why) {
    tell(each -> each.artifactBlocked(project, artifact, why));
  }
}
