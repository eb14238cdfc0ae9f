package io.edgesync.agent.nats;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayDeque;
import org.junit.jupiter.api.Test;

/** Bodies over links of which nothing is known but their speed and how far they reach; no time passes. */
class SendWindowTest {

  private static final long NANOS_PER_SECOND = 1_000_000_000L;

  /** Carries one part after the other, and brings word of each back. */
  private static final class Link {
    private record Carried(long endBytes, long knownNanos) {}

    final SendWindow window = new SendWindow();
    private final double bytesPerSecond;
    private final long thereAndBackNanos;
    private final ArrayDeque<Carried> onTheWay = new ArrayDeque<>();
    /** Carried at once. */
    private int bucketBytes;
    private long nowNanos;
    private long freeNanos;
    /** Of what was sent, the longest that something waited before the link and on it. */
    Duration longestOnTheWay = Duration.ZERO;
    Duration longestBetween = Duration.ZERO;
    int largestPart;

    Link(double bytesPerSecond, Duration thereAndBack) {
      this.bytesPerSecond = bytesPerSecond;
      this.thereAndBackNanos = thereAndBack.toNanos();
    }

    Link withBucket(int bytes) {
      bucketBytes = bytes;
      return this;
    }

    /** Sends a body and says how long that took. */
    Duration carry(long bytes) {
      long left = bytes;
      while (left > 0 || !onTheWay.isEmpty()) {
        int part = (int) Math.min(left, window.partBytes());
        if (left > 0 && window.hasRoomFor(part)) {
          send(part);
          left -= part;
        } else {
          hear();
        }
      }
      return Duration.ofNanos(nowNanos);
    }

    void send(int part) {
      window.sent(part, nowNanos);
      int atOnce = Math.min(part, bucketBytes);
      bucketBytes -= atOnce;
      long carriedNanos = (long) ((part - atOnce) / bytesPerSecond * NANOS_PER_SECOND);
      freeNanos = Math.max(freeNanos, nowNanos) + carriedNanos;
      onTheWay.add(new Carried(window.sentBytes(), freeNanos + thereAndBackNanos));
      longestOnTheWay = longer(longestOnTheWay, freeNanos - nowNanos);
      longestBetween = longer(longestBetween, carriedNanos);
      largestPart = Math.max(largestPart, part);
    }

    void hear() {
      Carried first = onTheWay.remove();
      nowNanos = Math.max(nowNanos, first.knownNanos);
      window.consumed(first.endBytes, nowNanos);
    }

    private static Duration longer(Duration before, long nanos) {
      return nanos > before.toNanos() ? Duration.ofNanos(nanos) : before;
    }
  }

  @Test
  void aNarrowLinkIsFullAndNeverHasMuchBeforeIt() {
    Link modem = new Link(16_000, Duration.ofMillis(40));

    Duration took = modem.carry(1_500_000);

    assertThat(took).isLessThan(Duration.ofSeconds(96));
    assertThat(modem.longestOnTheWay).isLessThan(Duration.ofMillis(2200));
    assertThat(modem.longestBetween).isLessThan(Duration.ofSeconds(1));
  }

  @Test
  void whatAShaperLetsThroughAtOnceIsSoonForgotten() {
    Link shaped = new Link(16_000, Duration.ofMillis(40)).withBucket(16_000);
    shaped.carry(600_000);
    shaped.longestOnTheWay = Duration.ZERO;

    shaped.carry(600_000);

    assertThat(shaped.longestOnTheWay).isLessThan(Duration.ofMillis(2200));
  }

  @Test
  void onTheSlowestLinkSomethingComesLongBeforeSilenceEndsTheRound() {
    Link slowest = new Link(ExchangeTimes.BYTES_PER_SECOND_MIN, Duration.ofSeconds(1));

    slowest.carry(500_000);

    assertThat(slowest.longestBetween).isLessThan(ExchangeTimes.DEFAULT.silenceMax().dividedBy(3));
    assertThat(slowest.longestOnTheWay).isLessThan(ExchangeTimes.DEFAULT.silenceMax());
  }

  @Test
  void aWideLinkHasTheWholeWindowAfterThreeTimesThereAndBack() {
    Link wide = new Link(1e9, Duration.ofMillis(100));

    Duration took = wide.carry(2 * Part.WINDOW_BYTES);

    assertThat(took).isLessThan(Duration.ofMillis(510));
    assertThat(wide.largestPart).isEqualTo(Part.PAYLOAD_BYTES_MAX);
  }

  @Test
  void aSatelliteIsNoNarrowLink() {
    Link satellite = new Link(1_000_000, Duration.ofMillis(600));

    assertThat(satellite.carry(20_000_000)).isLessThan(Duration.ofSeconds(25));
  }

  @Test
  void aPartThatWasMadeForMoreRoomGoesOnceTheWayIsFree() {
    SendWindow window = new SendWindow();
    window.sent(SendWindow.FIRST_BYTES, 0);
    window.consumed(SendWindow.FIRST_BYTES, 1);
    int part = 4 * SendWindow.FIRST_BYTES;
    window.sent(part, 1);
    window.sent(part, 1);
    assertThat(window.hasRoomFor(part)).isFalse();

    window.consumed(SendWindow.FIRST_BYTES + 2L * part, 60 * NANOS_PER_SECOND);

    assertThat(window.partBytes()).isLessThan(part);
    assertThat(window.hasRoomFor(part)).isTrue();
  }

  @Test
  void whatWasNotSentIsNotTakenForConsumed() {
    SendWindow window = new SendWindow();
    window.sent(SendWindow.PART_BYTES_MIN, 0);
    window.consumed(Long.MAX_VALUE, 3 * NANOS_PER_SECOND);
    window.sent(SendWindow.PART_BYTES_MIN, 3 * NANOS_PER_SECOND);

    assertThat(window.hasRoomFor(SendWindow.FIRST_BYTES - SendWindow.PART_BYTES_MIN)).isTrue();
    assertThat(window.hasRoomFor(SendWindow.FIRST_BYTES)).isFalse();
  }
}
