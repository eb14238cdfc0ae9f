package io.edgesync.sync.gossip;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgesync.repository.artifact.Provenance;
import io.edgesync.sync.PeerHello;
import io.edgesync.sync.testing.Peer;
import io.edgesync.xfer.artifact.Hash;
import io.edgesync.xfer.card.CardLimits;
import io.edgesync.xfer.card.CardReader;
import io.edgesync.xfer.card.ProtocolException;
import io.edgesync.xfer.content.MemoryBudget;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GossipMessageTest {

  private static final String NAME = "0123456789012345678901234567890123456789";
  private static final String OTHER_NAME = "9876543210987654321098765432109876543210";
  private static final PeerHello SENDER = PeerHello.of("NODE1", 1000, PeerHello.STORED);

  private final Peer from = Peer.named(1);
  private final Peer to = Peer.named(2);
  private final MemoryBudget budget = new MemoryBudget(1 << 20);

  @Test
  void smallArtifactsRideAlongAndLargeOnesAreNamed() throws Exception {
    Hash small = from.store.commit(new byte[100]);
    Hash large = from.store.commit(new byte[101]);

    Hearing heard = hear(GossipMessage.encode(SENDER, List.of(small, large), from.store, 100, 10_000), true);

    assertThat(heard).isEqualTo(new Hearing(List.of(small), List.of(large)));
    assertThat(to.names()).containsExactly(small);
  }

  @Test
  void ofASenderWhoMayNotWriteOnlyTheNamesAreUsed() throws Exception {
    Hash small = from.store.commit(new byte[100]);

    Hearing heard = hear(GossipMessage.encode(SENDER, List.of(small), from.store, 100, 10_000), false);

    assertThat(heard).isEqualTo(new Hearing(List.of(), List.of(small)));
    assertThat(to.names()).isEmpty();
  }

  @Test
  void whatIsNotWhatItsNameSaysIsNotStoredAndStaysWanted() throws Exception {
    Hash name = new Hash("0123456789abcdef".repeat(4));
    String text = "pragma edgesync 1 NODE1 -\nfile " + name + " 3\nabc";

    Hearing heard = hear(List.of(text.getBytes(StandardCharsets.UTF_8)), true);

    assertThat(heard).isEqualTo(new Hearing(List.of(), List.of(name)));
    assertThat(to.names()).isEmpty();
    assertThat(to.store.phantoms(10, true)).isEmpty();
  }

  @Test
  void whatIsHeldOrShunnedIsPassedOver() throws Exception {
    Hash held = from.store.commit(new byte[1]);
    Hash shunned = from.store.commit(new byte[2]);
    to.store.commit(new byte[1]);
    to.store.shun(shunned);

    assertThat(hear(GossipMessage.encode(SENDER, List.of(held, shunned), from.store, 100, 10_000), true))
        .isEqualTo(new Hearing(List.of(), List.of()));
  }

  @Test
  void manyArtifactsBecomeMessagesOfABoundedSize() {
    List<Hash> names = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      names.add(from.store.commit(("artifact " + i + "x".repeat(200)).getBytes(StandardCharsets.UTF_8)));
    }

    List<byte[]> messages = GossipMessage.encode(SENDER, names, from.store, 1000, 2000);

    assertThat(messages).hasSizeBetween(14, 30).allSatisfy(message -> assertThat(message.length).isLessThan(2000));
  }

  @Test
  void whoDoesNotSayWhoHeIsAnnouncesNothing() throws Exception {
    byte[] text = ("igot " + "a".repeat(64) + "\n").getBytes(StandardCharsets.UTF_8);

    assertThat(GossipMessage.read(() -> reader(text), _ -> true)).isNull();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "igot ", "file " + NAME + " 40\nabc", "file " + NAME + " 900000\nabc",
      "cfile " + NAME + " 500000 500000\nabc", "uvfile a 1 " + NAME + " 40 0\nabc", "config /user 4\nabc",
      "file " + NAME + " x\n"})
  void nothingOfAMessageStaysChargedHoweverItEnds(String end) throws Exception {
    for (int names : List.of(0, 9_998, 9_999, 10_000)) {
      StringBuilder text = new StringBuilder("pragma edgesync 1 NODE1 -\nfile " + OTHER_NAME + " 3\nabc");
      for (int i = 0; i < names; i++) {
        text.append("igot ").append(String.format("%064x", i)).append('\n');
      }
      byte[] payload = text.append(end).toString().getBytes(StandardCharsets.UTF_8);

      try (GossipMessage message = GossipMessage.read(() -> reader(payload), _ -> true)) {
        assertThat(message).isNotNull();
        assertThat(budget.totalBytes() - budget.availableBytes()).isBetween(3L, 6L);
      } catch (ProtocolException badLine) {
        assertThat(end).endsWith("x\n");
      }
      assertThat(budget.availableBytes()).as("behind %s names", names).isEqualTo(budget.totalBytes());
    }
  }

  /** Also that nothing stays charged. */
  private Hearing hear(List<byte[]> messages, boolean mayStore) throws Exception {
    assertThat(messages).hasSize(1);
    Hearing heard;
    try (GossipMessage message = GossipMessage.read(() -> reader(messages.getFirst()), _ -> true)) {
      assertThat(message).isNotNull();
      heard = Hearing.of(message, to.store, new Provenance(null, null, null), () -> mayStore, _ -> false, _ -> {});
    }
    assertThat(budget.availableBytes()).isEqualTo(budget.totalBytes());
    return heard;
  }

  private CardReader reader(byte[] text) {
    return CardReader.ofMessage(text, CardLimits.DEFAULT, budget);
  }
}
