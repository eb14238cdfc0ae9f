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

/**
 * Makes every artifact of a mixture of several peers' parts expandable: what deltas lack, and one of each circle of deltas, is fetched whole and
 * checked at once. What nobody gives whole is left out; the pull after the clone asks for what it was.
 */
final class CloneMending {

  /** Artifacts asked for at once. */
  private static final int NAMES = 500;
  /** Far more than honest copies need. */
  private static final int STEPS_MAX = 2_000;

  private final CloneParts parts;
  private final CloneRounds rounds;
  private final ProjectCode project;
  private final Collection<Transport> peers;

  CloneMending(CloneParts parts, CloneRounds rounds, ProjectCode project, Collection<Transport> peers) {
    this.parts = parts;
    this.rounds = rounds;
    this.project = project;
    this.peers = peers;
  }

  void run() throws CloneException, InterruptedException {
    for (int step = 0; step < STEPS_MAX; step++) {
      List<Hash> lacking = parts.missingSources(NAMES);
      if (lacking.isEmpty()) {
        lacking = parts.circles(NAMES);
        parts.forget(lacking);
      }
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

  /** Fetches them as wholes from whoever has them; what nobody gave. */
  private Set<Hash> fetch(Collection<Hash> names) throws InterruptedException {
    Set<Hash> left = new LinkedHashSet<>(names);
    for (Transport peer : peers) {
      int before = left.size() + 1;
      while (!left.isEmpty() && left.size() < before) {
        before = left.size();
        fetch(peer, left);
      }
    }
    return left;
  }

  private void fetch(Transport peer, Set<Hash> left) throws InterruptedException {
    List<Card> cards = new ArrayList<>();
    cards.add(new PullCard("0".repeat(40), project.hex()));
    left.stream().limit(NAMES).forEach(name -> cards.add(new GimmeCard(name)));
    try (ArtifactHasher hasher = new JdkArtifactHasher()) {
      rounds.ask(peer, project, cards, card -> {
        try (card) {
          if (card instanceof FileCard file && file.deltaSource() == null && left.contains(file.name())) {
            byte[] whole = file.content().toArray();
            if (hasher.hash(file.name().algorithm(), whole).equals(file.name())) {
              parts.append(peer.peerName(), List.of(new StoredArtifact(file.name(), null, whole.length, false,
                  Content.of(StoredForm.compress(whole)))), null);
              left.remove(file.name());
            }
          }
        }
      }, PeerHello.WHOLE, PeerHello.DIRECTED);
    } catch (TransportException next) {
      // The others are asked, too.
    }
  }
}
