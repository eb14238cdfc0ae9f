package io.edgesync.mesh.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.edgesync.mesh.Bus;
import io.edgesync.mesh.BusContract;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/** The Bus of a broker that listens nowhere. */
class BusTest extends BusContract {

  private Broker broker;

  @Override
  protected Bus open() throws IOException {
    broker = Broker.start(BrokerOptions.named("bus").withInboxPrefix(INBOXES));
    return broker.bus();
  }

  @Override
  protected void shut() {
    broker.close();
  }

  @Test
  void listensNowhereUnlessTold() {
    assertThat(broker.clientAddress()).isNull();
    assertThat(broker.leafAddress()).isNull();
  }

  @Test
  void aPortInUseIsNamed() throws Exception {
    try (Broker holder = Broker.start(BrokerOptions.named("holder").withClientPort(0))) {
      int port = holder.clientAddress().getPort();
      assertThatThrownBy(() -> Broker.start(BrokerOptions.named("late").withClientPort(port)))
          .isInstanceOf(ListenException.class)
          .hasMessageContaining("127.0.0.1:" + port).hasMessageContaining("choose another");
    }
  }
}
