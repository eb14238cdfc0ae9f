package io.edgesync.agent;

import io.edgesync.agent.configuration.UpstreamSettings;
import io.edgesync.agent.peer.UpstreamSync;
import io.edgesync.xfer.artifact.ProjectCode;
import io.edgesync.xfer.card.CardLimits;
import io.edgesync.xfer.content.MemoryBudget;
import io.edgesync.xfer.http.HttpOptions;
import io.edgesync.xfer.http.HttpTransport;
import io.edgesync.xfer.round.ForwardingTransport;
import io.edgesync.xfer.round.Throttles;
import io.edgesync.xfer.round.Transport;
import java.net.URI;

/** Ways to the upstreams of one project: over HTTP, or through a mesh that is joined for one session. */
record UpstreamDial(ProjectCode project, CardLimits limits, MemoryBudget budget)
    implements
      UpstreamSync.Dial {

  @Override
  public Transport open(UpstreamSettings upstream, Throttles throttles) throws AgentException, InterruptedException {
    if (upstream.url().startsWith("http")) {
      return new HttpTransport(URI.create(upstream.url()),
          HttpOptions.of(budget).withLimits(limits).withThrottles(throttles));
    }
    MeshClient mesh = MeshClient.join(MeshClientOptions.of(upstream.url()), budget);
    boolean isOpen = false;
    try {
      Transport transport = mesh.transport(project, throttles);
      isOpen = true;
      return new Joined(transport, mesh);
    } finally {
      if (!isOpen) {
        mesh.close();
      }
    }
  }

  /** A transport that leaves its mesh when it is closed. */
  private static final class Joined extends ForwardingTransport {
    private final MeshClient mesh;

    Joined(Transport transport, MeshClient mesh) {
      super(transport);
      this.mesh = mesh;
    }

    @Override
    public void close() {
      super.close();
      mesh.close();
    }
  }
}
