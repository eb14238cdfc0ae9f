package io.edgesync.sync.send;

import io.edgesync.repository.RepositoryException;
import io.edgesync.repository.artifact.ArtifactStore;
import io.edgesync.repository.artifact.ArtifactStore.Known;
import io.edgesync.repository.artifact.NameRange;
import io.edgesync.sync.SyncClock;
import io.edgesync.xfer.artifact.Hash;
import io.edgesync.xfer.card.Card;
import io.edgesync.xfer.card.GimmeCard;
import io.edgesync.xfer.card.IgotCard;
import io.edgesync.xfer.card.StarvedException;
import io.edgesync.xfer.round.CardSource;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The cards of one message, made while they are read. The first reading decides about each artifact and remembers the decision; later
 * readings repeat it, so that a redirected request stays the text that was signed. A repository that cannot be read while a card is made is no fault of a
 * transport: its {@link RepositoryException} comes out as it is.
 */
public final class Outbox implements CardSource {

  /** Artifacts looked up at once: few enough that what is known of them is not old when they are sent. */
  private static final int LOOKUPS = 500;
  /** Parts of a clone are between our own peers. */
  private static final int PART_VERSION = 3;

  private final ArtifactStore store;
  private final List<Item> items;
  private final SendRules rules;
  private final SyncClock clock;
  private final ArtifactForms forms;
  private final Map<Hash, ArtifactForms.Form> decided = new HashMap<>();
  private final Map<CloneCourse, CloneCourse> rangeEnds = new HashMap<>();
  private final Map<Hash, BlockedPragma> blocked = new LinkedHashMap<>();
  private final Set<Hash> sent = new HashSet<>();
  private int artifactsSent;
  private long bytes;

  public Outbox(ArtifactStore store, List<Item> items, SendRules rules, SyncClock clock) {
    this.store = store;
    this.items = List.copyOf(items);
    this.rules = rules;
    this.clock = clock;
    this.forms = new ArtifactForms(store, rules);
  }

  /** Artifacts that travelled in the last reading. */
  public int artifactsSent() {
    return artifactsSent;
  }

  /** Those of them that were asked for by their names. */
  public Set<Hash> sent() {
    return Set.copyOf(sent);
  }

  /** Card bytes of the last reading. */
  public long bytes() {
    return bytes;
  }

  /** Artifacts that were refused by name. */
  public List<BlockedPragma> blocked() {
    return List.copyOf(blocked.values());
  }

  @Override
  public Cards open() {
    artifactsSent = 0;
    sent.clear();
    bytes = 0;
    return new Reading();
  }

  private final class Reading implements Cards {
    private int next;
    /** What the repository knows of the artifacts that come next. */
    private final Map<Hash, Known> known = new HashMap<>();
    private final Deque<Card> ready = new ArrayDeque<>();
    private Iterator<? extends Card> names = Collections.emptyIterator();
    private @Nullable CloneWalk walk;

    @Override
    public @Nullable Card next() throws IOException {
      try {
        Card card = advance();
        if (card != null) {
          bytes += CardBytes.of(card);
        }
        return card;
      } catch (RepositoryException.OutOfBudget e) {
        throw new StarvedException("message to the peer", e);
      }
    }

    private @Nullable Card advance() throws IOException {
      while (true) {
        if (!ready.isEmpty()) {
          return ready.poll();
        }
        if (names.hasNext()) {
          if (bytes >= rules.bytesHardMax() - CardBytes.of(PROBE)) {
            names = Collections.emptyIterator();
            continue;
          }
          return names.next();
        }
        if (walk != null) {
          Card card = walk.next(bytes);
          if (card != null) {
            artifactsSent += CloneWalk.isArtifact(card) ? 1 : 0;
            return card;
          }
          rangeEnds.put(walk.start(), walk.end());
          walk = null;
          continue;
        }
        if (next == items.size()) {
          return null;
        }
        begin(items.get(next++));
      }
    }

    private void begin(Item item) throws IOException {
      switch (item) {
        case Item.One(Card card) -> ready.add(card);
        case Item.Igots(List<Hash> held) -> names = held.stream().map(name -> new IgotCard(name, false)).iterator();
        case Item.PrivateIgots(List<Hash> held) ->
          names = held.stream().map(name -> new IgotCard(name, true)).iterator();
        case Item.Gimmes(List<Hash> wanted) -> names = wanted.stream().map(GimmeCard::new).iterator();
        case Item.Artifact(Hash name) -> artifact(name);
        case Item.Deferred(Later later) ->
          ready.addAll(later.cards(new Later.Room(bytes, isFull(), rules.bytesHardMax())));
        case Item.CloneRange(int version, int from) -> walk(version, new CloneCourse.BySequence(from));
        case Item.ClonePart(NameRange range) -> walk(PART_VERSION, CloneCourse.ByName.of(range));
      }
    }

    private void walk(int version, CloneCourse start) {
      walk = new CloneWalk(store, rules, clock, version, start, rangeEnds.get(start), Outbox.this::block);
    }

    private void artifact(Hash name) throws IOException {
      ArtifactForms.Form before = decided.get(name);
      ArtifactForms.Made made = before != null ? forms.make(name, before) : decide(name);
      decided.put(name, made.form());
      if (made.form() instanceof ArtifactForms.Form.Blocked(BlockedPragma artifact)) {
        block(artifact);
      }
      if (made.form().travels()) {
        artifactsSent++;
        sent.add(name);
      }
      ready.addAll(made.cards());
    }

    /** One look-up for many: most names of a long list may be unknown here. */
    private Known known(Hash name) {
      Known found = known.get(name);
      if (found == null) {
        known.clear();
        List<Hash> ahead = new ArrayList<>(List.of(name));
        for (int i = next; i < items.size() && ahead.size() < LOOKUPS; i++) {
          if (items.get(i) instanceof Item.Artifact(Hash later) && !decided.containsKey(later)) {
            ahead.add(later);
          }
        }
        List<Known> all = store.lookupAll(ahead);
        for (int i = 0; i < ahead.size(); i++) {
          known.put(ahead.get(i), all.get(i));
        }
        found = all.getFirst();
      }
      return found;
    }

    private boolean isFull() {
      return bytes >= rules.bytesMax() || clock.nanoTime() - rules.deadlineNanos() >= 0;
    }

    private ArtifactForms.Made decide(Hash name) throws IOException {
      Known here = known(name);
      if (isFull()) {
        return forms.name(name, here);
      }
      ArtifactForms.Made made = forms.choose(name, here);
      long size = made.cards().stream().mapToLong(CardBytes::of).sum();
      if (!made.form().travels() || bytes + size <= rules.bytesHardMax()) {
        return made;
      }
      made.cards().forEach(Card::close);
      // A transport that carries messages of bounded size would drop this one whole; alone it may fit, or never.
      return size > rules.bytesHardMax()
          ? forms.make(name, new ArtifactForms.Form.Blocked(new BlockedPragma(name, size, rules.bytesHardMax())))
          : forms.make(name, new ArtifactForms.Form.Named(false));
    }

    @Override
    public void close() {
      ready.forEach(Card::close);
      ready.clear();
      if (walk != null) {
        walk.close();
      }
    }
  }

  private static final Card PROBE = new IgotCard(new Hash("0".repeat(64)), false);

  private void block(BlockedPragma artifact) {
    blocked.put(artifact.name(), artifact);
  }
}
