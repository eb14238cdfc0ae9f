package io.edgesync.xfer.content;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
final class MemoryBudgetTest {

  private static final Duration PATIENCE = Duration.ofMinutes(1);

  private final MemoryBudget budget = new MemoryBudget(160);
  private final List<String> served = Collections.synchronizedList(new ArrayList<>());

  @Test
  void largeClaimsAreServedInTheOrderInWhichTheyCame() throws Exception {
    MemoryBudget.Charge held = budget.acquire(100, PATIENCE);
    Thread first = waiting("first", 130);
    Thread second = waiting("second", 130);
    // There is room for this one, but not before the others.
    Thread third = waiting("third", 50);

    held.close();

    for (Thread waiter : List.of(first, second, third)) {
      waiter.join();
    }
    assertThat(served).containsExactly("first", "second", "third");
    assertThat(budget.availableBytes()).isEqualTo(160);
  }

  @Test
  void whatAnotherWaitsForMayGrowAndSmallClaimsPass() throws Exception {
    MemoryBudget.Charge held = budget.acquire(60, PATIENCE);
    Thread waiter = waiting("large", 130);

    try (MemoryBudget.Charge more = budget.acquireMore(80, PATIENCE);
        MemoryBudget.Charge small = budget.acquire(10, PATIENCE)) {
      assertThat(more.bytes() + small.bytes()).isEqualTo(90);
      assertThat(served).isEmpty();
    }
    held.close();
    waiter.join();

    assertThat(served).containsExactly("large");
  }

  @Test
  void whoGivesUpIsInNobodysWay() throws Exception {
    try (MemoryBudget.Charge _ = budget.acquire(100, PATIENCE)) {
      assertThatThrownBy(() -> budget.acquire(130, Duration.ofMillis(1)))
          .isInstanceOf(MemoryBudget.ExhaustedException.class);
      Thread interrupted = waiting("interrupted", 130);
      Thread next = waiting("next", 50);
      interrupted.interrupt();
      interrupted.join();
      next.join();
    }

    assertThat(served).containsExactly("next");
  }

  @Test
  void aContentGivesTheSpareOfItsChargeToItsOtherForms() throws Exception {
    try (Content content = Content.of(new byte[40], budget.acquire(70, PATIENCE))) {
      try (MemoryBudget.Charge some = content.splitSpare(20); MemoryBudget.Charge rest = content.splitSpare(20)) {
        assertThat(List.of(some.bytes(), rest.bytes())).containsExactly(20L, 10L);
        assertThat(content.splitSpare(1)).isNull();
        assertThat(budget.availableBytes()).isEqualTo(90);
      }
      assertThat(budget.availableBytes()).isEqualTo(120);
    }
    assertThat(budget.availableBytes()).isEqualTo(160);
    assertThat(Content.of(new byte[9]).splitSpare(1)).isNull();
  }

  /** A thread that waits for a charge, says when it has it, and gives it back. */
  private Thread waiting(String name, long bytes) {
    Thread thread = Thread.ofPlatform().start(() -> {
      try (MemoryBudget.Charge _ = budget.acquire(bytes, PATIENCE)) {
        served.add(name);
      } catch (InterruptedException | MemoryBudget.ExhaustedException e) {
        // It is not served.
      }
    });
    while (thread.getState() != Thread.State.TIMED_WAITING) {
      Thread.onSpinWait();
    }
    return thread;
  }
}
