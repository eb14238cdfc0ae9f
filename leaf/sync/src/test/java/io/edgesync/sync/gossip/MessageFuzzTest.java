package io.edgesync.sync.gossip;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.edgesync.sync.PeerHello;
import io.edgesync.sync.presence.BeaconMessage;
import io.edgesync.xfer.card.CardLimits;
import io.edgesync.xfer.card.CardReader;
import io.edgesync.xfer.content.MemoryBudget;
import java.io.ByteArrayInputStream;
import java.io.IOException;

/**
 * Any bytes as an announcement and as a beacon: understood or not, and what is remembered of one who may be anybody is small. Ordinary builds run the
 * inputs kept beside this class; {@code ops/fuzz messages} looks for new ones.
 */
class MessageFuzzTest {

  /** What is remembered of each of some ten thousand nodes. */
  private static final int CHARACTERS_MAX = 2000;

  private final MemoryBudget budget = new MemoryBudget(1 << 20);

  @FuzzTest
  void anyBytesAreAnAnnouncementOrABeaconOrNeither(byte[] input) throws Exception {
    try (GossipMessage heard = GossipMessage.read(
        () -> new CardReader(new ByteArrayInputStream(input), CardLimits.DEFAULT, budget), _ -> true)) {
      if (heard != null) {
        assertSmall(heard.sender());
        assertThat(heard.beside().toString()).hasSizeLessThan(CHARACTERS_MAX);
      }
    } catch (IOException notUnderstood) {
      assertThat(notUnderstood).hasMessageContaining("malformed");
    }
    try {
      BeaconMessage beacon = BeaconMessage.parse(input, CardLimits.DEFAULT, budget);
      if (beacon != null) {
        assertSmall(beacon.sender());
        assertThat(BeaconMessage.parse(beacon.encode(Integer.MAX_VALUE).getFirst(), CardLimits.DEFAULT, budget))
            .isEqualTo(beacon);
      }
    } catch (IOException notUnderstood) {
      assertThat(notUnderstood).hasMessageContaining("malformed");
    }
    assertThat(budget.availableBytes()).as("nothing stays charged").isEqualTo(budget.totalBytes());
  }

  private static void assertSmall(PeerHello hello) {
    assertThat(hello.toString()).hasSizeLessThan(CHARACTERS_MAX);
    assertThat(PeerHello.parse(hello.card())).as("said again").contains(hello);
  }
}
