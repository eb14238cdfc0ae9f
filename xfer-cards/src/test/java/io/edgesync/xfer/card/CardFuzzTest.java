package io.edgesync.xfer.card;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.edgesync.xfer.content.MemoryBudget;
import io.edgesync.xfer.envelope.BodyForm;
import io.edgesync.xfer.envelope.ReceivedBody;
import io.edgesync.xfer.envelope.XferBody;
import io.edgesync.xfer.testing.Allocation;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Any bytes as the text of a body, and as a compressed body. Ordinary builds run the inputs kept beside this class; {@code ops/fuzz cards} looks for
 * new ones.
 */
class CardFuzzTest {

  /** Small, so that short inputs reach them. */
  private static final CardLimits LIMITS = new CardLimits(300, 100, 20_000, Duration.ZERO);
  /** A byte that is no UTF-8 is three when it is written. */
  private static final CardLimits WRITTEN = new CardLimits(300, 300, 20_000, Duration.ZERO);
  private static final int BUDGET_BYTES = 1000;
  /** Buffers of a reader, an inflater's input, exceptions and what the fuzzer's hooks take. */
  private static final long SLACK_BYTES = 1 << 20;
  /** A card for each blank line, and what the fuzzer's hooks take for each. */
  private static final long BYTES_PER_BYTE = 4000;

  private final MemoryBudget budget = new MemoryBudget(BUDGET_BYTES);

  /** What a text is read as; the last line says what ended it. */
  private record Heard(List<Card> cards, String end) {}

  /** The first byte says into which pieces the rest is cut. */
  @FuzzTest
  void anyTextIsReadTheSameHoweverItIsCut(byte[] input) throws Exception {
    if (input.length < 2) {
      return;
    }
    byte[] text = Arrays.copyOfRange(input, 1, input.length);

    Heard whole = heard(new CardReader(new ByteArrayInputStream(text), LIMITS, budget));
    Heard known = heard(new CardReader(new ByteArrayInputStream(text), LIMITS, budget, text.length));
    Heard cut = heard(new CardReader(inPieces(text, 1 + (input[0] & 0xff)), LIMITS, budget));

    assertThat(cut).isEqualTo(whole);
    assertThat(known).isEqualTo(whole);
    for (Card card : whole.cards()) {
      if (isWritable(card)) {
        assertThat(heard(new CardReader(new ByteArrayInputStream(written(card)), WRITTEN, budget)).cards())
            .as("written again").containsExactly(card);
      }
    }
  }

  @FuzzTest
  void anyCompressedBodyIsBoundedByWhatItMayHold(byte[] input) {
    receive(input);
    // The first time also loads classes.
    long taken = Allocation.bytes(() -> receive(input));

    assertThat(taken).isLessThan(SLACK_BYTES + BYTES_PER_BYTE * LIMITS.bodyBytesMax());
    assertThat(budget.availableBytes()).isEqualTo(BUDGET_BYTES);
  }

  private void receive(byte[] input) {
    try (ReceivedBody body = XferBody.receive(new ByteArrayInputStream(input), BodyForm.ZLIB, null, LIMITS, budget)) {
      assertThat(body.textBytes()).isLessThanOrEqualTo(LIMITS.bodyBytesMax());
      heard(new ByteArrayInputStream(input));
    } catch (BodyTooLargeException refused) {
      assertThat(refused.limitBytes()).isEqualTo(LIMITS.bodyBytesMax());
    } catch (IOException e) {
      assertThat(e).hasMessageStartingWith("announces");
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** As a reply that is read while it arrives. */
  private void heard(InputStream body) throws InterruptedException {
    try (var cards = XferBody.stream(body, BodyForm.ZLIB, LIMITS, budget)) {
      for (Card card = cards.next(); card != null; card = cards.next()) {
        card.close();
      }
    } catch (IOException refused) {
      assertThat(refused).isNotNull();
    }
  }

  private Heard heard(CardReader reader) throws IOException, InterruptedException {
    List<Card> cards = new ArrayList<>();
    String end = "end";
    try (reader) {
      for (Card card = reader.next(); card != null; card = reader.next()) {
        card.close();
        cards.add(card);
      }
    } catch (ProtocolException e) {
      end = e.card() + ": " + e.reason();
    }
    assertThat(budget.availableBytes()).as("nothing stays charged").isEqualTo(BUDGET_BYTES);
    return new Heard(cards, end);
  }

  /** What a payload that ended with the text, or a line that is none, lost on the way cannot be written. */
  private static boolean isWritable(Card card) {
    return switch (card) {
      case OversizeCard _,UnknownCard _,CommentCard _ -> false;
      case UvFileCard file -> UvFileCard.hasPayload(file.size(), file.flags()) == file.content().size() > 0
          && (file.content().size() == 0 || file.content().size() == file.size());
      default -> true;
    };
  }

  private static byte[] written(Card card) throws IOException {
    var text = new ByteArrayOutputStream();
    new CardWriter(text).write(card);
    return text.toByteArray();
  }

  private static InputStream inPieces(byte[] text, int piece) {
    return new ByteArrayInputStream(text) {
      @Override
      public synchronized int read(byte[] into, int offset, int length) {
        return super.read(into, offset, Math.min(length, piece));
      }
    };
  }
}
