package io.edgesync.sync.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgesync.sync.Fingerprint;
import io.edgesync.xfer.artifact.Hash;
import io.edgesync.xfer.card.PragmaCard;
import io.edgesync.xfer.testing.SeededRandom;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Any two sets over messages that are lost, come twice or late, and peers that invent what they say: it ends, and never lies about being equal. */
class FaultyTalkTest {

  private static final int ROUNDS_MAX = 60;

  private final NamesInMemory here = new NamesInMemory(new Fingerprint());
  private final NamesInMemory there = new NamesInMemory(Fingerprint.remembering());
  private final TreeSet<Hash> union = new TreeSet<>();
  private long bytes;

  @Test
  void lostAndRepeatedMessagesCostRoundsAndNothingElse() {
    SeededRandom.forAll(25, random -> {
      FaultyTalkTest talk = new FaultyTalkTest();
      int difference = talk.fill(random);
      int sessions = 0;
      // As a daemon does: a session in which something is lost fails, and another one begins.
      while (!talk.here.names().equals(talk.there.names()) && sessions++ < 30) {
        talk.session(random, sessions < 20 ? 0.15 : 0);
      }

      assertThat(talk.here.names()).isEqualTo(talk.there.names()).isEqualTo(talk.union);
      assertThat(talk.bytes).as("bytes for %d differences in %d sessions", difference, sessions)
          .isLessThanOrEqualTo(sessions * (5000L + 80L * difference));
    });
  }

  @Test
  void whatAPeerInventsEndsAndNobodyTakesItForEqual() {
    SeededRandom.forAll(15, random -> {
      FaultyTalkTest talk = new FaultyTalkTest();
      talk.fill(random);
      var asking = new Asking(talk.here.set(), true, true, new Random(random.seed()));
      try {
        for (int round = 0; round < 4; round++) {
          asking.cards();
          List<Hash> given = asking.replied(read(talk.invented(random)));
          assertThat(talk.here.names().containsAll(given)).isTrue();
          assertThat(asking.state()).isNotEqualTo(Asking.State.EQUAL);
          Answering.Answer answer = Answering.answer(read(talk.invented(random)), talk.there.set(), true, true);
          assertThat(talk.there.names().containsAll(answer.given())).isTrue();
          assertThat(read(answer.cards()).message().encode()).hasSizeLessThanOrEqualTo(RangeMessage.BYTES_MAX);
        }
      } catch (ReconcileException e) {
        assertThat(e).hasMessageStartingWith("ranges: expected ");
      }
    });
  }

  private int fill(SeededRandom random) {
    int common = random.below(2000);
    int difference = random.below(200);
    for (int i = 0; i < common + difference; i++) {
      Hash name = random.hash();
      union.add(name);
      boolean isHere = i < common || random.chance(0.5);
      if (isHere) {
        here.add(name);
      }
      if (i < common || !isHere) {
        there.add(name);
      }
    }
    return difference;
  }

  /** One session, which a lost message ends; a request that comes twice is answered twice. */
  private void session(SeededRandom random, double loss) throws ReconcileException {
    var asking = new Asking(here.set(), true, true, random.chance(0.5) ? new Random(1) : new Random(random.seed()));
    List<Hash> pending = List.of();
    for (int round = 0; round < ROUNDS_MAX; round++) {
      List<PragmaCard> request = counted(asking.cards());
      if (random.chance(loss)) {
        return;
      }
      pending.forEach(there::add);
      Answering.Answer answer = Answering.answer(read(request), there.set(), true, true);
      if (random.chance(loss)) {
        answer = Answering.answer(read(request), there.set(), true, true);
      }
      List<PragmaCard> reply = counted(answer.cards());
      if (random.chance(loss)) {
        return;
      }
      answer.given().forEach(here::add);
      pending = asking.replied(read(reply));
      if (asking.state() == Asking.State.EQUAL) {
        assertThat(here.names()).as("who says equal is").isEqualTo(there.names());
      }
      if (asking.state() != Asking.State.TALKING && pending.isEmpty()) {
        return;
      }
    }
    throw new AssertionError("expected an end within " + ROUNDS_MAX + " rounds");
  }

  private List<PragmaCard> counted(List<PragmaCard> cards) {
    cards.forEach(card -> bytes += card.arguments().stream().mapToInt(String::length).sum());
    return cards;
  }

  private static RangeCards read(List<PragmaCard> cards) throws ReconcileException {
    RangeCards read = new RangeCards();
    for (PragmaCard card : cards) {
      read.read(card);
    }
    return read;
  }

  /** Well-formed, and about nothing that is so. */
  private List<PragmaCard> invented(SeededRandom random) {
    List<RangeMessage.Cells> cells = new ArrayList<>();
    List<RangeMessage.Ids> lists = new ArrayList<>();
    List<RangeMessage.Ids> asks = new ArrayList<>();
    List<Range> later = new ArrayList<>();
    for (int bucket = 0; bucket < 256; bucket++) {
      Range range = new Range(8, bucket);
      switch (random.below(6)) {
        case 0 -> {
          List<Cell> parts = new ArrayList<>();
          for (int i = 0; i < 16; i++) {
            parts.add(new Cell(random.below(256), random.generator().nextLong()));
          }
          cells.add(new RangeMessage.Cells(range, 4, parts));
        }
        case 1 -> lists.add(new RangeMessage.Ids(range, ids(random)));
        case 2 -> asks.add(new RangeMessage.Ids(range, ids(random)));
        case 3 -> later.add(range);
        default -> {
          // Nothing is said of it.
        }
      }
    }
    byte[] message = new RangeMessage(random.below(3), cells, lists, asks, later).encode();
    if (random.chance(0.2)) {
      message[random.below(message.length)] ^= (byte) (1 + random.below(255));
    }
    return List.of(new PragmaCard("edgesync-set", List.of(random.hex(32), "7")),
        new PragmaCard("edgesync-ranges", List.of(Base64.getUrlEncoder().withoutPadding().encodeToString(message))));
  }

  private static List<Long> ids(SeededRandom random) {
    return random.generator().longs(random.below(20), 0, Cell.ID_MASK).boxed().toList();
  }
}
