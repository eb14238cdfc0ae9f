package io.edgesync.sync.session;

import io.edgesync.repository.artifact.ArtifactStore;
import io.edgesync.sync.FossilVersion;
import io.edgesync.sync.PeerHello;
import io.edgesync.sync.SyncClock;
import io.edgesync.sync.send.Item;
import io.edgesync.sync.send.Outbox;
import io.edgesync.sync.send.SendRules;
import io.edgesync.xfer.artifact.Hash;
import io.edgesync.xfer.card.CookieCard;
import io.edgesync.xfer.card.PragmaCard;
import io.edgesync.xfer.card.PullCard;
import io.edgesync.xfer.card.PushCard;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Makes the request of a round. Order of cards as in {@code src/xfer.c, client_sync()}. */
final class RequestWriter {

  private static final PragmaCard SEND_PRIVATE = new PragmaCard("send-private", List.of());
  private static final PragmaCard SEND_CATALOG = new PragmaCard("send-catalog", List.of());
  /** How much of a list of what we hold goes into one request; the rest follows in later sessions. */
  private static final int IGOTS_MAX = 100_000;

  private final ArtifactStore store;
  private final SyncRequest request;
  private final boolean compressed;
  private final SessionLimits limits;
  private final SyncClock clock;
  private final RandomGenerator random;
  private final Catalogue catalogue;

  /** @param compressed bodies are, as a whole */
  RequestWriter(ArtifactStore store, SyncRequest request, boolean compressed, SessionLimits limits, SyncClock clock,
      RandomGenerator random) {
    this.store = store;
    this.request = request;
    this.compressed = compressed;
    this.limits = limits;
    this.clock = clock;
    this.random = random;
    this.catalogue = new Catalogue(store, IGOTS_MAX);
  }

  /**
   * A request.
   *
   * @param unsent    the unsent artifacts that it names
   * @param namesMore the list of all that is held here goes on in the next one
   */
  record Request(Outbox outbox, List<Hash> unsent, boolean namesMore) {}

  /** @param set what is said about our set to one of our own peers */
  Request write(RoundPlan plan, @Nullable PeerHello peer, Set<Hash> withheld, List<PragmaCard> set) {
    List<Item> items = new ArrayList<>();
    if (request.privateToo() && plan.isFirst()) {
      items.add(new Item.One(SEND_PRIVATE));
    }
    items.add(new Item.One(FossilVersion.CLIENT));
    if (request.privateToo() && !plan.isFirst()) {
      items.add(new Item.One(SEND_PRIVATE));
    }
    SendRules rules = rules(plan, peer);
    items.add(new Item.One(hello(rules).card()));
    String serverCode = store.serverCode();
    String projectCode = store.projectCode().hex();
    if (plan.pulls()) {
      items.add(new Item.One(new PullCard(serverCode, projectCode)));
      if (request.isVerily() && plan.isFirst()) {
        items.add(new Item.One(SEND_CATALOG));
      }
    }
    if (plan.pushes()) {
      items.add(new Item.One(new PushCard(serverCode, projectCode)));
    }
    if (plan.isFirst() && request.links() != null) {
      request.links().said(request.direction().pulls()).forEach(card -> items.add(new Item.One(card)));
    }
    set.forEach(card -> items.add(new Item.One(card)));
    // A name travels once in a request; what the peer asked for comes before what we offer.
    Set<Hash> sent = new LinkedHashSet<>(plan.files());
    sent.stream().filter(name -> !withheld.contains(name)).forEach(name -> items.add(new Item.Artifact(name)));
    if (plan.cookie() != null) {
      items.add(new Item.One(new CookieCard(plan.cookie())));
    }
    if (!plan.gimmes().isEmpty()) {
      items.add(new Item.Gimmes(plan.gimmes()));
    }
    if (plan.wantsClusters()) {
      items.add(new Item.One(new PragmaCard("req-clusters", List.of())));
    }
    List<Hash> unsent = new ArrayList<>();
    if (plan.pushes()) {
      if (plan.isFirst()) {
        for (Hash name : store.unsent()) {
          if (!withheld.contains(name) && sent.add(name)) {
            unsent.add(name);
            items.add(new Item.Artifact(name));
          }
        }
      }
      if (plan.offers()) {
        Collection<Hash> names = request.isVerily() ? all(plan, sent, withheld) : offers(sent, withheld);
        items.add(new Item.Igots(List.copyOf(names)));
      }
      if (plan.namesClusters()) {
        items.add(new Item.Igots(store.clusters()));
      }
      if (request.privateToo()) {
        items.add(new Item.PrivateIgots(store.privateNames().stream()
            .filter(name -> !sent.contains(name) && !withheld.contains(name)).limit(IGOTS_MAX).toList()));
      }
    }
    items.add(new Item.One(Rounds.lastLine(random)));
    return new Request(new Outbox(store, items, rules, clock), unsent, plan.pushes() && catalogue.hasMore());
  }

  /** Fossil keeps phantoms of all that it is told; one of ours asks for a part of it and forgets the rest, and is told again. */
  private List<Hash> all(RoundPlan plan, Set<Hash> sent, Set<Hash> withheld) {
    if (!(plan.ours() && !plan.files().isEmpty())) {
      catalogue.advance();
    }
    return catalogue.names().stream().filter(name -> !sent.contains(name) && !withheld.contains(name)).toList();
  }

  /** What a list of what we hold names, but for what travels itself. */
  Set<Hash> offers(Collection<Hash> sent, Set<Hash> withheld) {
    Set<Hash> travelling = Set.copyOf(sent);
    return store.unclustered().stream().filter(name -> !travelling.contains(name) && !withheld.contains(name))
        .limit(IGOTS_MAX).collect(Collectors.toCollection(LinkedHashSet::new));
  }

  private PeerHello hello(SendRules rules) {
    List<String> features = new ArrayList<>(List.of(PeerHello.STORED));
    if (request.wantedAlone()) {
      // A delta would wait for its source, which another session may bring much later.
      features.add(PeerHello.WHOLE);
    }
    if (request.comparesRanges()) {
      features.add(PeerHello.RECONCILE);
    } else if (!request.isVerily()) {
      features.add(PeerHello.DIRECTED);
    }
    if (compressed) {
      features.add(PeerHello.INFLATED);
    }
    if (rules.inflated()) {
      features.add(PeerHello.INFLATES);
    }
    return PeerHello.of(request.selfNode(), limits.artifactBytesMax(), features.toArray(String[]::new));
  }

  private SendRules rules(RoundPlan plan, @Nullable PeerHello peer) {
    boolean takesStored = peer != null && peer.has(PeerHello.STORED);
    // Where ranges tell what the peer lacks, it has the source of a delta already or is given it, too.
    boolean takesStoredDeltas = takesStored && !plan.offers();
    boolean inflates = compressed && takesStoredDeltas && peer != null && peer.has(PeerHello.INFLATED);
    long peerMax = peer == null ? Long.MAX_VALUE : peer.artifactBytesMax();
    long bytesMax = plan.ours() ? limits.replyBytesMax() : limits.requestBytesMax();
    return new SendRules(bytesMax, Long.MAX_VALUE, clock.nanoTime() + limits.roundPatience().toNanos(), takesStored,
        takesStoredDeltas, inflates, request.privateToo(), true, true, peerMax,
        limits.artifactBytesMax(), limits.deltaBytesMax(),
        plan.ours(), false);
  }
}
