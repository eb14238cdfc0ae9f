package io.edgesync.xfer.card;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgesync.xfer.content.MemoryBudget;
import io.edgesync.xfer.testing.Captures;
import io.edgesync.xfer.testing.RandomCards;
import io.edgesync.xfer.testing.SeededRandom;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class CardRoundTripTest {

  private final MemoryBudget budget = new MemoryBudget(1 << 20);

  @Test
  void whatTheWriterWritesTheReaderReadsBack() {
    SeededRandom.forAll(500, random -> {
      List<Card> cards = RandomCards.upTo(60, random);

      byte[] text = write(cards);

      assertThat(read(new ByteArrayInputStream(text), -1)).isEqualTo(cards);
      assertThat(read(new ByteArrayInputStream(text), text.length)).isEqualTo(cards);
    });
    assertThat(budget.availableBytes()).isEqualTo(budget.totalBytes());
  }

  @Test
  void whereTheStreamBreaksTheTextIntoPiecesDoesNotMatter() {
    SeededRandom.forAll(200, random -> {
      List<Card> cards = RandomCards.upTo(30, random);

      InputStream pieces = new InPieces(write(cards), random);

      assertThat(read(pieces, -1)).isEqualTo(cards);
    });
  }

  @ParameterizedTest
  @MethodSource("captures")
  void whatStockFossilWroteIsWrittenAgainByteForByte(Captures.Message message) throws Exception {
    List<Card> cards = read(new ByteArrayInputStream(message.cards()), -1);

    assertThat(cards).isNotEmpty().noneMatch(card -> card instanceof UnknownCard);
    assertThat(write(cards)).isEqualTo(message.cards());
  }

  @Test
  void randomBytesAreReadWithoutHarm() {
    SeededRandom.forAll(500, random -> {
      byte[] text = write(RandomCards.upTo(20, random));
      for (int i = random.below(10); i > 0 && text.length > 0; i--) {
        text[random.below(text.length)] = (byte) random.below(256);
      }
      try {
        read(new ByteArrayInputStream(text), -1);
      } catch (ProtocolException e) {
        assertThat(e.reason()).startsWith("malformed ");
      }
    });
    assertThat(budget.availableBytes()).isEqualTo(budget.totalBytes());
  }

  /** All but the request that no stock client composed: it lacks the newline after its cfile. */
  static List<Captures.Message> captures() {
    return Captures.all().stream().filter(message -> !message.name().equals("12-push-cfile/1-request")).toList();
  }

  private static byte[] write(List<Card> cards) throws Exception {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    CardWriter writer = new CardWriter(out);
    for (Card card : cards) {
      writer.write(card);
    }
    assertThat(writer.bytesWritten()).isEqualTo(out.size());
    return out.toByteArray();
  }

  private List<Card> read(InputStream text, long textBytes) throws Exception {
    List<Card> cards = new ArrayList<>();
    try (CardReader reader = new CardReader(text, CardLimits.DEFAULT, budget, textBytes)) {
      for (Card card = reader.next(); card != null; card = reader.next()) {
        card.close();
        cards.add(card);
      }
    }
    return cards;
  }

  /** Gives a random number of bytes at a time, as sockets do. */
  private static final class InPieces extends ByteArrayInputStream {
    private final SeededRandom random;

    private InPieces(byte[] bytes, SeededRandom random) {
      super(bytes);
      this.random = random;
    }

    @Override
    public synchronized int read(byte[] bytes, int offset, int length) {
      return super.read(bytes, offset, 1 + random.below(Math.min(length, 40)));
    }
  }
}
