package io.edgesync.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class MeanwhileTest {

  private final CountDownLatch begun = new CountDownLatch(1);
  private final AtomicBoolean isInterrupted = new AtomicBoolean();

  @Test
  void whatItGaveOrThrewIsForWhoAwaitsIt() {
    try (Meanwhile<String> gives = new Meanwhile<>(() -> "stored", Thread::startVirtualThread);
        Meanwhile<String> fails = new Meanwhile<>(() -> {
          throw new IllegalArgumentException("full");
        }, Runnable::run)) {
      assertThat(gives.await()).isEqualTo("stored");
      assertThatThrownBy(fails::await).isInstanceOf(IllegalArgumentException.class).hasMessage("full");
    }
  }

  @Test
  void anInterruptOfWhoWaitsIsHandedOn() throws InterruptedException {
    try (Meanwhile<Boolean> waits = new Meanwhile<>(this::forever, Thread::startVirtualThread)) {
      begun.await();
      Thread.currentThread().interrupt();

      assertThat(waits.await()).isTrue();
    }
    assertThat(Thread.interrupted()).as("and is not lost").isTrue();
  }

  @Test
  void whatNobodyAwaitsIsAskedToEndAndHasEndedAfterwards() throws InterruptedException {
    try (Meanwhile<Boolean> waits = new Meanwhile<>(this::forever, Thread::startVirtualThread)) {
      begun.await();
      assertThat(waits).isNotNull();
    }
    assertThat(isInterrupted).isTrue();
  }

  private boolean forever() {
    begun.countDown();
    try {
      new CountDownLatch(1).await();
    } catch (InterruptedException e) {
      isInterrupted.set(true);
    }
    return true;
  }
}
