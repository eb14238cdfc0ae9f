package io.edgesync.sync.gossip;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgesync.xfer.artifact.Hash;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Announcements and beacons by the thousand under made-up names: what is asked of them stays bounded, and an honest peer is heard. */
class StormTest {

  private static final int NODES = 1000;
  private static final long MILLI = 1_000_000;

  private final Gossip gossip = new Gossip("SELF", "0".repeat(32), GossipLimits.DEFAULT, () -> 1, "LINKED"::equals,
      new Random(1));
  private final List<GossipEffect.StartSession> started = new ArrayList<>();
  private long nowNanos;

  private void on(GossipEvent event) {
    nowNanos += MILLI / 10;
    for (GossipEffect effect : gossip.on(event, nowNanos)) {
      if (effect instanceof GossipEffect.StartSession session) {
        started.add(session);
      }
    }
  }

  @Test
  void aStormTakesNoMoreThanHalfOfThePlacesAndAnHonestPeerGetsOne() {
    // The honest peer has answered before.
    on(new GossipEvent.Announced("HONEST", List.of(name(1)), "link"));
    on(new GossipEvent.Tick());
    assertThat(started).extracting(GossipEffect.StartSession::node).containsExactly("HONEST");
    on(new GossipEvent.SessionEnded("HONEST", false, new GossipEvent.End.Answered(), 1, 0, "1".repeat(32)));
    started.clear();

    for (int i = 0; i < NODES; i++) {
      on(new GossipEvent.Announced("STORM" + i, List.of(name(1000 + i), name(1_000_000 + i)), "link"));
      on(new GossipEvent.Beacon("STORM" + i, String.format("%032x", i + 5), "link"));
    }

    assertThat(started).hasSizeBetween(1, GossipLimits.DEFAULT.sessionsMax() / 2);
    on(new GossipEvent.Announced("HONEST", List.of(name(2)), "link"));
    // In a crowd one waits a moment in proportion to it.
    nowNanos += (long) NODES * GossipLimits.DEFAULT.fetchSpacing().toNanos();
    on(new GossipEvent.Tick());
    Set<String> asked = started.stream().map(GossipEffect.StartSession::node).collect(Collectors.toSet());
    assertThat(asked).contains("HONEST");
  }

  @Test
  void aPeerWhoseSetNeverEqualsOursIsComparedWithAtAPaceThatSlowsDown() {
    int comparisons = 0;
    for (int beacon = 0; beacon < 600; beacon++) {
      nowNanos += 1000 * MILLI;
      on(new GossipEvent.Beacon("OTHER", "f".repeat(32), "link"));
      on(new GossipEvent.Tick());
      if (!started.isEmpty()) {
        started.clear();
        comparisons++;
        on(new GossipEvent.SessionEnded("OTHER", true, new GossipEvent.End.Answered(), 0, 0, "0".repeat(32)));
      }
    }

    assertThat(comparisons).as("of 600 beacons in ten minutes").isBetween(1, 3);
  }

  @Test
  void aPeerThatFailsEachSessionIsLeftAloneForLongerAndLonger() {
    int sessions = 0;
    for (int beacon = 0; beacon < 600; beacon++) {
      nowNanos += 1000 * MILLI;
      on(new GossipEvent.Beacon("OTHER", String.format("%032x", beacon + 5), "link"));
      on(new GossipEvent.Announced("OTHER", List.of(name(beacon)), "link"));
      on(new GossipEvent.Tick());
      if (!started.isEmpty()) {
        boolean compares = started.getLast().wanted().isEmpty();
        started.clear();
        sessions++;
        on(new GossipEvent.SessionEnded("OTHER", compares, new GossipEvent.End.Failed(), 0, 0, "0".repeat(32)));
      }
    }

    assertThat(sessions).as("of 600 seconds with news each").isBetween(3, 20);
  }

  private static Hash name(int number) {
    return new Hash(String.format("%064x", number));
  }
}
