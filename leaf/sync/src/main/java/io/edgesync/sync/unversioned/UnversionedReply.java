package io.edgesync.sync.unversioned;

import io.edgesync.repository.RepositoryException;
import io.edgesync.repository.artifact.Provenance;
import io.edgesync.repository.unversioned.Standing;
import io.edgesync.repository.unversioned.UnversionedFile;
import io.edgesync.repository.unversioned.UnversionedFiles;
import io.edgesync.sync.session.ServerWords;
import io.edgesync.sync.unversioned.UnversionedFacts.Manner;
import io.edgesync.sync.unversioned.UnversionedFacts.Offer;
import io.edgesync.xfer.artifact.Hash;
import io.edgesync.xfer.card.Card;
import io.edgesync.xfer.card.OversizeCard;
import io.edgesync.xfer.card.PragmaCard;
import io.edgesync.xfer.card.UvFileCard;
import io.edgesync.xfer.card.UvIgotCard;
import io.edgesync.xfer.round.CardSink;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads one reply: files that were asked for are stored as they come, everything else becomes {@link UnversionedFacts}. */
final class UnversionedReply implements CardSink {

  /** Lines of a catalogue that are read; what follows waits for another session. */
  static final int OFFERS_MAX = 200_000;
  /** An answering side of ours says no more in one reply. */
  private static final int REFUSED_MAX = 1000;

  private final UnversionedFiles files;
  private final Set<String> wanted;
  private final boolean isReverting;
  private final @Nullable String login;
  /** By name: what is said last of one holds. */
  private final Map<String, UvIgotCard> igots = new LinkedHashMap<>();
  private final Set<String> received = new HashSet<>();
  private final Set<String> tooLarge = new HashSet<>();
  private final Set<String> refused = new HashSet<>();
  private Manner manner = Manner.SILENT;
  final ServerWords words = new ServerWords();
  int stored;

  /** @param wanted the only names whose files are taken */
  UnversionedReply(UnversionedFiles files, Set<String> wanted, boolean isReverting, @Nullable String login) {
    this.files = files;
    this.wanted = wanted;
    this.isReverting = isReverting;
    this.login = login;
  }

  @Override
  public void accept(Card card) {
    try (Card open = card) {
      if (words.isOver()) {
        return;
      }
      switch (open) {
        case UvIgotCard igot -> {
          if (igots.size() < OFFERS_MAX && igot.mtimeSeconds() <= UnversionedFile.MTIME_SECONDS_MAX) {
            igots.put(igot.name(), igot);
          }
        }
        case UvFileCard file -> file(file);
        case PragmaCard pragma when UnversionedItem.refused(pragma).isPresent() -> {
          if (refused.size() < REFUSED_MAX) {
            UnversionedItem.refused(pragma).ifPresent(refused::add);
          }
        }
        case PragmaCard(String name, List<String> arguments) when name.equals("uv-push-ok") -> manner = Manner.TAKES;
        case PragmaCard(String name, List<String> arguments) when name.equals("uv-pull-only") ->
          manner = Manner.ONLY_GIVES;
        case OversizeCard oversize when oversize.card().equals("uvfile") -> {
          tooLarge.add(oversize.name());
          words.read(oversize);
        }
        default -> words.read(open);
      }
    }
  }

  private void file(UvFileCard card) {
    Hash hash = UnversionedItem.hash(card.hash());
    boolean matches = hash == null ? card.content().size() == 0 : UnversionedFiles.matches(hash, card.content());
    if (card.mtimeSeconds() > UnversionedFile.MTIME_SECONDS_MAX) {
      words.complain("malformed uvfile line");
      return;
    }
    if (!matches && card.content().size() > 0) {
      words.complain("in uvfile line, HASH does not match CONTENT");
      return;
    }
    if (!wanted.contains(card.name())) {
      return;
    }
    if (!matches || (card.flags() & UnversionedItem.LEFT_OUT) != 0) {
      // It has the name alone, and asking again would not change that; ours stays.
      tooLarge.add(card.name());
      return;
    }
    try {
      Standing before = files.accept(new Provenance(login, null, null), card.name(),
          Instant.ofEpochSecond(card.mtimeSeconds()), hash, hash == null ? null : card.content(), isReverting);
      stored += (isReverting ? before.reverting() : before).isBehind() ? 1 : 0;
      received.add(card.name());
    } catch (RepositoryException.Refused | RepositoryException.TooLarge e) {
      tooLarge.add(card.name());
      words.say(String.valueOf(e.getMessage()));
    }
  }

  /** Names of files that were sent, and that the server did not take. */
  Set<String> refused() {
    return refused;
  }

  /** What was said, held against what is here now. */
  UnversionedFacts facts() {
    Map<String, UnversionedFile> ours = new HashMap<>();
    if (!igots.isEmpty()) {
      files.list(true).forEach(file -> ours.put(file.name(), file));
    }
    List<Offer> offers = new ArrayList<>(igots.size());
    for (UvIgotCard igot : igots.values()) {
      Instant mtime = Instant.ofEpochSecond(igot.mtimeSeconds());
      Hash hash = UnversionedItem.hash(igot.hash());
      UnversionedFile mine = ours.get(igot.name());
      offers.add(new Offer(igot.name(), mtime, hash,
          mine == null ? Standing.UNKNOWN : mine.against(mtime, hash)));
    }
    return new UnversionedFacts(offers, received, tooLarge, manner);
  }
}
