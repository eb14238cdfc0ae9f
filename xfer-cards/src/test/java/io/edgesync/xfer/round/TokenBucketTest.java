package io.edgesync.xfer.round;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgesync.xfer.testing.SeededRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class TokenBucketTest {

  private record Spent(long nanos, long bytes) {}

  @Test
  void inNoSpanOfTimeIsMoreSpentThanRateBurstAndOneRound() {
    long seed = SeededRandom.newSeed();
    Random random = new Random(seed);
    for (int turn = 0; turn < 300; turn++) {
      long rate = 1024 + random.nextInt(1 << 20);
      long round = 1 + random.nextInt(1 << 22);
      long now = random.nextLong();
      TokenBucket bucket = new TokenBucket(rate, Duration.ofSeconds(1), now);
      List<Spent> all = new ArrayList<>();
      for (int i = 0; i < 60; i++) {
        now += random.nextInt(4) == 0 ? random.nextLong(20_000_000_000L) : 0;
        now += bucket.pause(now).toNanos();
        assertThat(bucket.pause(now)).as("seed " + seed).isZero();
        long bytes = random.nextLong(round + 1);
        bucket.spend(bytes, now);
        all.add(new Spent(now, bytes));
      }
      for (int from = 0; from < all.size(); from++) {
        long sum = 0;
        for (int to = from; to < all.size(); to++) {
          sum += all.get(to).bytes();
          double seconds = (all.get(to).nanos() - all.get(from).nanos()) / 1e9;
          assertThat((double) sum).as("seed " + seed).isLessThanOrEqualTo(rate * (seconds + 1) + round + 1);
        }
      }
    }
  }

  @Test
  void whoKeepsSpendingGetsTheRate() {
    TokenBucket bucket = new TokenBucket(10_000, Duration.ofSeconds(1), 0);
    long now = 0;
    for (int i = 0; i < 1000; i++) {
      now += bucket.pause(now).toNanos();
      bucket.spend(5000, now);
    }
    assertThat(now / 1e9).isBetween(498.0, 500.0);
  }

  @Test
  void withoutALimitNobodyWaits() {
    TokenBucket bucket = new TokenBucket(0, Duration.ofSeconds(1), 5);
    bucket.spend(Long.MAX_VALUE / 2, 5);
    assertThat(bucket.pause(5)).isZero();
  }
}
