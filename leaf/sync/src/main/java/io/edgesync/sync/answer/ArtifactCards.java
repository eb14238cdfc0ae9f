package io.edgesync.sync.answer;

import io.edgesync.repository.RepositoryException;
import io.edgesync.repository.artifact.ArtifactStore;
import io.edgesync.repository.artifact.ArtifactWriter;
import io.edgesync.sync.Offers;
import io.edgesync.sync.send.BlockedPragma;
import io.edgesync.sync.send.Inflated;
import io.edgesync.sync.send.Item;
import io.edgesync.xfer.artifact.Hash;
import io.edgesync.xfer.card.CFileCard;
import io.edgesync.xfer.card.FileCard;
import io.edgesync.xfer.card.IgotCard;
import io.edgesync.xfer.card.MessageCard;
import io.edgesync.xfer.card.OversizeCard;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The cards of one request that bring artifacts, offer them or ask for them. */
final class ArtifactCards {

  /** Anybody may ask, many at once; what is not answered in one reply is asked for again in the next request. */
  static final int GIMMES_MAX = 50_000;

  private final ArtifactStore store;
  private final AnswerLimits limits;
  private final RequestState state;
  private final Offers offers;
  private @Nullable ArtifactWriter writer;
  private RepositoryException.@Nullable OutOfBudget outOfMemory;

  ArtifactCards(ArtifactStore store, AnswerLimits limits, RequestState state) {
    this.store = store;
    this.limits = limits;
    this.state = state;
    this.offers = new Offers(store, () -> state.rights.syncPrivate(), new Offers.Taker() {
      @Override
      public void lacking(Hash name, boolean isPrivate) {
        (isPrivate ? state.wantedPrivately : state.wanted).add(name);
      }

      @Override
      public void privateThere(Hash name) {
        if (!state.isRepeated) {
          writer().markPrivate(name);
        }
      }
    });
  }

  void file(FileCard file) {
    if (mayStore()) {
      boolean isPrivate = offers.takeMark();
      if (!state.isRepeated && offers.takes(isPrivate)) {
        Inflated.store(file, isPrivate, state.peer, writer());
      }
      arrived(file.name());
    }
  }

  void cfile(CFileCard file) {
    if (mayStore()) {
      boolean isPrivate = offers.takeMark();
      if (!state.isRepeated && offers.takes(isPrivate)) {
        writer().stored(file.name(), file.deltaSource(), file.expandedBytes(), file.content(), isPrivate);
      }
      arrived(file.name());
    }
  }

  void nextIsPrivate() {
    offers.nextIsPrivate();
    if (!state.rights.syncPrivate()) {
      state.append("not authorized to sync private content");
    }
  }

  private boolean mayStore() {
    if (!state.pushes) {
      state.fatal("not authorized to write");
    }
    return state.pushes;
  }

  private void arrived(Hash name) {
    if (state.held.size() < limits.namesMax()) {
      state.held.add(name);
    }
    state.wanted.remove(name);
    state.wantedPrivately.remove(name);
  }

  void igot(IgotCard card) {
    if (!state.pushes || state.held.size() >= limits.namesMax()) {
      return;
    }
    state.held.add(card.name());
    offers.add(card);
  }

  void gimme(Hash name) {
    if (state.requested.size() < GIMMES_MAX && state.requested.add(name) && state.pulls
        && !state.held.contains(name)) {
      state.said.add(new Item.Artifact(name));
    }
  }

  /** A card whose payload is larger than what is read here. */
  void oversize(OversizeCard card) {
    offers.takeMark();
    if (mayStore() && Hash.isHash(card.name())) {
      BlockedPragma artifact = new BlockedPragma(new Hash(card.name()), card.payloadBytes(), card.limitBytes());
      refuse(artifact, artifact.text());
      if (!state.isRepeated) {
        writer().withoutSource(artifact.name());
      }
    }
  }

  private void refuse(BlockedPragma artifact, String why) {
    if (state.peer != null) {
      state.said.notice(artifact.card());
    }
    state.said.notice(new MessageCard(why));
    state.refused.put(artifact.name(), why);
    state.held.add(artifact.name());
    state.wanted.remove(artifact.name());
    // Not asked for in this reply either.
    state.requested.add(artifact.name());
  }

  private ArtifactWriter writer() {
    ArtifactWriter open = writer;
    if (open == null) {
      open = store.receive(state.provenance());
      open.allOrNothing();
      if (!state.rights.syncPrivate()) {
        open.withoutPrivateSources();
      }
      writer = open;
    }
    return open;
  }

  /** Stores what is pending; the names that became available. */
  List<Hash> finish() {
    offers.lookUp();
    if (writer == null) {
      return List.of();
    }
    // What comes as a delta of it now cannot be read any more than when both came at once.
    state.refusedBefore.keySet().forEach(writer::withoutSource);
    ArtifactWriter.Receipt receipt = writer.finish();
    for (ArtifactWriter.Refusal refusal : receipt.refusals()) {
      switch (refusal.reason()) {
        case WRONG_HASH -> state.fatal("wrong+hash+on+received+artifact:+" + refusal.name());
        case MALFORMED -> state.fatal("malformed+file+line");
        case TOO_LARGE -> {
          if (!state.isStopped()) {
            BlockedPragma artifact = new BlockedPragma(refusal.name(), 0, limits.artifactBytesMax());
            refuse(artifact, artifact.text());
          }
        }
        case SOURCE_TOO_LARGE -> refuse(new BlockedPragma(refusal.name(), 0, limits.artifactBytesMax()),
            refusal.text());
        case NO_MEMORY -> outOfMemory = new RepositoryException.OutOfBudget(refusal.text());
        case SHUNNED, HASH_POLICY -> state.wanted.remove(refusal.name());
        case PRIVATE_SOURCE -> {
          // It can come whole, or after its source.
        }
      }
    }
    for (List<Hash> came : List.of(receipt.stored(), receipt.storedPrivately())) {
      came.forEach(state.wanted::remove);
      came.forEach(state.wantedPrivately::remove);
    }
    return receipt.stored();
  }

  /** Of what came in vain, because there was no memory for it; the rest is stored. */
  RepositoryException.@Nullable OutOfBudget outOfMemory() {
    return outOfMemory;
  }

  /** Drops what is not stored yet. */
  void abandon() {
    if (writer != null) {
      writer.close();
    }
  }
}
