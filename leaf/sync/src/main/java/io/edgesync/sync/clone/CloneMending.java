package io.edgesync.sync.clone;

import io.edgesync.repository.artifact.ArtifactStore.StoredArtifact;
import io.edgesync.repository.clone.CloneParts;
import io.edgesync.sync.PeerHello;
import io.edgesync.xfer.artifact.ArtifactHasher;
import io.edgesync.xfer.artifact.Hash;
import io.edgesync.xfer.artifact.JdkArtifactHasher;
import io.edgesync.xfer.artifact.ProjectCode;
import io.edgesync.xfer.card.Card;
import io.edgesync.xfer.card.FileCard;
import io.edgesync.xfer.card.GimmeCard;
import io.edgesync.xfer.card.PullCard;
import io.edgesync.xfer.content.Content;
import io.edgesync.xfer.envelope.StoredForm;
import io.edgesync.xfer.round.Transport;
import io.edgesync.xfer.round.TransportException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Makes every artifact of a mixture of several peers' parts expandable: what deltas lack, and one of each circle of deltas, is fetched whole and
 * checked at once. What nobody gives whole is left out; the pull after the clone asks for what it was.
 */
final class CloneMending {

  /** Artifacts asked for at once. */
  private static final int NAMES = 500;
  /** Fewer are asked of all peers. */
  private static final int FEW = 10;
  /** Far more than honest copies need. */
  private static final int STEPS_MAX = 2_000;

  private final CloneParts parts;
  private final CloneRounds rounds;
  private final ProjectCode project;
  private final AskedPeers peers;

  CloneMending(CloneParts parts, CloneRounds rounds, ProjectCode project, AskedPeers peers) {
    this.parts = parts;
    this.rounds = rounds;
    this.project = project;
    this.peers = peers;
  }

  void run() throws CloneException, InterruptedException {
    if (parts.fitsTogether()) {
      return;
    }
    // Wholes make no circle: what is forgotten here is a missing source from now on, and there are no others later.
    parts.forget(parts.circles());
    for (int step = 0; step < STEPS_MAX; step++) {
      List<Hash> lacking = parts.missingSources(NAMES);
      if (lacking.isEmpty()) {
        return;
      }
      Set<Hash> nowhere = fetch(lacking);
      if (!nowhere.isEmpty()) {
        // Their copies store it as a delta of something else, or as a whole.
        Set<Hash> deltas = parts.deltasOf(nowhere);
        parts.forget(deltas);
        fetch(deltas);
      }
    }
    throw new CloneException("what the peers gave does not fit together after " + STEPS_MAX
        + " attempts; remove the unfinished file and clone from one of them", false, null);
  }

  /**
   * Fetches them as wholes from whoever has them: all peers are asked at once, each for other names, and then for those that others lack.
   *
   * @return what nobody gave of those who answered
   * @throws CloneException when nobody answered: who is away may have it
   */
  private Set<Hash> fetch(Collection<Hash> names) throws CloneException, InterruptedException {
    List<Hash> wanted = List.copyOf(names);
    Set<Hash> left = ConcurrentHashMap.newKeySet();
    left.addAll(wanted);
    List<Transport> asked = List.copyOf(peers.all());
    // Of a few all are asked, so that nobody's silence is waited for alone.
    boolean isForAll = wanted.size() < FEW;
    int answered = 0;
    for (int turn = 0; turn < (isForAll ? 1 : asked.size()) && !left.isEmpty(); turn++) {
      int shift = turn;
      answered += peers.ask(peers.all(), peer -> {
        Set<Hash> share = new LinkedHashSet<>();
        for (int i = 0; i < wanted.size(); i++) {
          if (isForAll || (i + shift) % asked.size() == asked.indexOf(peer)) {
            share.add(wanted.get(i));
          }
        }
        fetch(peer, share, left);
      });
    }
    if (answered == 0 && !left.isEmpty()) {
      throw new CloneException("project " + project + ": nobody is left in the mesh who could be asked for "
          + left.size() + " artifacts that others build upon", false, null);
    }
    return left;
  }

  private void fetch(Transport peer, Set<Hash> share, Set<Hash> left) throws TransportException, InterruptedException {
    int before;
    do {
      share.retainAll(left);
      before = share.size();
      if (before > 0) {
        ask(peer, share, left);
      }
    } while (share.size() < before);
  }

  private void ask(Transport peer, Set<Hash> share, Set<Hash> left) throws TransportException, InterruptedException {
    List<Card> cards = new ArrayList<>();
    cards.add(new PullCard("0".repeat(40), project.hex()));
    share.stream().limit(NAMES).forEach(name -> cards.add(new GimmeCard(name)));
    try (ArtifactHasher hasher = new JdkArtifactHasher()) {
      rounds.askPatiently(peer, project, cards, card -> {
        try (card) {
          if (card instanceof FileCard file && file.deltaSource() == null && share.contains(file.name())) {
            byte[] whole = file.content().toArray();
            if (hasher.hash(file.name().algorithm(), whole).equals(file.name())) {
              parts.append(peer.peerName(), List.of(new StoredArtifact(file.name(), null, whole.length, false,
                  Content.of(StoredForm.compress(whole)))), null);
              share.remove(file.name());
              left.remove(file.name());
            }
          }
        }
      }, PeerHello.WHOLE, PeerHello.DIRECTED);
    }
  }
}
