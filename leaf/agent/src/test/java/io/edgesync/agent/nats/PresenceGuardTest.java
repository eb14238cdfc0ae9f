package io.edgesync.agent.nats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.edgesync.agent.peer.Presence;
import io.edgesync.sync.PeerHello;
import io.edgesync.xfer.card.CardLimits;
import io.edgesync.xfer.content.MemoryBudget;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class PresenceGuardTest {

  @Test
  void aBeaconThatCannotBeSentIsNotTheLastOne() {
    MemoryBus bus = new MemoryBus(1 << 20);
    SyncSubjects subjects = new SyncSubjects("fossil");
    AtomicBoolean fails = new AtomicBoolean();
    try (PeerEndpoint endpoint = new PeerEndpoint(bus, subjects, "UNODE");
        Way way = Way.byForeignServer(endpoint, "away");
        Presence presence = new Presence(new Ways(List.of(way)), subjects, () -> {
          if (fails.compareAndSet(true, false)) {
            throw new IllegalArgumentException("as where a beacon is larger than a message may be");
          }
          return PeerHello.of("UNODE", 1 << 20);
        }, Duration.ofSeconds(1), CardLimits.DEFAULT, new MemoryBudget(1 << 20))) {
      fails.set(true);
      presence.domainUp("server away");

      await().atMost(Duration.ofSeconds(60)).until(() -> bus.published.get() > 0);
      assertThat(fails).isFalse();
    }
  }
}
