package io.edgesync.agent.nats;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgesync.mesh.LinkId;
import io.edgesync.mesh.Message;
import io.edgesync.mesh.leafnode.LinkStatus;
import io.edgesync.mesh.leafnode.LinkStatus.Direction;
import io.edgesync.mesh.leafnode.LinkStatus.Standing;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class WayTest {

  private final MemoryBus bus = new MemoryBus(1000);
  private final PeerEndpoint endpoint = new PeerEndpoint(bus, new SyncSubjects("fossil"), "NODE1");
  private final LinkDomains domains = new LinkDomains(List::of);

  private int published(Way way, String via) {
    int before = bus.published.get();
    way.publishOn(new Message("news", new byte[0]), via);
    return bus.published.get() - before;
  }

  @Test
  void whatCameByTheOnlyLinkIsToldToNobody() {
    Way way = Way.byLinks(endpoint, domains);
    String hub = domains.up(hub(1, "nats-leaf://hub:7422"));

    assertThat(way.leadsOn(hub)).isFalse();
    assertThat(published(way, hub)).isZero();
    assertThat(way.leadsOn(null)).as("what was made here").isTrue();
    assertThat(way.leadsOn("clients")).isTrue();
    assertThat(way.leadsOn("server away")).as("from another way").isTrue();

    domains.up(hub(2, "nats-leaf://other:7422"));
    assertThat(way.leadsOn(hub)).as("with a second link").isTrue();
  }

  @Test
  void whatCameByAForeignServerIsNotToldThereAgain() {
    Way way = Way.byForeignServer(endpoint, "away");

    assertThat(way.leadsOn("server away")).isFalse();
    assertThat(published(way, "server away")).isZero();
    assertThat(way.leadsOn("hub nats-leaf://hub:7422")).isTrue();
    assertThat(published(way, "hub nats-leaf://hub:7422")).isEqualTo(1);
  }

  private static LinkStatus hub(int number, String address) {
    return new LinkStatus(Direction.SOLICITED, Standing.HUB, address, LinkStatus.State.UP, Instant.EPOCH, null,
        new LinkId(number), null, null, null, 0);
  }
}
