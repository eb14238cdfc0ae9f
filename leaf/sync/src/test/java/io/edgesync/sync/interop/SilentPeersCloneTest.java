package io.edgesync.sync.interop;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgesync.sync.clone.CloneException;
import io.edgesync.sync.session.SyncOutcome;
import io.edgesync.xfer.card.Card;
import io.edgesync.xfer.card.CloneCard;
import io.edgesync.xfer.round.CardSink;
import io.edgesync.xfer.round.CardSource;
import io.edgesync.xfer.round.ForwardingTransport;
import io.edgesync.xfer.round.Round;
import io.edgesync.xfer.round.Transport;
import io.edgesync.xfer.round.TransportException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Clones with peers that give their parts and then answer nothing any more. */
@Timeout(120)
class SilentPeersCloneTest extends ClonesFromPeers {

  private final AtomicInteger vain = new AtomicInteger();

  @Test
  void whoKeptSilentIsNotWaitedForAgain() throws Exception {
    cloned(List.of(silent("a", new CyclicBarrier(1)), peer("b")));

    assertThat(vain).hasValue(1);
    assertThat(lost).containsOnlyKeys("a");
    assertSameAsStock();
  }

  @Test
  void severalAreWaitedForAtOnce() throws Exception {
    CyclicBarrier all = new CyclicBarrier(3);
    List<Transport> peers = new ArrayList<>();
    for (int i = 0; i < all.getParties(); i++) {
      peers.add(silent("silent" + i, all));
    }
    peers.add(peer("b"));

    cloned(peers);

    assertThat(vain).hasValue(all.getParties());
    assertSameAsStock();
  }

  @Test
  void aCloneWhoseLastPeersFallSilentIsNoneThatEndedWell() throws Exception {
    List<Transport> peers = List.of(silent("a", new CyclicBarrier(1)), silent("b", new CyclicBarrier(1)));
    try {
      SyncOutcome pull = cloned(peers).pull();
      assertThat(pull).isNotNull();
      assertThat(pull.isSuccess()).isFalse();
    } catch (CloneException nobodyLeft) {
      assertThat(nobodyLeft).hasMessageContaining("nobody is left");
      // Nothing of what had come is given up.
      cloned(List.of(peer("c")));
    }
    assertSameAsStock();
  }

  /** Gives no answer but to a question for a part, and that only after as many others as wait at the barrier have been asked. */
  private Transport silent(String name, CyclicBarrier others) {
    return new ForwardingTransport(peer(name)) {
      @Override
      public void exchange(Round round, CardSource request, CardSink reply)
          throws TransportException, InterruptedException {
        if (isForAPart(request)) {
          super.exchange(round, request, reply);
          return;
        }
        vain.incrementAndGet();
        try {
          others.await(60, TimeUnit.SECONDS);
        } catch (BrokenBarrierException | TimeoutException alone) {
          throw new IllegalStateException("the others were not asked meanwhile", alone);
        }
        throw new TransportException.NoAnswer("no answer within 20 s", null);
      }
    };
  }

  private static boolean isForAPart(CardSource request) throws InterruptedException {
    try (CardSource.Cards cards = request.open()) {
      for (@Nullable
      Card card = cards.next(); card != null; card = cards.next()) {
        try (Card open = card) {
          if (open instanceof CloneCard) {
            return true;
          }
        }
      }
      return false;
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }
}
