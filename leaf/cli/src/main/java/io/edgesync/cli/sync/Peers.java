package io.edgesync.cli.sync;

import io.edgesync.agent.AgentException;
import io.edgesync.agent.MeshClient;
import io.edgesync.agent.MeshClientOptions;
import io.edgesync.agent.MeshLogin;
import io.edgesync.cli.console.WrongUsage;
import io.edgesync.xfer.artifact.ProjectCode;
import io.edgesync.xfer.card.CardLimits;
import io.edgesync.xfer.content.MemoryBudget;
import io.edgesync.xfer.http.HttpOptions;
import io.edgesync.xfer.http.HttpTransport;
import io.edgesync.xfer.round.Transport;
import java.util.Optional;

/** Ways to a peer, whatever the URL: closing gives up the connection, or leaves the mesh. */
final class Peers {

  /** A transport, and what has to be closed behind it. */
  record Opened(Transport transport, AutoCloseable behind) implements AutoCloseable {
    @Override
    public void close() {
      transport.close();
      try {
        behind.close();
      } catch (Exception e) {
        throw new IllegalStateException("a mesh client's close() does not throw", e);
      }
    }
  }

  private Peers() {}

  static Opened open(PeerUrl url, ProjectCode project, MeshLogin login, MemoryBudget budget)
      throws AgentException, InterruptedException {
    return switch (url) {
      case PeerUrl.Http http -> open(http, budget);
      case PeerUrl.Mesh mesh -> {
        MeshClient client = join(mesh, login, budget);
        try {
          yield new Opened(client.transport(project), client);
        } catch (AgentException | InterruptedException | RuntimeException e) {
          client.close();
          throw e;
        }
      }
    };
  }

  /** As {@link #open}, but in a mesh to the node that is named, whose replies are proven. */
  static Opened openProven(PeerUrl url, NodeOption node, MeshLogin login, MemoryBudget budget)
      throws AgentException, InterruptedException {
    return switch (url) {
      case PeerUrl.Http http -> open(http, budget);
      case PeerUrl.Mesh mesh -> {
        MeshClient client = join(mesh, login, budget);
        Optional<String> named = node.in(client);
        if (named.isEmpty()) {
          client.close();
          throw new WrongUsage(client.upstream() + ": is no node that could prove its configuration to be its own;"
              + " name one that is behind it: --node KEY");
        }
        yield new Opened(client.proven(named.get()), client);
      }
    };
  }

  /** A mesh that was joined, for commands that ask several peers. */
  static MeshClient join(PeerUrl.Mesh mesh, MeshLogin login, MemoryBudget budget)
      throws AgentException, InterruptedException {
    return MeshClient.join(MeshClientOptions.of(mesh.link()).withLogin(login), budget);
  }

  static Opened open(PeerUrl.Http http, MemoryBudget budget) {
    return new Opened(new HttpTransport(http.url(), HttpOptions.of(budget).withLimits(CardLimits.DEFAULT)), () -> {});
  }
}
