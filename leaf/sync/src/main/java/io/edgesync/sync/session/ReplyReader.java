package io.edgesync.sync.session;

import io.edgesync.repository.RepositoryException;
import io.edgesync.repository.artifact.ArtifactStore;
import io.edgesync.repository.artifact.ArtifactWriter;
import io.edgesync.repository.artifact.Provenance;
import io.edgesync.repository.link.ProjectLink;
import io.edgesync.repository.link.ProjectLinks;
import io.edgesync.sync.Offers;
import io.edgesync.sync.PeerHello;
import io.edgesync.sync.PeerText;
import io.edgesync.sync.reconcile.RangeCards;
import io.edgesync.sync.reconcile.ReconcileException;
import io.edgesync.sync.send.BlockedPragma;
import io.edgesync.sync.send.CardBytes;
import io.edgesync.sync.send.Inflated;
import io.edgesync.xfer.artifact.Hash;
import io.edgesync.xfer.card.*;
import io.edgesync.xfer.round.CardSink;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Reads one reply: artifacts go to the writer as they come, everything else becomes {@link ReplyFacts}. After an {@code error} card,
 * or a card that a server must not send, the rest of the reply is skipped. Source: {@code src/xfer.c, client_sync()}.
 */
final class ReplyReader implements CardSink, AutoCloseable {

  /** The names of the empty artifact; any other name with no bytes is a server's way to say that it cannot give it. */
  private static final Set<String> EMPTY_ARTIFACTS = Set.of("da39a3ee5e6b4b0d3255bfef95601890afd80709",
      "a7ffc6f8bf1ed76651c14756a061d662f580ff4de43b49fa82d80a4b80f8434a");

  private final ArtifactStore store;
  private final boolean pulls;
  private final boolean privateToo;
  private final int offersMax;
  private final long artifactBytesMax;
  private final Provenance provenance;
  private final Set<Hash> unnamed;
  private final Set<Hash> neverComing;
  private final Set<Hash> wantedWhole;
  private @Nullable ArtifactWriter writer;
  private final Offers offers;
  private final List<Hash> offered = new ArrayList<>();
  private final List<Hash> asked = new ArrayList<>();
  private final Set<Hash> came = new LinkedHashSet<>();
  private final Consumer<Hash> coming;
  private final List<Blocked> blocked = new ArrayList<>();
  private final List<Hash> unavailable = new ArrayList<>();
  private RepositoryException.@Nullable OutOfBudget outOfMemory;
  private final List<ProjectLink> links = new ArrayList<>();
  private final ServerWords words = new ServerWords();
  private @Nullable String pushDenial;
  private @Nullable String cookie;
  private @Nullable PeerHello hello;
  private final RangeCards ranges = new RangeCards();
  private long bytes;
  private int artifacts;

  /**
   * @param provenance where artifacts come from
   * @param unnamed    loses the names that the reply names
   * @param neverComing what is known to be too large for one side
   * @param wantedWhole  what came as a delta of such, now or long ago: it is asked for once more
   * @param coming is told of each artifact before it is stored
   */
  ReplyReader(ArtifactStore store, boolean pulls, boolean privateToo, SessionLimits limits, Provenance provenance,
      Set<Hash> unnamed, Set<Hash> neverComing, Set<Hash> wantedWhole, Consumer<Hash> coming) {
    this.coming = coming;
    this.unnamed = unnamed;
    this.neverComing = Set.copyOf(neverComing);
    this.wantedWhole = wantedWhole;
    this.store = store;
    this.pulls = pulls;
    this.privateToo = privateToo;
    this.offersMax = limits.wantsMax();
    this.artifactBytesMax = limits.artifactBytesMax();
    this.provenance = provenance;
    this.offers = new Offers(store, () -> privateToo, new Offers.Taker() {
      @Override
      public void lacking(Hash name, boolean isPrivate) {
        offered.add(name);
      }

      @Override
      public void privateThere(Hash name) {
        writer().markPrivate(name);
      }
    });
  }

  /** Card bytes so far. */
  long bytes() {
    return bytes;
  }

  /** Artifacts so far, whatever becomes of them. */
  int artifacts() {
    return artifacts;
  }

  /** What was said of the peer's set so far. */
  RangeCards ranges() {
    return ranges;
  }

  /** What was said of other places so far. */
  List<ProjectLink> links() {
    return links;
  }

  /** Whether the peer refused something, or said what it must not. */
  boolean isRefused() {
    return words.denial() != null || words.violation() != null || pushDenial != null;
  }

  @Override
  public void accept(Card card) {
    try (Card open = card) {
      bytes += CardBytes.of(open);
      if (!words.isOver()) {
        read(open);
      }
    }
  }

  private void read(Card card) {
    switch (card) {
      case FileCard file -> artifact(file);
      case CFileCard file -> {
        artifacts++;
        boolean isPrivate = offers.takeMark();
        if (pulls && offers.takes(isPrivate)) {
          come(file.name());
          writer().stored(file.name(), file.deltaSource(), file.expandedBytes(), file.content(), isPrivate);
        }
      }
      case PrivateCard() -> offers.nextIsPrivate();
      case IgotCard igot -> {
        unnamed.remove(igot.name());
        if (pulls && offered.size() < offersMax) {
          offers.add(igot);
        }
      }
      case GimmeCard(Hash name) -> {
        if (asked.size() < offersMax) {
          asked.add(name);
        }
      }
      case PragmaCard pragma -> pragma(pragma);
      case MessageCard message -> message(message);
      case CookieCard(String text) -> cookie = text;
      case OversizeCard oversize -> oversize(oversize);
      default -> words.read(card);
    }
  }

  private void artifact(FileCard file) {
    artifacts++;
    boolean isPrivate = offers.takeMark();
    if (file.content().size() == 0 && file.deltaSource() == null && !EMPTY_ARTIFACTS.contains(file.name().hex())) {
      if (unavailable.size() < offersMax) {
        unavailable.add(file.name());
      }
    } else if (pulls && offers.takes(isPrivate)) {
      come(file.name());
      Inflated.store(file, isPrivate, hello, writer());
    }
  }

  private void come(Hash name) {
    coming.accept(name);
    if (came.size() < offersMax) {
      came.add(name);
    }
  }

  /** What came and is not new: another session was quicker. */
  private List<Hash> heldBefore(ArtifactWriter.Receipt receipt) {
    came.removeAll(new HashSet<>(receipt.stored()));
    came.removeAll(new HashSet<>(receipt.storedPrivately()));
    return held(store, List.copyOf(came));
  }

  /** Those that are here. */
  static List<Hash> held(ArtifactStore store, List<Hash> names) {
    List<ArtifactStore.Known> known = store.lookupAll(names);
    return IntStream.range(0, names.size()).filter(i -> known.get(i).isHeld()).mapToObj(names::get).toList();
  }

  private void pragma(PragmaCard pragma) {
    PeerHello.parse(pragma).ifPresent(peer -> hello = peer);
    if (RangeCards.isOne(pragma)) {
      try {
        ranges.read(pragma);
      } catch (ReconcileException e) {
        words.complain(PeerText.clean(String.valueOf(e.getMessage())));
      }
    }
    BlockedPragma.parse(pragma).ifPresent(this::block);
    if (links.size() < ProjectLinks.LINKS_MAX) {
      LinkExchange.parse(pragma).ifPresent(links::add);
    }
  }

  private void message(MessageCard message) {
    words.read(message);
    String text = PeerText.clean(message.text());
    if (text.startsWith("pull only ")) {
      pushDenial = text;
    }
  }

  private void oversize(OversizeCard card) {
    offers.takeMark();
    if (Hash.isHash(card.name())) {
      block(new BlockedPragma(new Hash(card.name()), card.payloadBytes(), card.limitBytes()));
    } else {
      words.read(card);
    }
  }

  private void block(BlockedPragma artifact) {
    if (blocked.size() < Wants.BLOCKED_MAX) {
      blocked.add(new Blocked(artifact.name(), artifact.isForAskers(artifactBytesMax), artifact.reason()));
    }
  }

  private ArtifactWriter writer() {
    ArtifactWriter open = writer;
    if (open == null) {
      open = store.receive(provenance);
      if (!privateToo) {
        open.withoutPrivateSources();
      }
      writer = open;
    }
    return open;
  }

  /** Stores what is pending and reports. */
  ReplyFacts finish() {
    offers.lookUp();
    String violation = words.violation();
    if (pulls) {
      neverComing.forEach(name -> writer().withoutSource(name));
      blocked.forEach(artifact -> writer().withoutSource(artifact.name()));
    }
    ArtifactWriter.Receipt receipt = writer == null ? ArtifactWriter.Receipt.NOTHING : writer.finish();
    // A peer lists what is private in each reply, also what this one has brought.
    Set<Hash> come = new HashSet<>(receipt.stored());
    come.addAll(receipt.storedPrivately());
    offered.removeAll(come);
    for (ArtifactWriter.Refusal refusal : receipt.refusals()) {
      switch (refusal.reason()) {
        case TOO_LARGE, HASH_POLICY ->
          blocked.add(new Blocked(refusal.name(), true, PeerText.clean(refusal.observation())));
        case SOURCE_TOO_LARGE -> {
          if (wantedWhole.add(refusal.name())) {
            offered.add(refusal.name());
          } else {
            blocked.add(new Blocked(refusal.name(), false, PeerText.clean(refusal.observation())));
          }
        }
        case WRONG_HASH, MALFORMED -> violation = violation == null ? PeerText.clean(refusal.text()) : violation;
        case NO_MEMORY -> outOfMemory = new RepositoryException.OutOfBudget(refusal.text());
        case SHUNNED, PRIVATE_SOURCE -> {
          // Not wanted here, and not asked for; or to be asked for again, when its source is public here.
        }
      }
    }
    return new ReplyFacts(receipt.stored(), receipt.storedPrivately(), heldBefore(receipt), receipt.dangling(), offered,
        asked, blocked,
        unavailable, words.messages(), words.denial(),
        pushDenial, violation, cookie, hello, ranges);
  }

  /** Of what came in vain, because there was no memory for it; it comes again in another session. */
  RepositoryException.@Nullable OutOfBudget outOfMemory() {
    return outOfMemory;
  }

  /** Drops what is not stored yet. */
  @Override
  public void close() {
    if (writer != null) {
      writer.close();
    }
  }
}
