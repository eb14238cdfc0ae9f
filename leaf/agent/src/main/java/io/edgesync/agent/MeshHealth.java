package io.edgesync.agent;

import io.edgesync.agent.foreign.ConnectionStatus;
import io.edgesync.agent.foreign.NatsBus;
import io.edgesync.mesh.broker.Broker;
import io.edgesync.mesh.leafnode.LinkStatus;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * What is wrong between a daemon and the mesh. Cut off is who hangs off somebody and reaches none of them; equals come and go.
 *
 * @param foreign servers that we are a client of; read when asked
 */
record MeshHealth(Broker broker, List<NatsBus> foreign) implements DaemonHealth.MeshProblems {

  private static final Duration PATIENCE = Duration.ofSeconds(5);

  @Override
  public List<DaemonHealth.Problem> now() throws InterruptedException {
    List<DaemonHealth.Problem> problems = new ArrayList<>(unreached());
    if (broker.stuckLoops(PATIENCE) > 0) {
      problems.add(new DaemonHealth.Problem("server", "nats", "connections to it are not served, a new start helps"));
    }
    return problems;
  }

  private List<DaemonHealth.Problem> unreached() {
    List<LinkStatus> hubs = broker.links().stream().filter(link -> link.direction() == LinkStatus.Direction.SOLICITED
        && link.standing() == LinkStatus.Standing.HUB).toList();
    List<ConnectionStatus> connections = foreign.stream().map(NatsBus::status).toList();
    if (hubs.stream().anyMatch(hub -> hub.state() == LinkStatus.State.UP)
        || connections.stream().anyMatch(ConnectionStatus::isUp)) {
      return List.of();
    }
    return Stream
        .concat(hubs.stream().map(hub -> Upstreams.state(hub, broker.serverName(), null)),
            connections.stream().map(Upstreams::state))
        .map(state -> new DaemonHealth.Problem("mesh", state.remote(),
            state.lastError().isEmpty() ? "not connected yet" : state.lastError()))
        .toList();
  }
}
