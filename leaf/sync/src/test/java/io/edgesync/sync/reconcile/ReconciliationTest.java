package io.edgesync.sync.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgesync.sync.Fingerprint;
import io.edgesync.xfer.artifact.Hash;
import io.edgesync.xfer.card.PragmaCard;
import io.edgesync.xfer.testing.SeededRandom;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Any two sets end equal, at a cost that follows their difference. */
class ReconciliationTest {

  @Test
  void anyTwoSetsEndEqual() {
    SeededRandom.forAll(60, random -> {
      Talk talk = Talk.of(random, size(random, 3000), size(random, 300), size(random, 300), random.chance(0.3));

      talk.run();

      assertThat(talk.asker.names()).isEqualTo(talk.answerer.names());
      assertThat(talk.asker.names()).hasSize(talk.union.size());
    });
  }

  @Test
  void theCostFollowsTheDifferenceAndTheRoundsItsLogarithm() {
    SeededRandom.forAll(20, random -> {
      int here = size(random, 400);
      int there = size(random, 400);
      Talk talk = Talk.of(random, 5000 + random.below(15_000), here, there, false);

      talk.run();

      int difference = here + there;
      assertThat(talk.asker.names()).isEqualTo(talk.answerer.names());
      assertThat(talk.ids).as("ids for %d differences", difference).isLessThanOrEqualTo(5 * difference);
      assertThat(talk.bytes).as("bytes for %d differences", difference).isLessThanOrEqualTo(4000 + 60L * difference);
      assertThat(talk.rounds).as("rounds for %d differences", difference)
          .isLessThanOrEqualTo(3 + (int) Math.ceil(Math.log(2 + difference) / Math.log(4)));
    });
  }

  @Test
  void equalSetsAreTakenForEqualInOneRoundAndOthersNever() {
    SeededRandom.forAll(60, random -> {
      Talk talk = Talk.of(random, size(random, 500), 0, 0, false);
      talk.run();
      assertThat(talk.rounds).isEqualTo(1);
      assertThat(talk.bytes).isLessThan(100);

      Talk other = Talk.of(random, size(random, 500), 1, 0, false);
      other.round();
      assertThat(other.asking.state()).isNotEqualTo(Asking.State.EQUAL);
    });
  }

  @Test
  void aPullOrAPushAloneMovesThatSideOnly() {
    SeededRandom.forAll(30, random -> {
      Talk pull = Talk.of(random, size(random, 2000), size(random, 50), size(random, 50), false);
      pull.asksWith(false, true);
      TreeSet<Hash> theirs = new TreeSet<>(pull.answerer.names());
      pull.run();
      assertThat(pull.asker.names()).isEqualTo(pull.union);
      assertThat(pull.answerer.names()).isEqualTo(theirs);

      Talk push = Talk.of(random, size(random, 2000), size(random, 50), size(random, 50), false);
      push.asksWith(true, false);
      TreeSet<Hash> ours = new TreeSet<>(push.asker.names());
      push.run();
      assertThat(push.answerer.names()).isEqualTo(push.union);
      assertThat(push.asker.names()).isEqualTo(ours);
    });
  }

  @Test
  void whatOneSideNeverTakesDoesNotKeepThemTalking() {
    SeededRandom.forAll(30, random -> {
      Talk talk = Talk.of(random, size(random, 1000), size(random, 40), size(random, 40), false);
      talk.refused.addAll(talk.union.stream().filter(name -> random.chance(0.2)).toList());

      talk.run();

      assertThat(talk.rounds).isLessThanOrEqualTo(12);
      Set<Hash> wanted = new HashSet<>(talk.union);
      wanted.removeAll(talk.refused);
      assertThat(talk.asker.names()).containsAll(wanted);
      assertThat(talk.answerer.names()).containsAll(wanted);
    });
  }

  @Test
  void whatIsKnownToBeLackingIsAskedForWithoutASearch() {
    SeededRandom.forAll(20, random -> {
      int lacking = 100 + random.below(400);
      Talk talk = Talk.of(random, 5000, lacking, lacking, false);
      boolean isAll = random.chance(0.5);
      talk.union.stream().filter(_ -> isAll || random.chance(0.7)).forEach(name -> {
        talk.asker.knowsOf(name);
        talk.answerer.knowsOf(name);
      });
      for (int i = 0; i < 50; i++) {
        // Nobody has them.
        talk.asker.knowsOf(random.hash());
        talk.answerer.knowsOf(random.hash());
      }

      talk.run();

      assertThat(talk.asker.names()).isEqualTo(talk.answerer.names()).isEqualTo(talk.union);
      if (isAll) {
        assertThat(talk.rounds).isEqualTo(3);
        assertThat(talk.bytes).isLessThanOrEqualTo(13_000 + 18L * lacking);
      }
    });
  }

  @Test
  void namesWhoseIdsMeetEndEqualByOtherIds() {
    SeededRandom random = SeededRandom.create();
    Talk talk = Talk.of(random, 500, 0, 0, false);
    // Both begin with 00, and the last 40 bits of the SHA-256 of either are the same: the first pass sees no difference.
    Hash here = new Hash("000000000000000000000000000000000001cf3f");
    Hash there = new Hash("000000000000000000000000000000000002097b");
    talk.asker.add(here);
    talk.answerer.add(there);
    talk.union.addAll(List.of(here, there));

    talk.run();

    assertThat(talk.asker.names()).isEqualTo(talk.answerer.names()).isEqualTo(talk.union);
  }

  /** Often small, sometimes nothing. */
  private static int size(SeededRandom random, int max) {
    return switch (random.below(4)) {
      case 0 -> random.below(3);
      case 1 -> random.below(1 + max / 10);
      default -> random.below(1 + max);
    };
  }

  /** Two sets that talk through the real cards. */
  static final class Talk {
    final NamesInMemory asker = new NamesInMemory(Fingerprint.remembering());
    final NamesInMemory answerer = new NamesInMemory(new Fingerprint());
    final TreeSet<Hash> union = new TreeSet<>();
    final Set<Hash> refused = new HashSet<>();
    private final Random generator;
    private boolean gives = true;
    private boolean takes = true;
    Asking asking;
    int rounds;
    long bytes;
    int ids;

    private Talk(SeededRandom random) {
      this.generator = new Random(random.seed());
      this.asking = new Asking(asker.set(), true, true, generator);
    }

    /** @param clustered many names share their first 3 bytes */
    static Talk of(SeededRandom random, int common, int here, int there, boolean clustered) {
      Talk talk = new Talk(random);
      String prefix = random.hex(6);
      for (int i = 0; i < common + here + there; i++) {
        Hash name = random.hash();
        if (clustered && random.chance(0.5)) {
          name = new Hash(prefix + name.hex().substring(6));
        }
        talk.union.add(name);
        if (i < common + here) {
          talk.asker.add(name);
        }
        if (i < common || i >= common + here) {
          talk.answerer.add(name);
        }
      }
      return talk;
    }

    void asksWith(boolean giving, boolean taking) {
      gives = giving;
      takes = taking;
      asking = new Asking(asker.set(), giving, taking, generator);
    }

    void run() {
      boolean isAnew = false;
      do {
        round();
        if (asking.state() == Asking.State.DIFFERENT && gives && takes && !isAnew) {
          isAnew = true;
          asking.beginAnew();
        } else if (asking.state() != Asking.State.TALKING && pending.isEmpty()) {
          return;
        }
        assertThat(rounds).isLessThan(60);
      } while (true);
    }

    private List<Hash> pending = List.of();

    /** One request and its reply. */
    void round() {
      rounds++;
      try {
        RangeCards request = carry(asking.cards());
        take(answerer, pending);
        Answering.Answer answer = Answering.answer(request, answerer.set(), takes, gives);
        RangeCards reply = carry(answer.cards());
        take(asker, answer.given());
        pending = asking.replied(reply);
      } catch (ReconcileException e) {
        throw new AssertionError(e);
      }
    }

    private void take(NamesInMemory side, List<Hash> given) {
      given.stream().filter(name -> !refused.contains(name)).forEach(side::add);
    }

    private RangeCards carry(List<PragmaCard> cards) throws ReconcileException {
      RangeCards read = new RangeCards();
      for (PragmaCard card : cards) {
        assertThat(RangeCards.isOne(card)).isTrue();
        read.read(card);
        bytes += card.arguments().stream().mapToInt(String::length).sum();
      }
      ids += read.message().ids();
      return read;
    }
  }
}
