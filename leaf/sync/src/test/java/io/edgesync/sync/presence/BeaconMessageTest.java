package io.edgesync.sync.presence;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgesync.xfer.card.CardLimits;
import io.edgesync.xfer.card.ProtocolException;
import io.edgesync.xfer.content.MemoryBudget;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BeaconMessageTest {

  private static final String NAME = "0123456789012345678901234567890123456789";
  private static final CardLimits LIMITS = new CardLimits(1 << 20, 1000, 1 << 20, Duration.ZERO);

  private final MemoryBudget budget = new MemoryBudget(1 << 20);

  @ParameterizedTest
  @ValueSource(strings = {"", "pragma ", "file " + NAME + " 40\nabc", "file " + NAME + " 900000\nabc",
      "cfile " + NAME + " 500000 500000\nx", "uvfile a 1 " + NAME + " 40 0\nabc", "config /user 4\nabc", "file x\n"})
  void nothingOfABeaconStaysChargedHoweverItEnds(String end) throws Exception {
    for (int projects : List.of(0, 9_999, 10_000, 10_001)) {
      byte[] payload = beacon(projects, end);

      try {
        BeaconMessage beacon = BeaconMessage.parse(payload, LIMITS, budget);
        assertThat(beacon).isNotNull();
        assertThat(beacon.digests()).hasSize(Math.min(projects, 10_000));
      } catch (ProtocolException badLine) {
        assertThat(end).isEqualTo("file x\n");
      }
      assertThat(budget.availableBytes()).as("behind %s projects", projects).isEqualTo(budget.totalBytes());
    }
  }

  @Test
  void aBeaconIsReadWhileTheBudgetIsSpent() throws Exception {
    try (MemoryBudget.Charge _ = budget.acquire(budget.totalBytes(), Duration.ZERO)) {
      BeaconMessage beacon = BeaconMessage.parse(beacon(1, "file " + NAME + " 40\nabc"), LIMITS, budget);

      assertThat(beacon).isNotNull();
      assertThat(beacon.digests()).hasSize(1);
    }
  }

  private static byte[] beacon(int projects, String end) {
    StringBuilder text = new StringBuilder("pragma edgesync 1 NODE1 -\n");
    for (int i = 0; i < projects; i++) {
      text.append(String.format("pragma edgesync-project %040x %032x%n", i, i));
    }
    return text.append(end).toString().getBytes(StandardCharsets.UTF_8);
  }
}
