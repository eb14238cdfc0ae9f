package io.edgesync.agent.foreign;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgesync.mesh.Bus;
import io.edgesync.mesh.BusContract;
import io.edgesync.mesh.broker.NatsServerProcess;
import io.edgesync.mesh.identity.NodeIdentity;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

/** The Bus over a connection to the real server. */
class BusOverNatsServerTest extends BusContract {

  @TempDir
  private Path directory = Path.of("");
  private NatsServerProcess server;
  private NatsBus bus;

  @Override
  protected Bus open() throws Exception {
    server = NatsServerProcess.start(directory);
    bus = NatsBus.open(NatsBusOptions.of(ForeignServer.parse(server.clientUrl()), NodeIdentity.generate(), INBOXES));
    assertThat(bus.awaitUp(PATIENCE)).isTrue();
    return bus;
  }

  @Override
  protected void shut() {
    bus.close();
    server.close();
  }
}
