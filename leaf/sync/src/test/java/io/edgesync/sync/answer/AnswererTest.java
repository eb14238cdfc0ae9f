package io.edgesync.sync.answer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.edgesync.sync.testing.Peer;
import io.edgesync.xfer.artifact.Hash;
import io.edgesync.xfer.card.CardLimits;
import io.edgesync.xfer.envelope.ReceivedBody;
import io.edgesync.xfer.round.Deadline;
import io.edgesync.xfer.round.Principal;
import io.edgesync.xfer.round.Round;
import io.edgesync.xfer.round.RoundId;
import io.edgesync.xfer.round.Trace;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** What a request's text is answered with, line by line, as the real server does. */
class AnswererTest extends TextRounds {

  @Test
  void whatANodeBringsNamesItUnderALoginTooWhereThereIsNoAddress() throws Exception {
    Principal node = new Principal.Node("UNODE");
    for (String address : new String[]{null, "10.0.0.9"}) {
      try (ReceivedBody body = receive("pull " + SC + " " + PC + "\n")) {
        RequestState state = new RequestState(Asked.of(round("r1"), body, address), node, null, false);
        assertThat(state.provenance().address()).isEqualTo("UNODE");
        state.login = "alice";
        assertThat(state.provenance().address()).isEqualTo(address == null ? "UNODE" : address);
        assertThat(state.provenance().login()).isEqualTo("alice");
      }
    }
  }

  @Test
  void aPullListsWhatNoClusterCovers() throws Exception {
    Hash name = peer.store.commit("content".getBytes(StandardCharsets.UTF_8));

    assertThat(lines(VERSION + "pull x " + PC + "\n")).containsExactly("pragma server-version 22100 20230226 192424",
        "igot " + name, "timestamp 0");
  }

  @Test
  void aPullOfAHundredMakesAClusterAndListsOnlyThat() throws Exception {
    peer.holding(150, 1);

    List<String> first = lines("pull x " + PC + "\n");

    assertThat(first).hasSize(2);
    assertThat(first.getFirst()).startsWith("igot ");
  }

  @Test
  void aClientThatDoubtsTheListOfWhatNoClusterCoversIsToldOfAll() throws Exception {
    peer.holding(150, 1);
    lines("pull x " + PC + "\n");

    assertThat(lines("pull x " + PC + "\npragma send-catalog\n")).filteredOn(line -> line.startsWith("igot "))
        .hasSize(151);
    assertThat(lines("pragma send-catalog\n")).containsExactly("timestamp 0");
  }

  @Test
  void aPeerOfOursGetsNoCluster() throws Exception {
    peer.holding(150, 1);

    List<String> lines = lines("pragma edgesync 1 NODE stored\npull x " + PC + "\n");

    assertThat(lines).filteredOn(line -> line.startsWith("igot")).hasSize(150);
    assertThat(peer.store.unclustered()).hasSize(150);
  }

  @Test
  void refusalsHaveTheWordsOfFossil() throws Exception {
    peer.nobody = "";

    assertThat(lines("pull x " + PC + "\n")).containsExactly("error not\\sauthorized\\sto\\sread", "timestamp 1");
    assertThat(lines("push x " + PC + "\n")).containsExactly("error not\\sauthorized\\sto\\swrite", "timestamp 1");
    assertThat(lines("clone 3 1\n")).containsExactly("push " + SC + " " + PC, "error not\\sauthorized\\sto\\sclone",
        "timestamp 1");
    assertThat(lines("pull x " + "1".repeat(40) + "\n")).containsExactly("error wrong\\sproject", "timestamp 1");
    assertThat(lines("pragma send-private\n")).containsExactly(
        "error not\\sauthorized\\sto\\ssync\\sprivate\\scontent", "timestamp 0");
    assertThat(lines("config /config 2\nxx\n")).containsExactly("error not\\sauthorized\\sto\\spush\\sconfiguration",
        "timestamp 1");
    assertThat(lines("login alice " + "0".repeat(40) + " " + "0".repeat(40) + "\npull x " + PC + "\n"))
        .containsExactly("error login\\sfailed", "timestamp 1");
  }

  @Test
  void aReaderWhoPushesIsToldSoAndStillPulls() throws Exception {
    peer.nobody = "o";
    Hash name = peer.store.commit("content".getBytes(StandardCharsets.UTF_8));

    assertThat(lines("pull x " + PC + "\npush x " + PC + "\n")).containsExactly(
        "message pull\\sonly\\s-\\snot\\sauthorized\\sto\\spush", "igot " + name, "timestamp 0");
  }

  @Test
  void aFileWithoutPushIsRefused() throws Exception {
    assertThat(lines("file " + "a".repeat(40) + " 2\nxx")).containsExactly("error not\\sauthorized\\sto\\swrite",
        "timestamp 1");
  }

  @Test
  void aFileThatIsNotWhatItsNameSaysIsRefusedInTheWordsOfFossil() throws Exception {
    String name = "a".repeat(64);
    String right = Peer.named(9).store.commit("once".getBytes(StandardCharsets.UTF_8)).hex();

    assertThat(lines("push x " + PC + "\nfile " + right + " 4\noncefile " + name + " 2\nxx")).containsExactly(
        "error wrong+hash+on+received+artifact:+" + name, "timestamp 1");
    assertThat(peer.names()).isEmpty();
  }

  @Test
  void anUnknownLineDiscardsWhatWasSaidAndTheReadingGoesOn() throws Exception {
    Hash name = peer.store.commit("content".getBytes(StandardCharsets.UTF_8));

    assertThat(lines(VERSION + "frobnicate 1\npull x " + PC + "\n")).containsExactly(
        "error bad\\scommand:\\sfrobnicate\\s1\\n", "igot " + name, "timestamp 0");
    assertThat(lines("\n")).containsExactly("error bad\\scommand:\\s\\n", "timestamp 0");
    assertThat(lines("pragma whatever 1 2\n# comment\n")).containsExactly("timestamp 0");
  }

  @Test
  void anIgotOfSomethingUnknownIsAskedForAndMakesNoPhantom() throws Exception {
    String name = "a".repeat(64);

    assertThat(lines("push x " + PC + "\nigot " + name + "\n")).containsExactly("gimme " + name, "timestamp 0");
    assertThat(peer.store.phantoms(10, true)).isEmpty();
  }

  @Test
  void noMoreIsAskedForThanOneReplyMayAsk() throws Exception {
    StringBuilder request = new StringBuilder("push x " + PC + "\n");
    for (int i = 0; i < 600; i++) {
      request.append("igot ").append(String.format("%040x", i)).append('\n');
    }

    assertThat(lines(request.toString())).filteredOn(line -> line.startsWith("gimme")).hasSize(500);
  }

  @Test
  void aGimmeIsAnsweredWithTheFileUnlessThatIsFull() throws Exception {
    peer.answerLimits = peer.answerLimits.withDownloadBytesMax(3000);
    byte[] content = new byte[4000];
    content[3999] = '\n';
    Hash first = peer.store.commit(content);
    Hash second = peer.store.commit("second".getBytes(StandardCharsets.UTF_8));

    assertThat(lines(VERSION + "pull x " + PC + "\ngimme " + first + "\ngimme " + second + "\n")).contains(
        "file " + first + " 4000", "igot " + second);
  }

  @Test
  void anOldFossilGetsNoNamesThatItDoesNotKnow() throws Exception {
    Hash name = peer.store.commit("x".getBytes(StandardCharsets.UTF_8));

    assertThat(lines("pull x " + PC + "\ngimme " + name + "\n"))
        .contains("error Fossil\\sversion\\s2.0\\sor\\slater\\srequired.");
  }

  @Test
  void aCloneCountsBeforeItNamesTheProject() throws Exception {
    Hash name = peer.store.commit("x".getBytes(StandardCharsets.UTF_8));

    List<String> lines = lines("clone 3 1\n");

    assertThat(lines).filteredOn(line -> line.startsWith("cfile")).singleElement().asString().contains(name.hex());
    assertThat(lines).containsSubsequence("clone_seqno 0", "push " + SC + " " + PC, "timestamp 0");
    assertThat(lines("clone 3 99\n")).containsExactly("clone_seqno 0", "push " + SC + " " + PC, "timestamp 0");
    assertThat(lines("clone 2 1\n")).contains("file " + name + " 1");
    assertThat(lines("clone\n")).contains("push " + SC + " " + PC, "igot " + name);
    assertThat(lines("clone 3 0\n")).containsExactly("error invalid\\sclone\\ssequence\\snumber");
  }

  @Test
  void aCloneLargerThanAReplyComesInBlocksWithoutGaps() throws Exception {
    peer.holding(500, 3);
    peer.answerLimits = peer.answerLimits.withDownloadBytesMax(50_000);
    java.util.Set<String> names = new java.util.TreeSet<>();
    int sequence = 1;
    int blocks = 0;
    while (sequence != 0) {
      List<String> lines = lines("clone 3 " + sequence + "\n");
      lines.stream().filter(line -> line.startsWith("cfile ")).forEach(line -> names.add(line.split(" ")[1]));
      sequence = lines.stream().filter(line -> line.startsWith("clone_seqno ")).findFirst()
          .map(line -> Integer.parseInt(line.substring(12))).orElseThrow();
      blocks++;
    }

    assertThat(blocks).isGreaterThan(5);
    assertThat(names).hasSize(500);
  }

  @Test
  void aRoundThatArrivesTwiceIsAnsweredTwiceAndStoredOnce() throws Exception {
    String content = "once";
    String name = Peer.named(9).store.commit(content.getBytes(StandardCharsets.UTF_8)).hex();
    Answerer answerer = peer.answerer();
    String request = "push x " + PC + "\nfile " + name + " 4\nonce";

    List<String> first = lines(answerer, "same", request);
    List<String> second = lines(answerer, "same", request);

    assertThat(peer.names()).hasSize(1);
    assertThat(first).isEqualTo(second).containsExactly("timestamp 0");
  }

  @Test
  void aCopyOfARoundThatIsBeingAnsweredIsTurnedAway() throws Exception {
    Answerer answerer = peer.answerer();
    AtomicReference<Exception> inner = new AtomicReference<>();
    Round round = round("same");

    answerer.answer(new Asked(round, () -> {
      try {
        answerer.answer(new Asked(round, () -> {
          throw new IllegalStateException("not read");
        }, null, false, null));
      } catch (DuplicateRoundException | InterruptedException e) {
        inner.set(e);
      }
      return new io.edgesync.xfer.card.CardReader(InputStream.nullInputStream(), CardLimits.DEFAULT, peer.budget);
    }, null, false, null));

    assertThat(inner.get()).isInstanceOf(DuplicateRoundException.class);
  }

  @Test
  void aReplyNeverPassesWhatTheAskerTakes() throws Exception {
    Hash big = peer.store.commit(new byte[100_000]);
    peer.holding(50, 1);
    Round small = new Round(new RoundId("small"), Peer.PROJECT, Principal.NOBODY,
        Deadline.after(Duration.ofSeconds(9), System.nanoTime()),
        Trace.NONE, 20_000);

    List<String> lines = lines(peer.answerer(), small, VERSION + "pull x " + PC + "\ngimme " + big + "\n");

    assertThat(lines).filteredOn(line -> line.startsWith("message")).singleElement().asString().contains(big.hex());
    assertThat(String.join("\n", lines)).hasSizeLessThan(20_000);
  }

  @Test
  void theSameAnswerReadTwiceSaysTheSame() throws Exception {
    peer.holding(50, 1);
    Round round = round("r");
    try (ReceivedBody body = receive("clone 3 1\n")) {
      Answer answer = peer.answerer().answer(Asked.of(round, body, null));

      assertThat(text(answer)).isEqualTo(text(answer));
    }
  }

  @Test
  void aRequestThatCannotBeReadIsNotTakenAsApplied() {
    assertThatThrownBy(() -> peer.answerer().answer(new Asked(round("x"), () -> {
      throw new java.io.IOException("torn");
    }, null, false, null))).isInstanceOf(java.io.IOException.class);
  }

  @Test
  void aFloodOfShortCardsIsNotAnsweredCardByCard() throws Exception {
    peer.holding(5, 1);

    List<String> lines = lines("private\n".repeat(100_000) + "clone 3 1\n".repeat(1000));

    assertThat(lines).hasSizeLessThan(2000);
    assertThat(lines).filteredOn(line -> line.startsWith("clone_seqno")).hasSize(1);
  }
}
