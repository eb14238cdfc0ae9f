package io.edgesync.agent.foreign;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgesync.mesh.Bus;
import io.edgesync.mesh.BusContract;
import io.edgesync.mesh.broker.Broker;
import io.edgesync.mesh.broker.BrokerOptions;
import io.edgesync.mesh.identity.NodeIdentity;
import java.util.Objects;

/** The Bus over a connection to a server of our kind. */
class BusOverOurServerTest extends BusContract {

  private Broker server;
  private NatsBus bus;

  @Override
  protected Bus open() throws Exception {
    server = Broker.start(BrokerOptions.named("server").withClientPort(0));
    bus = NatsBus.open(NatsBusOptions.of(
        new ForeignServer("127.0.0.1", Objects.requireNonNull(server.clientAddress()).getPort(), null, null, false),
        NodeIdentity.generate(), INBOXES));
    assertThat(bus.awaitUp(PATIENCE)).isTrue();
    return bus;
  }

  @Override
  protected void shut() {
    bus.close();
    server.close();
  }
}
