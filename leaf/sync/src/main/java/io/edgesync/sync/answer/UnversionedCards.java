package io.edgesync.sync.answer;

import io.edgesync.repository.RepositoryException;
import io.edgesync.repository.unversioned.UnversionedFile;
import io.edgesync.repository.unversioned.UnversionedFiles;
import io.edgesync.sync.PeerText;
import io.edgesync.sync.send.Item;
import io.edgesync.sync.unversioned.UnversionedItem;
import io.edgesync.xfer.artifact.Hash;
import io.edgesync.xfer.card.Card;
import io.edgesync.xfer.card.MessageCard;
import io.edgesync.xfer.card.OversizeCard;
import io.edgesync.xfer.card.PragmaCard;
import io.edgesync.xfer.card.UvFileCard;
import io.edgesync.xfer.card.UvGimmeCard;
import io.edgesync.xfer.card.UvIgotCard;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The cards of one request about unversioned files. Where none are served, no name is known and nobody may write one. Source: {@code
 * src/xfer.c, send_unversioned_catalog()} and {@code xfer_accept_unversioned_file()} of 2.21.
 */
final class UnversionedCards {

  private final @Nullable UnversionedFiles files;
  private final RequestState state;
  private final Set<String> given = new HashSet<>();
  private boolean isCatalogueJudged;

  UnversionedCards(@Nullable UnversionedFiles files, RequestState state) {
    this.files = files;
    this.state = state;
  }

  /** {@code pragma uv-hash HASH}: the catalogue, where it is another one there. */
  void hash(List<String> arguments) {
    if (files == null || isCatalogueJudged || arguments.isEmpty() || !state.rights.read()) {
      return;
    }
    isCatalogueJudged = true;
    if (!arguments.getFirst().equals(files.catalogueHash())) {
      catalogue(files, state.rights.writeUnversioned() ? "uv-push-ok" : "uv-pull-only");
    }
  }

  /** A clone gets the catalogue unasked where the repository says so. */
  void clone_() {
    if (files != null && !isCatalogueJudged && files.isSynced()) {
      isCatalogueJudged = true;
      catalogue(files, "uv-pull-only");
    }
  }

  private void catalogue(UnversionedFiles from, String manner) {
    List<Card> lines = from.catalogue().stream().<Card>map(UnversionedItem::igot).toList();
    state.said.notice(new PragmaCard(manner, List.of()));
    state.said.add(new Item.Deferred(room -> lines));
  }

  void igot(UvIgotCard card) {
    // Clients send it by accident when their request is full.
  }

  void gimme(UvGimmeCard card) {
    boolean mayRead = state.rights.read() || state.rights.clone_();
    if (files != null && mayRead && given.size() < ArtifactCards.GIMMES_MAX && given.add(card.name())) {
      state.said.add(new Item.Deferred(
          new UnversionedItem(files, card.name(), UnversionedItem.Side.ANSWERING, false, state.knowsSha3())));
    }
  }

  void file(UvFileCard card) {
    Hash hash = UnversionedItem.hash(card.hash());
    boolean matches = hash == null ? card.content().size() == 0 : UnversionedFiles.matches(hash, card.content());
    if (card.mtimeSeconds() > UnversionedFile.MTIME_SECONDS_MAX) {
      state.fatal("malformed+uvfile+line");
    } else if (!matches && card.content().size() > 0) {
      state.fatal("in+uvfile+line%2C+HASH+does+not+match+CONTENT");
    } else if (files != null && state.rights.writeUnversioned() && !state.isRepeated) {
      // Without the right 2.21 drops it without a word.
      accept(files, card, hash, matches && (card.flags() & UnversionedItem.LEFT_OUT) == 0);
    }
  }

  private void accept(UnversionedFiles into, UvFileCard card, @Nullable Hash hash, boolean isWhole) {
    Instant mtime = Instant.ofEpochSecond(card.mtimeSeconds());
    try {
      if (isWhole) {
        into.accept(state.provenance(), card.name(), mtime, hash, hash == null ? null : card.content(), false);
      } else if (hash != null) {
        // A file of which we know no more than its name would only take the place of what is here.
        into.acceptTime(card.name(), mtime, hash, false);
      }
    } catch (RepositoryException.TooLarge e) {
      refuse(card.name(), UnversionedItem.tooLarge(card.name(), e.sizeBytes(), e.limitBytes()));
    } catch (RepositoryException.Refused e) {
      refuse(card.name(), String.valueOf(e.getMessage()));
    }
  }

  /** Says it to the person, and to a client that would count the file as sent. */
  private void refuse(String name, String why) {
    state.said.notice(UnversionedItem.refused(name));
    state.said.notice(new MessageCard(PeerText.clean(why)));
  }

  /** A {@code uvfile} whose payload is larger than what is read here. */
  void oversize(OversizeCard card) {
    if (files != null && state.rights.writeUnversioned()) {
      refuse(card.name(), UnversionedItem.tooLarge(card.name(), card.payloadBytes(), card.limitBytes()));
    }
  }
}
