package io.edgesync.sync.presence;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgesync.sync.PeerHello;
import io.edgesync.sync.testing.Peer;
import io.edgesync.xfer.artifact.ProjectCode;
import io.edgesync.xfer.card.CardLimits;
import io.edgesync.xfer.content.MemoryBudget;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;

class BeaconsTest {

  private static final ProjectCode PROJECT = Peer.PROJECT;
  private static final String OURS = "1".repeat(32);
  private static final String THEIRS = "2".repeat(32);

  private final TricklePace pace = TricklePace.upTo(Duration.ofMinutes(1));
  private final Beacons beacons = new Beacons("SELF", pace, 100, "LINKED"::equals, new Random(1));
  private long nowNanos;

  BeaconsTest() {
    on(new BeaconEvent.Changed(PROJECT, OURS));
  }

  @Test
  void aloneItSpeaksAtIntervalsThatDoubleUpToTheLongest() {
    on(new BeaconEvent.DomainUp("d", 0));

    List<Long> sent = speaking(Duration.ofMinutes(20), Duration.ZERO, "");

    assertThat(sent.getFirst()).isLessThan(Duration.ofMillis(250).toNanos());
    assertThat(sent).hasSizeBetween(24, 30);
  }

  @Test
  void itIsSilentWhereEnoughOthersSayTheSameAndNotElsewhere() {
    on(new BeaconEvent.DomainUp("d", 0));
    on(new BeaconEvent.DomainUp("e", 0));

    List<BeaconEffect> all = new ArrayList<>();
    for (int i = 0; i < 10 * 60 * 10; i++) {
      nowNanos += Duration.ofMillis(100).toNanos();
      all.addAll(on(heard("N" + i % 3, OURS)));
    }

    assertThat(all).doesNotContain(new BeaconEffect.Send("d")).contains(new BeaconEffect.Send("e"));
  }

  @Test
  void aDifferenceIsSaidSoonAndIsNewsOnce() {
    on(new BeaconEvent.DomainUp("d", 0));
    speaking(Duration.ofMinutes(10), Duration.ZERO, "");

    assertThat(on(heard("N1", THEIRS))).contains(new BeaconEffect.Tell(PROJECT, "N1", THEIRS, "d"));
    assertThat(speaking(Duration.ofMillis(260), Duration.ZERO, "")).hasSize(1);
    speaking(Duration.ofMinutes(10), Duration.ofSeconds(30), THEIRS);
    on(heard("N1", THEIRS));
    assertThat(speaking(Duration.ofMinutes(10), Duration.ofSeconds(30), THEIRS)).as("for ever different")
        .hasSizeBetween(8, 12);
  }

  @Test
  void ourOwnChangeAndALinkThatComesUpAreSaidSoon() {
    on(new BeaconEvent.DomainUp("d", 0));
    speaking(Duration.ofMinutes(10), Duration.ZERO, "");
    on(new BeaconEvent.Changed(PROJECT, THEIRS));
    assertThat(speaking(Duration.ofMillis(260), Duration.ZERO, "")).hasSize(1);

    speaking(Duration.ofMinutes(10), Duration.ZERO, "");
    on(new BeaconEvent.DomainUp("d", 0));
    assertThat(speaking(Duration.ofMillis(260), Duration.ZERO, "")).hasSize(1);
  }

  @Test
  void aCrowdInWhichAllDifferIsPacedToo() {
    on(new BeaconEvent.DomainUp("d", 0));

    int sent = 0;
    for (int i = 0; i < 2000; i++) {
      nowNanos += Duration.ofMillis(5).toNanos();
      sent += sends(on(heard("N" + i % 50, String.format("%032x", i)))).size();
    }

    assertThat(sent).isLessThan(3);
  }

  @Test
  void whoIsSilentForLongIsGoneAndInventedNodesArePushedOutByOthers() {
    on(new BeaconEvent.DomainUp("d", 0));
    assertThat(on(heard("N1", OURS))).contains(new BeaconEffect.Appeared("N1", 1));
    assertThat(on(heard("N1", OURS))).doesNotContain(new BeaconEffect.Appeared("N1", 1));

    nowNanos += Duration.ofMinutes(21).toNanos();
    assertThat(on(new BeaconEvent.Tick())).contains(new BeaconEffect.Gone("N1"));

    on(heard("LINKED", OURS));
    for (int i = 0; i < 1000; i++) {
      List<BeaconEffect> effects = on(heard("X" + i, OURS));
      if (i >= 99) {
        // Who remembers it hears of nobody's silence later.
        assertThat(effects).contains(new BeaconEffect.Gone("X" + (i - 99)));
      }
    }
    assertThat(on(heard("LINKED", OURS))).doesNotContain(new BeaconEffect.Appeared("LINKED", 1));
    nowNanos += Duration.ofMinutes(21).toNanos();
    assertThat(on(new BeaconEvent.Tick()).stream().filter(BeaconEffect.Gone.class::isInstance)).hasSize(100);
  }

  @Test
  void aHubSpeaksFirstAndSaysHowManyHearIt() throws Exception {
    on(new BeaconEvent.DomainUp("d", 100));
    assertThat(speaking(Duration.ofMillis(126), Duration.ZERO, "")).hasSize(1);

    byte[] text = new BeaconMessage(PeerHello.of("HUB", 1000), Map.of(PROJECT, OURS), 1000).encode(1 << 20).getFirst();
    BeaconMessage read = BeaconMessage.parse(text, CardLimits.DEFAULT, new MemoryBudget(1 << 20));
    assertThat(read).isEqualTo(new BeaconMessage(PeerHello.of("HUB", 1000), Map.of(PROJECT, OURS), 1000));
    assertThat(on(new BeaconEvent.Heard("HUB", "d", Map.of(PROJECT, OURS), 1000)))
        .contains(new BeaconEffect.Audience("d", 1000));
  }

  @Test
  void manyProjectsAreSaidInMessagesThatTheServerCarries() throws Exception {
    Map<ProjectCode, String> digests = new HashMap<>();
    for (int i = 0; i < 100; i++) {
      digests.put(new ProjectCode(String.format("%040x", i)), OURS);
    }
    Map<ProjectCode, String> read = new HashMap<>();

    List<byte[]> messages = new BeaconMessage(PeerHello.of("NODE", 1000), digests, 7).encode(1024);

    for (byte[] message : messages) {
      assertThat(message).hasSizeLessThanOrEqualTo(1024);
      BeaconMessage part = Objects
          .requireNonNull(BeaconMessage.parse(message, CardLimits.DEFAULT, new MemoryBudget(1 << 20)));
      assertThat(part.sender()).isEqualTo(PeerHello.of("NODE", 1000));
      assertThat(part.audience()).isEqualTo(7);
      read.putAll(part.digests());
    }
    assertThat(read).isEqualTo(digests);
    assertThat(new BeaconMessage(PeerHello.of("NODE", 1000), Map.of(), 0).encode(1024)).hasSize(1);
  }

  private static BeaconEvent heard(String node, String digest) {
    return new BeaconEvent.Heard(node, "d", Map.of(PROJECT, digest), 0);
  }

  /** Lets time pass in steps of a few milliseconds; returns when it spoke. Somebody may say something else every now and then. */
  private List<Long> speaking(Duration time, Duration every, String theirs) {
    List<Long> sent = new ArrayList<>();
    long began = nowNanos;
    long heard = nowNanos;
    while (nowNanos - began < time.toNanos()) {
      nowNanos += Duration.ofMillis(5).toNanos();
      List<BeaconEffect> effects = on(new BeaconEvent.Tick());
      sends(effects).forEach(_ -> sent.add(nowNanos));
      if (!every.isZero() && nowNanos - heard > every.toNanos()) {
        heard = nowNanos;
        on(heard("N1", theirs));
      }
    }
    return sent;
  }

  private static List<BeaconEffect> sends(List<BeaconEffect> effects) {
    return effects.stream().filter(BeaconEffect.Send.class::isInstance).toList();
  }

  private List<BeaconEffect> on(BeaconEvent event) {
    return beacons.on(event, nowNanos);
  }
}
