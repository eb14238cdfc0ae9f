package io.edgesync.sync.clone;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgesync.repository.RepositoryOptions;
import io.edgesync.repository.artifact.ArtifactStore.StoredArtifact;
import io.edgesync.repository.clone.CloneFile;
import io.edgesync.repository.clone.CloneOptions;
import io.edgesync.repository.clone.CloneParts;
import io.edgesync.sync.SyncClock;
import io.edgesync.sync.session.SessionLimits;
import io.edgesync.sync.testing.Peer;
import io.edgesync.xfer.artifact.Hash;
import io.edgesync.xfer.content.Content;
import io.edgesync.xfer.envelope.StoredForm;
import io.edgesync.xfer.round.CardSink;
import io.edgesync.xfer.round.CardSource;
import io.edgesync.xfer.round.ForwardingTransport;
import io.edgesync.xfer.round.Round;
import io.edgesync.xfer.round.Transport;
import io.edgesync.xfer.round.TransportException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Parts whose deltas lack a source, or run in a circle; their content is looked at by nobody here. */
class CloneMendingTest {

  @TempDir
  Path directory;

  private final Peer holder = Peer.named(1);
  private final Peer other = Peer.named(2);
  private final AtomicInteger rounds = new AtomicInteger();
  private CloneFile file;
  private CloneParts parts;

  @BeforeEach
  void begin() {
    file = CloneFile.openOrCreate(directory.resolve("clone.fossil"), RepositoryOptions.standard());
    file.start(Peer.PROJECT, Peer.PROJECT.hex());
    parts = file.parts();
  }

  @AfterEach
  void close() {
    file.close();
  }

  private Hash held(String text) {
    return holder.store.commit(text.getBytes(StandardCharsets.UTF_8));
  }

  private void delta(Hash name, Hash source) {
    parts.append("somebody", List.of(new StoredArtifact(name, source, 9, false,
        Content.of(StoredForm.compress("a delta".getBytes(StandardCharsets.UTF_8))))), null);
  }

  private void mend(Transport... peers) throws Exception {
    AskedPeers asked = new AskedPeers(_ -> List.of(peers), CloneListener.SILENT);
    asked.find();
    CloneRequest request = new CloneRequest(Peer.PROJECT, null, new CloneOptions("tester", "secret", new Random(3)),
        null);
    new CloneMending(parts, new CloneRounds(request, SessionLimits.DEFAULT, SyncClock.SYSTEM, new Random(5)),
        Peer.PROJECT, asked).run();
  }

  private Transport named(String name, Peer peer, int refusals) {
    return new ForwardingTransport(peer.transport()) {
      private final AtomicInteger left = new AtomicInteger(refusals);

      @Override
      public void exchange(Round round, CardSource request, CardSink reply)
          throws TransportException, InterruptedException {
        if (left.getAndDecrement() > 0) {
          throw new TransportException.Refused("busy with other rounds", 503, Duration.ofMillis(1));
        }
        rounds.incrementAndGet();
        super.exchange(round, request, reply);
      }

      @Override
      public String peerName() {
        return name;
      }
    };
  }

  @Test
  void whoIsBusyHasNotSaidThatItLacksAnything() throws Exception {
    Hash source = held("the source");
    Hash delta = held("what is stored as a delta of it");
    delta(delta, source);

    mend(named("other", other, 0), named("busy", holder, 3));

    assertThat(parts.missingSources(10)).isEmpty();
    assertThat(parts.deltasOf(Set.of(source))).containsExactly(delta);
  }

  @Test
  void circlesAreBrokenInTheRoundThatBringsMissingSources() throws Exception {
    Hash source = held("the source");
    Hash one = held("one");
    Hash two = held("two");
    delta(held("what is stored as a delta of it"), source);
    delta(one, two);
    delta(two, one);

    mend(named("holder", holder, 0));

    assertThat(parts.circles()).isEmpty();
    assertThat(parts.missingSources(10)).isEmpty();
    assertThat(parts.deltasOf(Set.of(one, two))).hasSize(1);
    assertThat(rounds).hasValue(1);
  }
}
