package io.edgesync.agent;

import io.edgesync.xfer.artifact.ProjectCode;
import io.edgesync.xfer.content.MemoryBudget;
import io.edgesync.xfer.round.Transport;

/**
 * Joins a mesh for one command, without listeners and without a lasting identity: {@code edgesync clone nats-leaf://…} and
 * {@code edgesync sync once}.
 */
public final class MeshClient implements AutoCloseable {

  private MeshClient() {}

  /**
   * Joins through {@code options.upstream()}.
   *
   * @throws AgentException.BadOption       when the URL is not of a leafnode port; names the right kind where it can tell
   * @throws AgentException.MeshUnreachable when no link came up in time
   */
  public static MeshClient join(MeshClientOptions options, MemoryBudget budget)
      throws AgentException, InterruptedException {
    throw new IllegalStateException("not wired yet");
  }

  /**
   * A transport to the node that answers for {@code project} first, found by a round that asks nothing; to a peer that does
   * not tell its node (Go EdgeSync) over the shared subject.
   *
   * @throws AgentException.MeshUnreachable when nobody answers for the project
   */
  public Transport transport(ProjectCode project) throws AgentException, InterruptedException {
    throw new IllegalStateException("not wired yet");
  }

  @Override
  public void close() {}
}
