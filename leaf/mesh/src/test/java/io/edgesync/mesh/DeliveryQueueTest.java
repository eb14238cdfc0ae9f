package io.edgesync.mesh;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class DeliveryQueueTest {
  private static final long BYTES_MAX = 1 << 20;
  private static final int OFFERED = 20_000;

  /** Nobody takes anything out of it. */
  private final DeliveryQueue queue = new DeliveryQueue("s", OFFERED, BYTES_MAX, _ -> {});

  private void offer(int headerBytes, int payloadBytes) {
    Headers headers = headerBytes == 0 ? Headers.NONE : Headers.of("h", "x".repeat(headerBytes));
    queue.offer(new Delivery(new Message("s", null, headers, new byte[payloadBytes]), null, null));
  }

  @Test
  void headersTakeRoomAsPayloadsDo() {
    for (int i = 0; i < 200; i++) {
      offer(10_000, 0);
    }

    assertThat(queue.dropped()).isGreaterThan(200 - BYTES_MAX / 10_000);
  }

  @Test
  void soDoThoseThatAreEmpty() {
    for (int i = 0; i < OFFERED; i++) {
      offer(0, 0);
    }

    assertThat(OFFERED - queue.dropped()).isBetween(1000L, BYTES_MAX / 200);
  }

  @Test
  void whatWasHandledTakesNoRoom() throws Exception {
    var handled = new Semaphore(0);
    var prompt = new DeliveryQueue("s", OFFERED, BYTES_MAX, _ -> handled.release());
    prompt.start();
    for (int round = 0; round < 20; round++) {
      for (int i = 0; i < 50; i++) {
        prompt
            .offer(new Delivery(new Message("s", "r", Headers.of("h", "x".repeat(5000)), new byte[5000]), null, null));
      }
      assertThat(handled.tryAcquire(50, 20, TimeUnit.SECONDS)).isTrue();
    }

    assertThat(prompt.dropped()).isZero();
    prompt.stopAndJoin();
  }
}
