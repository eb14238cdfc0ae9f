package io.edgesync.agent.nats;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Bodies over links of which nothing is known but their speed and how far they reach; no time passes. */
class SendWindowTest {

  private static final long NANOS_PER_SECOND = 1_000_000_000L;
  private static final int MODEM = 16_000;

  private final SimulatedWay.Time time = new SimulatedWay.Time();

  private SimulatedWay way(double bytesPerSecond, Duration thereAndBack) {
    return new SimulatedWay(time, bytesPerSecond, thereAndBack.dividedBy(2));
  }

  /** A body that has the link for itself. */
  private SimulatedWay.Body carried(long bytes, double bytesPerSecond, Duration thereAndBack) {
    SimulatedWay.Body body = new SimulatedWay.Body(bytes, way(bytesPerSecond, thereAndBack),
        way(bytesPerSecond, thereAndBack), Duration.ZERO);
    time.pass();
    return body;
  }

  @Test
  void aNarrowLinkIsFullAndNeverHasMuchBeforeIt() {
    SimulatedWay.Body body = carried(1_500_000, MODEM, Duration.ofMillis(40));

    assertThat(body.arrived()).isLessThan(Duration.ofSeconds(96));
    assertThat(body.longestOnTheWay()).isLessThan(Duration.ofMillis(1700));
    assertThat(body.largestPart()).isLessThan(MODEM);
  }

  @Test
  void whatAShaperLetsThroughAtOnceIsSoonForgotten() {
    SimulatedWay shaped = way(MODEM, Duration.ofMillis(40)).withBucket(MODEM);
    SimulatedWay back = way(MODEM, Duration.ofMillis(40));
    SimulatedWay.Body body = new SimulatedWay.Body(600_000, shaped, back, Duration.ZERO);
    SimulatedWay.Body later = new SimulatedWay.Body(1, shaped, back, Duration.ofSeconds(20));

    time.pass();

    assertThat(body.arrived()).isLessThan(Duration.ofSeconds(38));
    assertThat(later.longestOnTheWay()).isLessThan(Duration.ofMillis(2200));
  }

  @Test
  void onTheSlowestLinkSomethingComesLongBeforeSilenceEndsTheRound() {
    SimulatedWay.Body body = carried(500_000, ExchangeTimes.BYTES_PER_SECOND_MIN, Duration.ofSeconds(1));

    assertThat(body.largestPart())
        .isLessThan(ExchangeTimes.DEFAULT.silenceMax().toSeconds() * ExchangeTimes.BYTES_PER_SECOND_MIN / 3);
    assertThat(body.longestOnTheWay()).isLessThan(ExchangeTimes.DEFAULT.silenceMax());
  }

  @Test
  void aWideLinkHasTheWholeWindowAfterThreeTimesThereAndBack() {
    SimulatedWay.Body body = carried(2 * Part.WINDOW_BYTES, 1e9, Duration.ofMillis(100));

    assertThat(body.arrived()).isLessThan(Duration.ofMillis(510));
    assertThat(body.largestPart()).isEqualTo(Part.PAYLOAD_BYTES_MAX);
  }

  @Test
  void aSatelliteIsNoNarrowLink() {
    assertThat(carried(20_000_000, 1e6, Duration.ofMillis(600)).arrived()).isLessThan(Duration.ofSeconds(25));
  }

  @Test
  void howFarAReceiverIsHoldsNobodyUp() {
    assertThat(carried(2_000_000, 1e6, Duration.ofSeconds(3)).arrived()).isLessThan(Duration.ofSeconds(24));
  }

  @Test
  void aFarReceiverBehindANarrowLinkIsNotFlooded() {
    SimulatedWay.Body body = carried(1_500_000, MODEM, Duration.ofSeconds(3));

    assertThat(body.arrived()).isLessThan(Duration.ofSeconds(105));
    assertThat(body.longestOnTheWay()).isLessThan(Duration.ofSeconds(5));
  }

  @Test
  void creditsThatWaitBehindAnotherBodyHoldNoneUp() {
    SimulatedWay down = way(2 * MODEM, Duration.ofMillis(40)).withBucket(MODEM);
    SimulatedWay up = way(2 * MODEM, Duration.ofMillis(40)).withBucket(MODEM);
    SimulatedWay.Body one = new SimulatedWay.Body(1_000_000, down, up, Duration.ZERO);
    SimulatedWay.Body other = new SimulatedWay.Body(1_000_000, up, down, Duration.ofSeconds(1));

    time.pass();

    assertThat(one.arrived()).isLessThan(Duration.ofSeconds(42));
    assertThat(other.arrived()).isLessThan(Duration.ofSeconds(42));
    assertThat(other.longestOnTheWay()).isLessThan(Duration.ofSeconds(3));
  }

  @Test
  void aPartThatWasMadeForMoreRoomGoesOnceTheWayIsFree() {
    SendWindow window = new SendWindow();
    window.sent(SendWindow.FIRST_BYTES, 0);
    window.consumed(SendWindow.FIRST_BYTES, 1, 1);
    int part = 4 * SendWindow.FIRST_BYTES;
    window.sent(part, 1);
    window.sent(part, 1);
    assertThat(window.hasRoomFor(part)).isFalse();

    window.consumed(SendWindow.FIRST_BYTES + 2L * part, 60 * NANOS_PER_SECOND, 60 * NANOS_PER_SECOND);

    assertThat(window.partBytes()).isLessThan(part);
    assertThat(window.hasRoomFor(part)).isTrue();
  }

  @Test
  void whatWasNotSentIsNotTakenForConsumed() {
    SendWindow window = new SendWindow();
    window.sent(SendWindow.PART_BYTES_MIN, 0);
    window.consumed(Long.MAX_VALUE, 3 * NANOS_PER_SECOND, 3 * NANOS_PER_SECOND);
    window.sent(SendWindow.PART_BYTES_MIN, 3 * NANOS_PER_SECOND);

    assertThat(window.hasRoomFor(SendWindow.FIRST_BYTES - SendWindow.PART_BYTES_MIN)).isTrue();
    assertThat(window.hasRoomFor(SendWindow.FIRST_BYTES)).isFalse();
  }
}
