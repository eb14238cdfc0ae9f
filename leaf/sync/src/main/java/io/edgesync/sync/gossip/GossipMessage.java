package io.edgesync.sync.gossip;

import io.edgesync.repository.artifact.ArtifactStore;
import io.edgesync.sync.PeerHello;
import io.edgesync.xfer.artifact.Hash;
import io.edgesync.xfer.card.Card;
import io.edgesync.xfer.card.CardWriter;
import io.edgesync.xfer.card.FileCard;
import io.edgesync.xfer.card.IgotCard;
import io.edgesync.xfer.card.PragmaCard;
import io.edgesync.xfer.content.Content;
import io.edgesync.xfer.round.CardSource;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * An announcement: {@code pragma edgesync 1 NODE FEATURES}, then for each artifact {@code igot HASH}, or, where it is small, the whole of it as a
 * {@code file} card.
 *
 * @param sender    who announces; a message without the pragma has none and is no announcement
 * @param beside    digests of what the sender keeps equal beside public artifacts, by kind ({@code uv}, {@code private}), and their {@code state}
 * @param artifacts public artifacts that the sender holds, in order; some with their content, unverified
 */
public record GossipMessage(PeerHello sender, Map<String, String> beside, Map<Hash, Optional<Content>> artifacts)
    implements
      AutoCloseable {

  /** More names than any announcement of ours has; what follows them is not read. */
  private static final int NAMES_MAX = 10_000;
  /** Artifacts that are loaded together: a read for each of a commit's would take longer than all the rest. */
  private static final int AT_ONCE = 8;
  /** Card name, hash, size and newline. */
  private static final int CARD_BYTES = 80;

  private static final String BESIDE = "edgesync-beside";
  private static final int BESIDE_MAX = 8;
  private static final int BESIDE_CHARACTERS_MAX = 64;

  public GossipMessage {
    beside = Map.copyOf(beside);
    artifacts = new LinkedHashMap<>(artifacts);
  }

  public List<Hash> names() {
    return List.copyOf(artifacts.keySet());
  }

  /**
   * Announces artifacts in as many messages as their sizes ask for. What cannot be loaded is named.
   *
   * @param rideBytesMax    artifacts up to this size ride along; 0 for none
   * @param messageBytesMax artifacts that ride along do not make a message longer than this; names may
   */
  public static List<byte[]> encode(PeerHello self, List<Hash> names, ArtifactStore store, int rideBytesMax,
      int messageBytesMax) {
    List<byte[]> messages = new ArrayList<>();
    ByteArrayOutputStream text = begin(self);
    int empty = text.size();
    for (int from = 0; from < names.size(); from += AT_ONCE) {
      for (Card card : cards(names.subList(from, Math.min(names.size(), from + AT_ONCE)), store, rideBytesMax)) {
        int bytes = CARD_BYTES + (card instanceof FileCard file ? file.content().size() : 0);
        if (text.size() > empty && text.size() + bytes > messageBytesMax) {
          messages.add(text.toByteArray());
          text = begin(self);
        }
        write(text, card);
        card.close();
      }
    }
    if (text.size() > empty) {
      messages.add(text.toByteArray());
    }
    return messages;
  }

  /** Announces what is kept equal beside public artifacts: a {@code pragma edgesync-beside KIND DIGEST} for each kind. */
  public static byte[] encodeBeside(PeerHello self, Map<String, String> digests) {
    ByteArrayOutputStream text = begin(self);
    digests.forEach((kind, digest) -> write(text, new PragmaCard(BESIDE, List.of(kind, digest))));
    return text.toByteArray();
  }

  private static ByteArrayOutputStream begin(PeerHello self) {
    ByteArrayOutputStream text = new ByteArrayOutputStream();
    write(text, self.card());
    return text;
  }

  private static void write(ByteArrayOutputStream text, Card card) {
    try {
      new CardWriter(text).write(card);
    } catch (IOException e) {
      throw new UncheckedIOException("writing to memory failed", e);
    }
  }

  private static List<Card> cards(List<Hash> names, ArtifactStore store, int rideBytesMax) {
    List<Optional<Content>> contents = rideBytesMax == 0 ? List.of() : store.loadSmall(names, rideBytesMax);
    List<Card> cards = new ArrayList<>(names.size());
    for (int i = 0; i < names.size(); i++) {
      Content content = contents.isEmpty() ? null : contents.get(i).orElse(null);
      cards.add(content == null ? new IgotCard(names.get(i), false) : new FileCard(names.get(i), null, content));
    }
    return cards;
  }

  /**
   * Reads a message to its end; null when nobody says that it is his. The caller closes it.
   *
   * @param mayStore whether artifacts of that sender may be of any use; others are not kept
   */
  public static @Nullable GossipMessage read(CardSource source, Predicate<String> mayStore)
      throws IOException, InterruptedException {
    Reading reading = new Reading(mayStore);
    try (CardSource.Cards cards = source.open()) {
      boolean isMore = true;
      while (isMore && reading.artifacts.size() < NAMES_MAX) {
        Card card = cards.next();
        isMore = card != null;
        if (card != null) {
          reading.take(card);
        }
      }
      PeerHello sender = reading.sender;
      if (sender != null) {
        GossipMessage message = new GossipMessage(sender, reading.beside, reading.artifacts);
        reading.artifacts.clear();
        return message;
      }
    } finally {
      reading.artifacts.values().forEach(content -> content.ifPresent(Content::close));
    }
    return null;
  }

  /** A message of which some cards are read. */
  private static final class Reading {
    private final Predicate<String> mayStore;
    private final Map<Hash, Optional<Content>> artifacts = new LinkedHashMap<>();
    private final Map<String, String> beside = new LinkedHashMap<>();
    private @Nullable PeerHello sender;
    private boolean keeps;

    Reading(Predicate<String> mayStore) {
      this.mayStore = mayStore;
    }

    void take(Card card) {
      if (card instanceof PragmaCard pragma && sender == null) {
        PeerHello hello = PeerHello.parse(pragma).orElse(null);
        sender = hello;
        keeps = hello != null && mayStore.test(hello.node());
      } else if (card instanceof PragmaCard(String name, List<String> arguments) && name.equals(BESIDE)
          && arguments.size() == 2 && arguments.stream().allMatch(each -> each.length() <= BESIDE_CHARACTERS_MAX)
          && beside.size() < BESIDE_MAX) {
        beside.put(arguments.get(0), arguments.get(1));
      } else if (card instanceof IgotCard(Hash name, boolean isPrivate) && !isPrivate) {
        artifacts.putIfAbsent(name, Optional.empty());
      } else if (card instanceof FileCard file) {
        boolean isUseful = keeps && file.deltaSource() == null;
        artifacts.merge(file.name(), isUseful ? Optional.of(file.content()) : Optional.empty(), GossipMessage::first);
        if (!isUseful) {
          file.close();
        }
      } else {
        card.close();
      }
    }
  }

  private static Optional<Content> first(Optional<Content> one, Optional<Content> other) {
    if (one.isPresent()) {
      other.ifPresent(Content::close);
      return one;
    }
    return other;
  }

  /** Gives back the memory of the artifacts. */
  @Override
  public void close() {
    artifacts.values().forEach(content -> content.ifPresent(Content::close));
  }
}
