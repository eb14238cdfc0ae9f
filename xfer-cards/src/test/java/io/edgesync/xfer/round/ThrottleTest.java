package io.edgesync.xfer.round;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ThrottleTest {

  private static final int RATE = 10 << 10;
  private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

  /** Time that passes by sleeping alone. */
  private static final class Slept implements Throttle.Time {
    private final List<Long> pauses = new ArrayList<>();
    private long now;

    @Override
    public long nanos() {
      return now;
    }

    @Override
    public void sleep(long nanos) {
      pauses.add(nanos);
      now += nanos;
    }

    long longest() {
      return pauses.stream().mapToLong(Long::longValue).max().orElse(0);
    }
  }

  private final Slept time = new Slept();

  private static InputStream body(int bytes) {
    return new ByteArrayInputStream(new byte[bytes]);
  }

  @Test
  void aBodyFlowsAtItsPaceWithoutALongPause() throws Exception {
    AtomicLong told = new AtomicLong();

    new Throttle(RATE, time).pace(body(1 << 20), told::addAndGet).transferTo(OutputStream.nullOutputStream());

    // What a second carries was there to begin with.
    assertThat(time.now / (double) SECOND).isBetween(100.0, 101.5);
    assertThat(time.longest()).isLessThanOrEqualTo(SECOND / 3);
    assertThat(told).hasValue(time.now);
  }

  @Test
  void whoListensHearsOfWhatPassesAndOfThePausesWithALimitOrWithout() throws Exception {
    AtomicLong bytes = new AtomicLong();
    AtomicLong paused = new AtomicLong();
    Throttle.Listener listener = (passed, nanos) -> {
      bytes.addAndGet(passed);
      paused.addAndGet(nanos);
    };

    new Throttle(RATE, time).telling(listener).pace(body(1 << 20)).transferTo(OutputStream.nullOutputStream());
    assertThat(bytes).hasValue(1 << 20);
    assertThat(paused).hasValue(time.now);

    Throttle.NONE.telling(listener).pace(body(1 << 20)).transferTo(OutputStream.nullOutputStream());
    assertThat(bytes).hasValue(2 << 20);

    new Throttle(RATE, time).telling(listener).pass(1 << 20);
    Throttle.NONE.telling(listener).pass(1 << 20);
    assertThat(bytes).as("of what goes whole").hasValue(4 << 20);
    assertThat(paused).hasValue(time.now);

    Throttle.NONE.telling(listener).telling(listener).pass(1 << 20);
    assertThat(bytes).as("by two who listen").hasValue(6 << 20);
    assertThat(paused).hasValue(time.now);
  }

  @Test
  void whatGoesWholeIsPaidForInSlicesToo() throws Exception {
    Throttle throttle = new Throttle(RATE, time);

    throttle.pass(1 << 20);

    assertThat(time.now / (double) SECOND).isBetween(100.0, 101.5);
    assertThat(time.longest()).isLessThanOrEqualTo(SECOND / 3);
    assertThat(throttle.pace(body(1)).read()).isZero();
    assertThat(time.longest()).isLessThanOrEqualTo(SECOND / 3);
  }

  @Test
  void ofWhatCannotBeHeldUpOnlyABoundedPartCounts() throws Exception {
    new Throttle(RATE, time).pass(1 << 20, Duration.ofSeconds(5));

    assertThat(time.now / (double) SECOND).isBetween(3.5, 5.0);
  }

  @Test
  void withoutALimitNothingWaits() throws Exception {
    InputStream body = body(1);

    assertThat(Throttle.NONE.pace(body)).isSameAs(body);
    assertThat(Throttle.NONE.ofStrangers()).isSameAs(Throttle.NONE);
    Throttle.NONE.pass(Long.MAX_VALUE);
  }

  /** Passes bodies until it is closed, each on a thread of its own. */
  private static final class Flood implements AutoCloseable {
    private final List<Thread> threads = new ArrayList<>();
    private final AtomicLong passed = new AtomicLong();

    Flood(int bodies, Throttle throttle) {
      for (int i = 0; i < bodies; i++) {
        threads.add(Thread.ofVirtual().start(() -> {
          byte[] buffer = new byte[8 << 10];
          try (InputStream endless = throttle.pace(body(1 << 30 >> 8))) {
            for (int bytes = endless.read(buffer); bytes > 0; bytes = endless.read(buffer)) {
              passed.addAndGet(bytes);
            }
          } catch (IOException closed) {
            Thread.currentThread().interrupt();
          }
        }));
      }
    }

    @Override
    public void close() {
      threads.forEach(Thread::interrupt);
      for (Thread thread : threads) {
        try {
          thread.join();
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
        }
      }
    }
  }

  @Test
  void amongManyBodiesEachGoesOnEveryMoment() throws Exception {
    Throttle throttle = new Throttle(32 << 10);
    throttle.pass(32 << 10);
    AtomicLong longest = new AtomicLong();

    try (Flood _ = new Flood(24, throttle)) {
      throttle.pace(body(2 << 10), nanos -> longest.accumulateAndGet(nanos, Math::max))
          .transferTo(OutputStream.nullOutputStream());
    }

    assertThat(longest.get()).isLessThan(2 * SECOND);
  }

  @Test
  void strangersTogetherAreAsOneOther() throws Exception {
    Throttle throttle = new Throttle(64 << 10);
    throttle.pass(64 << 10);

    long strangers;
    try (Flood flood = new Flood(20, throttle.ofStrangers())) {
      throttle.pass(64 << 10);
      strangers = flood.passed.get();
    }

    assertThat(strangers).isBetween(16L << 10, 200L << 10);
  }

  @Test
  void strangersHaveAllOfItWhereNobodyElseIs() throws Exception {
    new Throttle(RATE, time).ofStrangers().pace(body(1 << 20)).transferTo(OutputStream.nullOutputStream());

    assertThat(time.now / (double) SECOND).isBetween(100.0, 101.5);
  }
}
