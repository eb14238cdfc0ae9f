package io.edgesync.sync.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgesync.sync.testing.Peer;
import io.edgesync.xfer.artifact.Hash;
import io.edgesync.xfer.card.Card;
import io.edgesync.xfer.card.CFileCard;
import io.edgesync.xfer.card.FileCard;
import io.edgesync.xfer.card.IgotCard;
import io.edgesync.xfer.card.PragmaCard;
import io.edgesync.xfer.round.CardSink;
import io.edgesync.xfer.round.CardSource;
import io.edgesync.xfer.round.Round;
import io.edgesync.xfer.round.Transport;
import io.edgesync.xfer.round.TransportException;
import io.edgesync.xfer.testing.SeededRandom;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Sessions between our own nodes, which compare sets by ranges. */
class ReconcilingSessionTest {

  @Test
  void bothSidesEndEqualWhateverListsSay() throws InterruptedException {
    for (SyncRequest request : List.of(toOurs(Direction.SYNC), trying(Direction.SYNC))) {
      Peer here = Peer.named(1).holding(300, 1).holding(20, 2);
      Peer there = Peer.named(2).holding(300, 1).holding(30, 3);
      // What a cluster covers is named by no list.
      here.store.makeClusters();
      there.store.makeClusters();
      here.store.clearUnsent(here.store.unsent());

      SyncOutcome outcome = here.session(there.transport(), request);

      assertThat(outcome.isSuccess()).as(outcome.summary()).isTrue();
      assertThat(here.names()).isEqualTo(there.names());
      assertThat(outcome.traffic().rounds()).isLessThanOrEqualTo(5);
    }
  }

  @Test
  void equalSetsExchangeOneRoundOfLessThanAKilobyte() throws InterruptedException {
    Peer here = Peer.named(1).holding(300, 1);
    Peer there = Peer.named(2).holding(300, 1);
    here.store.clearUnsent(here.store.unsent());

    for (SyncRequest request : List.of(toOurs(Direction.SYNC), trying(Direction.SYNC), trying(Direction.PUSH))) {
      SyncOutcome outcome = here.session(there.transport(), request);

      assertThat(outcome.traffic().rounds()).isEqualTo(1);
      assertThat(outcome.traffic().bytesSent() + outcome.traffic().bytesReceived()).isLessThanOrEqualTo(1024);
    }
  }

  @Test
  void whoOnlyPushesAndTriesRangesListsNothing() throws InterruptedException {
    Peer here = Peer.named(1).holding(3000, 1).holding(20, 2);
    Peer there = Peer.named(2).holding(3000, 1).holding(30, 3);
    Set<Hash> ours = here.names();
    Set<Hash> union = new TreeSet<>(ours);
    union.addAll(there.names());
    here.store.clearUnsent(here.store.unsent());

    SyncOutcome outcome = here.session(there.transport(), trying(Direction.PUSH));

    assertThat(outcome.isSuccess()).as(outcome.summary()).isTrue();
    assertThat(here.names()).isEqualTo(ours);
    assertThat(there.names()).isEqualTo(union);
    // A list of names takes 200,000.
    assertThat(outcome.traffic().bytesSent() + outcome.traffic().bytesReceived()).isLessThan(60_000);
  }

  @Test
  void aPullAndAPushMoveOneSideOnly() throws InterruptedException {
    Peer here = Peer.named(1).holding(200, 1).holding(5, 2);
    Peer there = Peer.named(2).holding(200, 1).holding(7, 3);
    Set<Hash> theirs = there.names();
    Set<Hash> union = new TreeSet<>(theirs);
    union.addAll(here.names());

    assertThat(here.session(there.transport(), toOurs(Direction.PULL)).isSuccess()).isTrue();
    assertThat(here.names()).isEqualTo(union);
    assertThat(there.names()).isEqualTo(theirs);

    Peer third = Peer.named(3).holding(100, 4);
    assertThat(here.session(third.transport(), toOurs(Direction.PUSH)).isSuccess()).isTrue();
    assertThat(here.names()).isEqualTo(union);
    union.addAll(Peer.named(4).holding(100, 4).names());
    assertThat(third.names()).isEqualTo(union);
  }

  @Test
  void privateAndShunnedArtifactsStayOutside() throws InterruptedException {
    Peer here = Peer.named(1).holding(50, 1);
    Peer there = Peer.named(2).holding(50, 1);
    Hash secret = there.store.commitPrivate("secret".getBytes(StandardCharsets.UTF_8));
    Hash unwanted = there.store.commit("unwanted".getBytes(StandardCharsets.UTF_8));
    here.store.shun(unwanted);
    Hash open = there.store.commit("open".getBytes(StandardCharsets.UTF_8));

    SyncOutcome outcome = here.session(there.transport(), toOurs(Direction.SYNC));

    assertThat(outcome.isSuccess()).isTrue();
    assertThat(here.names()).contains(open).doesNotContain(secret, unwanted);
    assertThat(outcome.traffic().rounds()).isLessThanOrEqualTo(6);
  }

  @Test
  void whoMayNotReadLearnsNoNames() throws InterruptedException {
    Peer here = Peer.named(1).holding(3, 2);
    Peer there = Peer.named(2).holding(50, 1);
    there.nobody = "";
    List<Card> heard = new ArrayList<>();

    SyncOutcome outcome = here.session(spied(there.transport(), heard), toOurs(Direction.SYNC));

    assertThat(outcome.isSuccess()).isFalse();
    assertThat(heard).noneMatch(card -> card instanceof PragmaCard pragma && pragma.name().startsWith("edgesync-"))
        .noneMatch(IgotCard.class::isInstance);
  }

  @Test
  void whatAPeerInventsAboutRangesEndsTheSession() {
    SeededRandom.forAll(60, random -> {
      Peer here = Peer.named(1).holding(30, 1);
      Peer there = Peer.named(2).holding(30, 2);

      SyncOutcome outcome = here.session(lying(there.transport(), random), toOurs(Direction.SYNC));

      assertThat(outcome.traffic().rounds()).isLessThan(80);
      assertThat(here.names()).containsAll(Peer.named(3).holding(30, 1).names());
    });
  }

  @Test
  void nonsenseAboutRangesIsAnsweredByAnError() throws InterruptedException {
    Peer here = Peer.named(1).holding(30, 1);
    Peer there = Peer.named(2).holding(30, 2);
    Set<Hash> before = there.names();
    Transport real = there.transport();
    Transport nonsense = new Spy(real) {
      @Override
      Card asked(Card card) {
        return card instanceof PragmaCard pragma && pragma.name().equals("edgesync-set")
            ? new PragmaCard("edgesync-ranges", List.of("A".repeat(20) + "/"))
            : card;
      }
    };

    SyncOutcome outcome = here.session(nonsense, toOurs(Direction.PULL));

    assertThat(outcome.summary()).startsWith("denied: ranges:");
    assertThat(there.names()).isEqualTo(before);
  }

  @Test
  void contentsAreLeftUncompressedOnlyWhereBodiesAreCompressedAsAWhole() throws InterruptedException {
    for (boolean compresses : new boolean[]{false, true}) {
      Peer here = Peer.named(1).holding(3, 2);
      Peer there = Peer.named(2).holding(30, 1);
      List<Class<?>> seen = new ArrayList<>();
      Transport way = new Spy(there.transport()) {
        @Override
        Card heard(Card card) {
          seen.add(card.getClass());
          return card;
        }

        @Override
        public boolean compresses() {
          return compresses;
        }
      };

      assertThat(here.session(way, toOurs(Direction.SYNC)).isSuccess()).isTrue();

      assertThat(here.names()).isEqualTo(there.names());
      assertThat(seen).contains(compresses ? FileCard.class : CFileCard.class)
          .doesNotContain(compresses ? CFileCard.class : FileCard.class);
    }
  }

  private static SyncRequest toOurs(Direction direction) {
    return SyncRequest.of(direction, null).toOneOfOurs();
  }

  /** Who finds out by trying whether it is one of ours. */
  private static SyncRequest trying(Direction direction) {
    return SyncRequest.of(direction, null).tryingRanges();
  }

  private static Transport spied(Transport real, List<Card> heard) {
    return new Spy(real) {
      @Override
      Card heard(Card card) {
        heard.add(card);
        return card;
      }
    };
  }

  /** Changes what the peer says about ranges: a byte of it, its place, or all of it. */
  private static Transport lying(Transport real, SeededRandom random) {
    return new Spy(real) {
      private String before = "";

      @Override
      Card heard(Card card) {
        if (!(card instanceof PragmaCard pragma) || !pragma.name().equals("edgesync-ranges") || random.chance(0.3)) {
          return card;
        }
        byte[] bytes = Base64.getUrlDecoder().decode(pragma.arguments().getFirst());
        switch (random.below(4)) {
          case 0 -> bytes[random.below(bytes.length)] ^= (byte) (1 << random.below(8));
          case 1 -> bytes = random.bytes(random.below(400));
          case 2 -> bytes = before.isEmpty() ? bytes : Base64.getUrlDecoder().decode(before);
          default -> new Random(random.seed()).nextBytes(bytes);
        }
        before = pragma.arguments().getFirst();
        return new PragmaCard(pragma.name(), List.of(Base64.getUrlEncoder().withoutPadding().encodeToString(bytes)));
      }
    };
  }

  /** Sees the cards both ways, and may exchange them. */
  private abstract static class Spy implements Transport {
    private final Transport real;

    Spy(Transport real) {
      this.real = real;
    }

    Card asked(Card card) {
      return card;
    }

    Card heard(Card card) {
      return card;
    }

    @Override
    public void exchange(Round round, CardSource request, CardSink reply)
        throws TransportException, InterruptedException {
      CardSource changed = () -> {
        CardSource.Cards cards = request.open();
        return new CardSource.Cards() {
          @Override
          public @Nullable Card next() throws IOException, InterruptedException {
            Card card = cards.next();
            return card == null ? null : asked(card);
          }

          @Override
          public void close() {
            cards.close();
          }
        };
      };
      real.exchange(round, changed, card -> reply.accept(heard(card)));
    }

    @Override
    public String peerName() {
      return real.peerName();
    }

    @Override
    public void close() {
      real.close();
    }
  }
}
