package io.edgesync.sync.gossip;

import io.edgesync.sync.PeerHello;
import io.edgesync.xfer.artifact.Hash;
import io.edgesync.xfer.card.Card;
import io.edgesync.xfer.card.IgotCard;
import io.edgesync.xfer.card.PragmaCard;
import io.edgesync.xfer.round.CardSource;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * An announcement: {@code pragma edgesync 1 NODE FEATURES}, then {@code igot HASH} for each artifact. A message may carry
 * {@code file} cards too; of those only the names are taken, since nothing proves that their sender may write here.
 *
 * @param sender who announces; a message without the pragma has none and is no announcement
 * @param names  public artifacts that the sender holds
 */
public record GossipMessage(PeerHello sender, List<Hash> names) {

  /** More names than any announcement of ours has; what follows them is not read. */
  private static final int NAMES_MAX = 10_000;

  public GossipMessage {
    names = List.copyOf(names);
  }

  /** The message as cards, for the body codec to encode. */
  public CardSource cards() {
    return () -> {
      Iterator<Card> cards = toCards().iterator();
      return new CardSource.Cards() {
        @Override
        public @Nullable Card next() {
          return cards.hasNext() ? cards.next() : null;
        }

        @Override
        public void close() {}
      };
    };
  }

  private List<Card> toCards() {
    List<Card> cards = new ArrayList<>();
    cards.add(sender.card());
    names.forEach(name -> cards.add(new IgotCard(name, false)));
    return cards;
  }

  /** Reads a message to its end; null when nobody says that it is his. */
  public static @Nullable GossipMessage read(CardSource source) throws IOException, InterruptedException {
    PeerHello sender = null;
    Set<Hash> names = new LinkedHashSet<>();
    try (CardSource.Cards cards = source.open()) {
      for (Card card = cards.next(); card != null && names.size() < NAMES_MAX; card = cards.next()) {
        try (Card open = card) {
          if (open instanceof PragmaCard pragma && sender == null) {
            sender = PeerHello.parse(pragma).orElse(null);
          } else if (open instanceof IgotCard(Hash name, boolean isPrivate) && !isPrivate) {
            names.add(name);
          } else if (open instanceof io.edgesync.xfer.card.FileCard file) {
            names.add(file.name());
          }
        }
      }
    }
    return sender == null ? null : new GossipMessage(sender, List.copyOf(names));
  }
}
