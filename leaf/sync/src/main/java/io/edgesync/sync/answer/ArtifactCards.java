package io.edgesync.sync.answer;

import io.edgesync.repository.artifact.ArtifactStore;
import io.edgesync.repository.artifact.ArtifactStore.Known;
import io.edgesync.repository.artifact.ArtifactStore.Presence;
import io.edgesync.repository.artifact.ArtifactWriter;
import io.edgesync.repository.artifact.Provenance;
import io.edgesync.sync.send.BlockedPragma;
import io.edgesync.sync.send.Item;
import io.edgesync.xfer.artifact.Hash;
import io.edgesync.xfer.card.CFileCard;
import io.edgesync.xfer.card.FileCard;
import io.edgesync.xfer.card.IgotCard;
import io.edgesync.xfer.card.LoginCard;
import io.edgesync.xfer.card.MessageCard;
import io.edgesync.xfer.card.OversizeCard;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The cards of one request that bring artifacts, offer them or ask for them. */
final class ArtifactCards {

  /** Names looked up at once. */
  private static final int LOOKUPS = 1000;

  private final ArtifactStore store;
  private final AnswerLimits limits;
  private final RequestState state;
  private final List<Hash> unseen = new ArrayList<>();
  private @Nullable ArtifactWriter writer;
  private boolean isNextPrivate;

  ArtifactCards(ArtifactStore store, AnswerLimits limits, RequestState state) {
    this.store = store;
    this.limits = limits;
    this.state = state;
  }

  void file(FileCard file) {
    if (mayStore()) {
      boolean isPrivate = takeMark();
      if (takes(isPrivate)) {
        writer().file(file.name(), file.deltaSource(), file.content(), isPrivate);
      }
      arrived(file.name());
    }
  }

  void cfile(CFileCard file) {
    if (mayStore()) {
      boolean isPrivate = takeMark();
      if (takes(isPrivate)) {
        writer().stored(file.name(), file.deltaSource(), file.expandedBytes(), file.content(), isPrivate);
      }
      arrived(file.name());
    }
  }

  void nextIsPrivate() {
    isNextPrivate = true;
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

  private boolean takeMark() {
    boolean isPrivate = isNextPrivate;
    isNextPrivate = false;
    return isPrivate;
  }

  private boolean takes(boolean isPrivate) {
    return !state.isRepeated && (!isPrivate || state.rights.syncPrivate());
  }

  private void arrived(Hash name) {
    if (state.held.size() < limits.namesMax()) {
      state.held.add(name);
    }
    state.wanted.remove(name);
  }

  void igot(IgotCard card) {
    if (!state.pushes || state.held.size() >= limits.namesMax()) {
      return;
    }
    state.held.add(card.name());
    if (!card.isPrivate()) {
      unseen.add(card.name());
      if (unseen.size() >= LOOKUPS) {
        lookUp();
      }
    }
  }

  void gimme(Hash name) {
    if (state.requested.size() < limits.namesMax() && state.requested.add(name) && state.pulls
        && !state.held.contains(name)) {
      state.said.add(new Item.Artifact(name));
    }
  }

  private void lookUp() {
    List<Known> found = store.lookupAll(unseen);
    for (int i = 0; i < unseen.size(); i++) {
      Known known = found.get(i);
      if ((known.presence() == Presence.ABSENT || known.presence() == Presence.PHANTOM) && !known.isShunned()) {
        state.wanted.add(unseen.get(i));
      }
    }
    unseen.clear();
  }

  /** A card whose payload is larger than what is read here. */
  void oversize(OversizeCard card) {
    isNextPrivate = false;
    boolean isArtifact = card.card().equals("file") || card.card().equals("cfile");
    if (isArtifact && mayStore() && Hash.isHash(card.name())) {
      refuse(new BlockedPragma(new Hash(card.name()), card.payloadBytes(), card.limitBytes()));
    }
  }

  private void refuse(BlockedPragma artifact) {
    if (state.peer != null) {
      state.said.notice(artifact.card());
    }
    state.said.notice(new MessageCard(artifact.text()));
    state.held.add(artifact.name());
    state.wanted.remove(artifact.name());
    // Not asked for in this reply either.
    state.requested.add(artifact.name());
  }

  private ArtifactWriter writer() {
    ArtifactWriter open = writer;
    if (open == null) {
      LoginCard card = state.asked.login();
      open = store.receive(new Provenance(state.login == null ? "nobody" : state.login, state.asked.address(),
          card == null ? null : card.nonce()));
      open.allOrNothing();
      writer = open;
    }
    return open;
  }

  /** Stores what is pending; the names that became available. */
  List<Hash> finish() {
    lookUp();
    if (writer == null) {
      return List.of();
    }
    ArtifactWriter.Receipt receipt = writer.finish();
    for (ArtifactWriter.Refusal refusal : receipt.refusals()) {
      switch (refusal.reason()) {
        case WRONG_HASH -> state.fatal("wrong+hash+on+received+artifact:+" + refusal.name());
        case MALFORMED -> state.fatal("malformed+file+line");
        case TOO_LARGE -> {
          if (!state.isStopped()) {
            refuse(new BlockedPragma(refusal.name(), 0, limits.artifactBytesMax()));
          }
        }
        case SHUNNED, HASH_POLICY -> state.wanted.remove(refusal.name());
      }
    }
    receipt.stored().forEach(state.wanted::remove);
    return receipt.stored();
  }

  /** Drops what is not stored yet. */
  void abandon() {
    if (writer != null) {
      writer.close();
    }
  }
}
