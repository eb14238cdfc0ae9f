package io.edgesync.sync.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.edgesync.sync.clone.CloneException;
import io.edgesync.sync.clone.CloneOutcome;
import io.edgesync.xfer.artifact.Hash;
import io.edgesync.xfer.card.CFileCard;
import io.edgesync.xfer.card.Card;
import io.edgesync.xfer.card.ErrorCard;
import io.edgesync.xfer.card.PushCard;
import io.edgesync.xfer.content.Content;
import io.edgesync.xfer.delta.Delta;
import io.edgesync.xfer.envelope.StoredForm;
import io.edgesync.xfer.round.CardSink;
import io.edgesync.xfer.round.CardSource;
import io.edgesync.xfer.round.ForwardingTransport;
import io.edgesync.xfer.round.Round;
import io.edgesync.xfer.round.Transport;
import io.edgesync.xfer.round.TransportException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Clones to which several of our own answering sides give parts. */
@Timeout(120)
class PeersCloneSessionTest extends ClonesFromPeers {

  @Test
  void severalPeersGiveAPartEach() throws Exception {
    AtomicInteger rounds = new AtomicInteger();
    List<Transport> peers = List.of(peer("a"), peer("b"), peer("c"));

    CloneOutcome outcome = cloned(peers.stream().map(peer -> watched(peer, rounds)).toList());

    assertThat(outcome.traffic().received()).isGreaterThanOrEqualTo(stock.names().size());
    assertThat(rounds).hasValueGreaterThan(3);
    assertThat(lost).isEmpty();
    assertSameAsStock();
    stock.assertThatARebuildChangesNothing(directory.resolve("ours.fossil"));
  }

  @Test
  void aBrokenCloneGoesOnWithAnotherPeer() throws Exception {
    AtomicInteger left = new AtomicInteger(2);
    Transport going = new ForwardingTransport(peer("a")) {
      @Override
      public void exchange(Round round, CardSource request, CardSink reply)
          throws TransportException, InterruptedException {
        if (left.getAndDecrement() <= 0) {
          throw new TransportException.NoAnswer("gone", null);
        }
        super.exchange(round, request, reply);
      }
    };
    assertThatThrownBy(() -> cloned(List.of(going))).isInstanceOf(CloneException.class)
        .hasMessageContaining("nobody is left in the mesh").hasMessageContaining("gone");
    assertThat(directory.resolve("ours.fossil.part")).exists();

    CloneOutcome outcome = cloned(List.of(peer("b")));

    assertThat(outcome.traffic().received()).isBetween(1, stock.names().size() - 5);
    assertSameAsStock();
  }

  @Test
  void aPeerThatGoesInTheMiddleOfAReplyIsReplacedByTheOthers() throws Exception {
    AtomicInteger cards = new AtomicInteger(15);
    Transport going = new Altered(peer("going"), card -> {
      if (cards.getAndDecrement() <= 0) {
        card.close();
        throw new IOException("the line went dead");
      }
      return card;
    });

    cloned(List.of(going, peer("b")));

    assertThat(lost).containsOnlyKeys("going");
    assertSameAsStock();
  }

  @Test
  void whatIsNotWhatItsNameSaysIsRefusedAndItsGiverNamed() throws Exception {
    cloned(List.of(new Altered(peer("liar"), card -> wrong(card, false)), peer("b")));

    assertThat(lost).containsOnlyKeys("liar");
    assertThat(lost.get("liar")).contains("expected content of that name");
    assertSameAsStock();
  }

  /** Which shows only when everything is here. */
  @Test
  void wrongDeltasAreThrownAwayWithAllElseOfTheirGiver() throws Exception {
    cloned(List.of(new Altered(peer("liar"), card -> wrong(card, true)), peer("b")));

    assertThat(lost).containsOnlyKeys("liar");
    assertThat(lost.get("liar")).contains("artifact ");
    assertSameAsStock();
  }

  @Test
  void namesThatWereNotAskedForAreRefused() throws Exception {
    Transport liar = new Altered(peer("liar"), card -> card instanceof CFileCard file
        ? new CFileCard(new Hash("0".repeat(40)), file.deltaSource(), file.expandedBytes(), file.content())
        : card);

    cloned(List.of(liar, peer("b")));

    assertThat(lost).containsOnlyKeys("liar");
    assertSameAsStock();
  }

  @Test
  void deltasThatRunInACircleAreMended() throws Exception {
    Iterator<String> names = stock.sql("SELECT uuid FROM blob WHERE size>600 AND rid NOT IN (SELECT rid FROM delta)"
        + " ORDER BY rid LIMIT 2").iterator();
    Hash one = new Hash(names.next());
    Hash other = new Hash(names.next());
    Map<Hash, CFileCard> circle = Map.of(one, delta(one, other), other, delta(other, one));

    cloned(List.of(new Altered(peer("a"), card -> {
      if (card instanceof CFileCard file && circle.containsKey(file.name())) {
        card.close();
        return circle.get(file.name());
      }
      return card;
    })));

    assertThat(lost).isEmpty();
    assertSameAsStock();
  }

  @Test
  void whoMayNotCloneIsTold() {
    List<Transport> peers = Stream.of("a", "b").<Transport>map(name -> new Altered(peer(name), card -> {
      card.close();
      return new ErrorCard("not authorized to clone");
    })).toList();

    assertThatThrownBy(() -> cloned(peers))
        .isInstanceOfSatisfying(CloneException.class, e -> assertThat(e.isDenied()).isTrue())
        .hasMessageContaining("not authorized to clone");
  }

  @Test
  void aCloneThatWasBrokenOffWhileItWasVerifiedAsksAgainWhetherItMay() throws Exception {
    verifying = () -> {
      throw new IllegalStateException("killed");
    };
    assertThatThrownBy(() -> cloned(List.of(peer("a")))).hasMessage("killed");
    verifying = () -> {};

    refusedAndKept();
    CloneOutcome outcome = cloned(List.of(peer("b"), refusing("c")));

    assertThat(outcome.traffic().received()).isZero();
    assertThat(lost).containsOnlyKeys("c");
    assertSameAsStock();
  }

  @Test
  void aCloneThatLacksNothingButItsNameAsksAgainWhetherItMay() throws Exception {
    Path target = directory.resolve("ours.fossil");
    verifying = () -> {
      try {
        Files.createDirectories(target);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    };
    assertThatThrownBy(() -> cloned(List.of(peer("a")))).hasMessageContaining("ours.fossil");
    Files.delete(target);

    refusedAndKept();
    cloned(List.of(peer("b")));

    assertSameAsStock();
  }

  private void refusedAndKept() {
    assertThatThrownBy(() -> cloned(List.of(refusing("a"), refusing("b"))))
        .isInstanceOfSatisfying(CloneException.class, e -> assertThat(e.isDenied()).isTrue())
        .hasMessageContaining("login failed");
    assertThatThrownBy(() -> cloned(List.of()))
        .isInstanceOfSatisfying(CloneException.class, e -> assertThat(e.isDenied()).isFalse())
        .hasMessageContaining("nobody is left in the mesh");
    assertThat(directory.resolve("ours.fossil")).doesNotExist();
    assertThat(directory.resolve("ours.fossil.part")).exists();
    lost.clear();
  }

  private Transport refusing(String name) {
    return new Altered(peer(name), card -> {
      card.close();
      return new ErrorCard("login failed");
    });
  }

  private CFileCard delta(Hash name, Hash from) {
    try (Content target = source.artifacts().load(name).orElseThrow();
        Content base = source.artifacts().load(from).orElseThrow()) {
      byte[] delta = Delta.create(base.toArray(), target.toArray());
      return new CFileCard(name, from, target.size(), Content.of(StoredForm.compress(delta)));
    }
  }

  private static Card wrong(Card card, boolean delta) {
    if (!(card instanceof CFileCard file) || (file.deltaSource() != null) != delta) {
      return card;
    }
    try (file) {
      byte[] inside = StoredForm.expand(file.content().toArray(), 1 << 20);
      inside[inside.length - 1] ^= 1;
      return new CFileCard(file.name(), file.deltaSource(), file.expandedBytes(),
          Content.of(StoredForm.compress(inside)));
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Transport watched(Transport peer, AtomicInteger rounds) {
    return new Altered(peer, card -> {
      if (card instanceof PushCard) {
        rounds.incrementAndGet();
      }
      return card;
    });
  }
}
