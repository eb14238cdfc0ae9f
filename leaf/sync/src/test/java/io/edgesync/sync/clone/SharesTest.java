package io.edgesync.sync.clone;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgesync.repository.artifact.NameRange;
import io.edgesync.repository.artifact.NameRanges;
import io.edgesync.sync.clone.Shares.Effect;
import io.edgesync.sync.clone.Shares.Event;
import io.edgesync.xfer.testing.SeededRandom;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class SharesTest {

  @Test
  void onePeerIsAskedForAllThatIsMissing() {
    Shares shares = new Shares(NameRanges.ALL);

    assertThat(shares.on(new Event.Joined("a"))).containsExactly(new Effect.Ask("a", NameRange.ALL));
    assertThat(shares.isDone()).isFalse();
    assertThat(shares.on(new Event.Given("a", NameRange.ALL))).containsExactly(new Effect.Stop("a"));
    assertThat(shares.isDone()).isTrue();
    assertThat(shares.on(new Event.Answered("a"))).isEmpty();
  }

  @Test
  void whoComesLaterTakesHalfOfWhatIsOwedAndTheFirstIsStoppedThere() {
    Shares shares = new Shares(NameRanges.ALL);
    shares.on(new Event.Joined("a"));

    assertThat(shares.on(new Event.Joined("b"))).containsExactly(new Effect.Ask("b", new NameRange("80000000", "g")));
    assertThat(shares.on(new Event.Given("a", new NameRange("0", "7")))).isEmpty();
    assertThat(shares.on(new Event.Given("a", new NameRange("7", "81")))).containsExactly(new Effect.Stop("a"));
  }

  @Test
  void theShareOfALostPeerGoesToTheOthers() {
    Shares shares = new Shares(NameRanges.ALL);
    shares.on(new Event.Joined("a"));
    shares.on(new Event.Joined("b"));
    shares.on(new Event.Given("b", new NameRange("80000000", "g")));

    shares.on(new Event.Lost("a"));

    assertThat(shares.on(new Event.Answered("b")))
        .containsExactly(new Effect.Ask("b", new NameRange("0", "80000000")));
  }

  @Test
  void theLastBitOfASilentPeerIsAskedOfAnotherOneToo() {
    Shares shares = new Shares(NameRanges.NONE.with(new NameRange("00", "01")));
    shares.on(new Event.Joined("silent"));

    assertThat(shares.on(new Event.Joined("b"))).containsExactly(new Effect.Ask("b", new NameRange("00", "01")));
    assertThat(shares.on(new Event.Joined("c"))).isEmpty();
    assertThat(shares.on(new Event.Given("b", new NameRange("00", "01"))))
        .containsExactlyInAnyOrder(new Effect.Stop("silent"), new Effect.Stop("b"));
  }

  @Test
  void whatOnlyOneLostHadIsStuckUntilSomebodyComes() {
    Shares shares = new Shares(NameRanges.ALL);
    shares.on(new Event.Joined("a"));
    shares.on(new Event.Lost("a"));
    assertThat(shares.isStuck()).isTrue();

    assertThat(shares.on(new Event.Joined("b"))).containsExactly(new Effect.Ask("b", NameRange.ALL));
  }

  /** Peers that come, go, answer in bits and break off: whatever they do, all is asked for as long as anybody is there, and it ends. */
  @Test
  void whateverPeersDoTheRestIsAskedForAndItEnds() {
    long seed = SeededRandom.newSeed();
    Random random = new Random(seed);
    for (int run = 0; run < 300; run++) {
      Shares shares = new Shares(NameRanges.ALL);
      Map<String, NameRange> open = new HashMap<>();
      TreeSet<String> there = new TreeSet<>();
      int steps = 0;
      while (!shares.isDone()) {
        assertThat(++steps).as("-Dseed=%d run %d: steps", seed, run).isLessThan(20_000);
        List<Effect> effects = new ArrayList<>();
        if (there.isEmpty() || (there.size() < 5 && random.nextInt(20) == 0)) {
          String peer = "p" + steps;
          there.add(peer);
          effects.addAll(shares.on(new Event.Joined(peer)));
        } else {
          String peer = List.copyOf(there).get(random.nextInt(there.size()));
          NameRange share = open.get(peer);
          if (random.nextInt(30) == 0) {
            there.remove(peer);
            open.remove(peer);
            effects.addAll(shares.on(new Event.Lost(peer)));
          } else if (share != null) {
            String next = random.nextInt(3) == 0
                ? share.before()
                : share.bound(1 + (long) (random.nextDouble() * share.width()));
            effects.addAll(shares.on(new Event.Given(peer, new NameRange(share.from(), next))));
            if (next.equals(share.before()) || random.nextInt(4) == 0) {
              open.remove(peer);
              effects.addAll(shares.on(new Event.Answered(peer)));
            } else {
              open.put(peer, new NameRange(next, share.before()));
            }
          }
        }
        for (Effect effect : effects) {
          switch (effect) {
            case Effect.Ask(String peer, NameRange range) ->
              assertThat(open.put(peer, range)).as("-Dseed=%d run %d: asked twice", seed, run).isNull();
            case Effect.Stop(String peer) -> {
              if (open.remove(peer) != null) {
                for (Effect then : shares.on(new Event.Answered(peer))) {
                  assertThat(then).isInstanceOf(Effect.Ask.class);
                  Effect.Ask ask = (Effect.Ask) then;
                  open.put(ask.peer(), ask.range());
                }
              }
            }
          }
        }
        assertThat(shares.isStuck()).as("-Dseed=%d run %d: stuck", seed, run)
            .isEqualTo(!shares.isDone() && there.isEmpty());
        assertThat(shares.isDone() || there.isEmpty() || !open.isEmpty())
            .as("-Dseed=%d run %d: nobody is asked for what is missing", seed, run).isTrue();
      }
    }
  }
}
