package io.edgesync.xfer.testing;

import io.edgesync.xfer.card.CFileCard;
import io.edgesync.xfer.card.Card;
import io.edgesync.xfer.card.CloneCard;
import io.edgesync.xfer.card.CloneSeqnoCard;
import io.edgesync.xfer.card.CommentCard;
import io.edgesync.xfer.card.ConfigCard;
import io.edgesync.xfer.card.CookieCard;
import io.edgesync.xfer.card.ErrorCard;
import io.edgesync.xfer.card.FileCard;
import io.edgesync.xfer.card.GimmeCard;
import io.edgesync.xfer.card.IgotCard;
import io.edgesync.xfer.card.LoginCard;
import io.edgesync.xfer.card.MessageCard;
import io.edgesync.xfer.card.PragmaCard;
import io.edgesync.xfer.card.PrivateCard;
import io.edgesync.xfer.card.PullCard;
import io.edgesync.xfer.card.PushCard;
import io.edgesync.xfer.card.ReqconfigCard;
import io.edgesync.xfer.card.UvFileCard;
import io.edgesync.xfer.card.UvGimmeCard;
import io.edgesync.xfer.card.UvIgotCard;
import io.edgesync.xfer.content.Content;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** Random cards of every kind that can be written. */
public final class RandomCards {

  private RandomCards() {}

  public static List<Card> upTo(int countMax, SeededRandom random) {
    List<Card> cards = new ArrayList<>();
    for (int i = random.below(countMax + 1); i > 0; i--) {
      cards.add(one(random));
    }
    return cards;
  }

  public static Card one(SeededRandom random) {
    return switch (random.below(21)) {
      case 0 -> new FileCard(random.hash(), null, content(random));
      case 1 -> new FileCard(random.hash(), random.hash(), content(random));
      case 2 -> new CFileCard(random.hash(), random.chance(0.5) ? random.hash() : null, random.below(1 << 30),
          content(random));
      case 3 -> new ConfigCard(random.oneOf(List.of("/config", "/user", "/shun")), content(random));
      case 4 -> uvFile(random);
      case 5 -> new UvIgotCard(path(random), random.below(1 << 30), random.hash().hex(), random.below(1 << 30));
      case 6 -> new UvIgotCard(path(random), random.below(1 << 30), "-", 0);
      case 7 -> new UvGimmeCard(path(random));
      case 8 -> new PrivateCard();
      case 9 -> new LoginCard("u" + random.text(20), random.hex(40), random.hex(40));
      case 10 -> new PullCard(random.hex(40), random.hex(40));
      case 11 -> new PushCard(random.hex(40), random.hex(40));
      case 12 -> new CloneCard(random.below(5), random.below(1 << 30));
      case 13 -> new CloneSeqnoCard(random.below(1 << 30));
      case 14 -> new CookieCard(word(random));
      case 15 -> new ReqconfigCard("/" + word(random));
      case 16 -> new PragmaCard(word(random),
          IntStream.range(0, random.below(5)).mapToObj(i -> word(random)).toList());
      case 17 -> new MessageCard("m" + random.text(80));
      case 18 -> new ErrorCard("e" + random.text(80));
      case 19 -> new CommentCard(random.text(80).replace("\n", ""));
      default -> random.chance(0.5) ? new GimmeCard(random.hash()) : new IgotCard(random.hash(), random.chance(0.2));
    };
  }

  private static Card uvFile(SeededRandom random) {
    return switch (random.below(3)) {
      case 0 -> new UvFileCard(path(random), random.below(1 << 30), "-", 0, 1, Content.empty());
      case 1 ->
        new UvFileCard(path(random), random.below(1 << 30), random.hash().hex(), random.below(1 << 20), 4,
            Content.empty());
      default -> {
        Content content = content(random);
        yield new UvFileCard(path(random), random.below(1 << 30), random.hash().hex(), content.size(), 0, content);
      }
    };
  }

  /** Mostly short, now and then longer than any buffer; some end in a newline, which matters to {@code cfile}. */
  private static Content content(SeededRandom random) {
    byte[] bytes = random.bytes(random.below(random.chance(0.05) ? 100_000 : 60));
    if (bytes.length > 0 && random.chance(0.3)) {
      bytes[bytes.length - 1] = '\n';
    }
    return Content.of(bytes);
  }

  private static String word(SeededRandom random) {
    return random.hex(1 + random.below(12));
  }

  private static String path(SeededRandom random) {
    return random.chance(0.5) ? word(random) : word(random) + "/ü-" + word(random) + ".txt";
  }
}
