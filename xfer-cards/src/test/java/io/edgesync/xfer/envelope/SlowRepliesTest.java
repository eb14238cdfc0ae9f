package io.edgesync.xfer.envelope;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.edgesync.xfer.card.CFileCard;
import io.edgesync.xfer.card.Card;
import io.edgesync.xfer.card.CardLimits;
import io.edgesync.xfer.card.CommentCard;
import io.edgesync.xfer.card.FileCard;
import io.edgesync.xfer.content.MemoryBudget;
import io.edgesync.xfer.round.CardSource;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** Replies whose sender takes his time. */
final class SlowRepliesTest {

  private static final String NAME = "b".repeat(64);
  private static final int BYTES = 3 << 20;

  private final MemoryBudget budget = new MemoryBudget(8 << 20);
  private final byte[] noise = new byte[BYTES];
  /** What the sender saw of the budget, at the least. */
  private final AtomicLong free = new AtomicLong(Long.MAX_VALUE);

  SlowRepliesTest() {
    new Random(3).nextBytes(noise);
  }

  private CardSource.Cards reply(String line, byte[] payload, String after) throws IOException {
    ByteArrayOutputStream text = new ByteArrayOutputStream();
    text.write(line.getBytes(StandardCharsets.US_ASCII));
    text.write(payload);
    text.write(after.getBytes(StandardCharsets.US_ASCII));
    InputStream slow = new FilterInputStream(new ByteArrayInputStream(text.toByteArray())) {
      @Override
      public int read(byte[] into, int offset, int length) throws IOException {
        free.accumulateAndGet(budget.availableBytes(), Math::min);
        return super.read(into, offset, length);
      }
    };
    return XferBody.stream(slow, BodyForm.PLAIN, CardLimits.DEFAULT, budget);
  }

  @Test
  void aLargeArtifactClaimsMemoryOnlyWhenItIsWhole() throws Exception {
    try (CardSource.Cards cards = reply("file " + NAME + " " + BYTES + "\n", noise, "# more\n")) {
      try (Card card = cards.next()) {
        assertThat(card).isInstanceOfSatisfying(FileCard.class,
            file -> assertThat(file.content().toArray()).isEqualTo(noise));
        assertThat(free).hasValue(budget.totalBytes());
        assertThat(budget.availableBytes()).isEqualTo(budget.totalBytes() - 2 * BYTES);
      }
      assertThat(cards.next()).isEqualTo(new CommentCard(" more"));
      assertThat(cards.next()).isNull();
    }
    assertThat(budget.availableBytes()).isEqualTo(budget.totalBytes());
  }

  @Test
  void oneThatIsLargeOnlyWhenItIsExpandedDoesSo() throws Exception {
    try (CardSource.Cards cards = reply("cfile " + NAME + " " + BYTES + " 100\n", Arrays.copyOf(noise, 100), "");
        Card card = cards.next()) {
      assertThat(card).isInstanceOfSatisfying(CFileCard.class,
          file -> assertThat(file.content().toArray()).isEqualTo(Arrays.copyOf(noise, 100)));
      assertThat(free).hasValue(budget.totalBytes());
    }
  }

  @Test
  void oneThatBreaksOffLeavesNothing() throws Exception {
    InputStream broken = new InputStream() {
      @Override
      public int read() throws IOException {
        throw new IOException("broken off");
      }
    };
    String begun = "file " + NAME + " " + BYTES + "\n" + "x".repeat(1 << 20);
    try (CardSource.Cards cards = XferBody.stream(
        new SequenceInputStream(new ByteArrayInputStream(begun.getBytes(StandardCharsets.US_ASCII)), broken),
        BodyForm.PLAIN, CardLimits.DEFAULT, budget)) {
      assertThatThrownBy(cards::next).hasMessageContaining("broken off");
    }
    assertThat(budget.availableBytes()).isEqualTo(budget.totalBytes());
  }
}
