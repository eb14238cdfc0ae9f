package io.edgesync.sync.answer;

import io.edgesync.repository.artifact.ArtifactStore;
import io.edgesync.sync.PeerHello;
import io.edgesync.sync.SyncClock;
import io.edgesync.sync.send.Item;
import io.edgesync.xfer.artifact.Hash;
import io.edgesync.xfer.card.CommentCard;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * What follows the answers to single cards: {@code gimme} for what we lack, {@code igot} for what we hold, the timestamp. It follows a fatal
 * error, too. Source: {@code src/xfer.c, page_xfer()}, its last third.
 */
final class ReplyTail {

  private static final DateTimeFormatter TIMESTAMP = DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss")
      .withZone(ZoneOffset.UTC);

  private final ArtifactStore store;
  private final RequestState request;
  private final AnswerLimits limits;
  private final SyncClock clock;

  ReplyTail(ArtifactStore store, RequestState request, AnswerLimits limits, SyncClock clock) {
    this.store = store;
    this.request = request;
    this.limits = limits;
    this.clock = clock;
  }

  List<Item> items() {
    List<Item> items = new ArrayList<>();
    if (request.pushes) {
      items.add(new Item.Gimmes(lacking()));
    }
    if (request.pulls && !isDirected()) {
      if (!request.isReconciled) {
        items.add(new Item.Igots(offers()));
      }
      if (request.wantsPrivate && (!request.isLegacyClone || request.requested.isEmpty())) {
        items.add(new Item.PrivateIgots(store.privateNames()));
      }
    }
    request.links.forEach(link -> items.add(new Item.One(link)));
    items.add(new Item.One(
        new CommentCard(" timestamp " + TIMESTAMP.format(clock.now()) + " errors " + request.errors)));
    return items;
  }

  private List<Hash> lacking() {
    Set<Hash> names = new LinkedHashSet<>();
    // What this asker holds first: phantoms that nobody can fill must not crowd it out.
    for (Hash name : request.wanted) {
      if (names.size() < limits.gimmesMax() && !request.requested.contains(name)) {
        names.add(name);
      }
    }
    if (request.wantsPrivate) {
      for (Hash name : request.wantedPrivately) {
        if (names.size() < limits.gimmesMax() && !request.requested.contains(name)) {
          names.add(name);
        }
      }
    }
    if (request.isReconciled && !request.wantsPrivate) {
      // What the asker holds of them it has found by ranges.
      return List.copyOf(names);
    }
    for (Hash name : store.phantoms(limits.gimmesMax() + request.requested.size(), request.wantsPrivate)) {
      if (names.size() < limits.gimmesMax() && !request.requested.contains(name)) {
        names.add(name);
      }
    }
    return List.copyOf(names);
  }

  private List<Hash> offers() {
    boolean isOurs = request.peer != null;
    List<Hash> names = new ArrayList<>();
    if (request.wantsCatalog || (request.isLegacyClone && request.requested.isEmpty())) {
      store.forEachName(names::add);
    } else {
      if (!isOurs) {
        store.makeClusters();
      }
      names.addAll(store.unclustered());
    }
    names.removeIf(name -> request.held.contains(name) || request.requested.contains(name));
    return names;
  }

  private boolean isDirected() {
    return request.peer != null && request.peer.has(PeerHello.DIRECTED);
  }
}
