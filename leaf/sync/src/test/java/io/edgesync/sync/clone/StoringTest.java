package io.edgesync.sync.clone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class StoringTest {

  private final Storing storing = new Storing();

  @Test
  void whoBringsABatchGoesOnWhileItIsStored() throws Exception {
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch mayEnd = new CountDownLatch(1);
    AtomicBoolean isStored = new AtomicBoolean();

    storing.begin(() -> {
      begun.countDown();
      boolean interrupted = false;
      while (mayEnd.getCount() > 0) {
        try {
          mayEnd.await();
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
      return isStored.compareAndSet(false, !interrupted);
    });
    begun.await();
    assertThat(isStored).isFalse();
    mayEnd.countDown();

    assertThat(storing.finish()).isTrue();
    assertThat(isStored).isTrue();
  }

  @Test
  void nothingIsWantedAfterABatchThatSaysSo() {
    storing.begin(() -> false);

    assertThat(storing.finish()).isFalse();
    assertThat(storing.finish()).as("no batch, no word").isTrue();
  }

  @Test
  void aFailureIsThrownAtTheNextBatchOnce() {
    storing.begin(() -> {
      throw new IllegalArgumentException("full");
    });

    assertThatThrownBy(storing::finish).isInstanceOf(IllegalArgumentException.class).hasMessage("full");
    assertThat(storing.finish()).isTrue();
  }

  @Test
  void closingWaitsAndThrowsNothing() {
    AtomicBoolean isStored = new AtomicBoolean();
    storing.begin(() -> {
      isStored.set(true);
      throw new IllegalArgumentException("full");
    });

    storing.close();

    assertThat(isStored).isTrue();
  }
}
