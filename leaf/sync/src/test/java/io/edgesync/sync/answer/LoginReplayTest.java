package io.edgesync.sync.answer;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgesync.sync.testing.Peer;
import io.edgesync.xfer.artifact.Hash;
import io.edgesync.xfer.card.LoginCard;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Signed requests that somebody recorded and brings again. */
class LoginReplayTest extends TextRounds {

  private static final String PULL = VERSION + "pull x " + PC + "\n";

  @BeforeEach
  void onlyAliceMay() {
    peer.nobody = "";
  }

  @Test
  void aSignedRequestIsAnsweredOnce() throws Exception {
    Answerer answerer = peer.answerer();
    Hash name = peer.store.commit("content".getBytes(StandardCharsets.UTF_8));
    String request = signed(PULL + "# 1\n");

    assertThat(lines(answerer, "first", request)).contains("igot " + name);
    assertThat(lines(answerer, "second", request)).containsExactly("error login\\sfailed", "timestamp 1");
    assertThat(lines(answerer, "third", signed(PULL + "# 2\n"))).contains("igot " + name);
  }

  @Test
  void aRoundThatATransportRepeatsIsAnsweredAgain() throws Exception {
    Answerer answerer = peer.answerer();
    Hash name = peer.store.commit("content".getBytes(StandardCharsets.UTF_8));
    String request = signed(PULL + "# 1\n");

    assertThat(lines(answerer, "same", request)).contains("igot " + name);
    assertThat(lines(answerer, "same", request)).contains("igot " + name);
  }

  @Test
  void aPushIsKnownAgainAfterARestart() throws Exception {
    String name = Peer.named(9).store.commit("once".getBytes(StandardCharsets.UTF_8)).hex();
    String request = signed("push x " + PC + "\nfile " + name + " 4\nonce");

    assertThat(lines(peer.answerer(), "first", request)).containsExactly("timestamp 0");
    assertThat(lines(peer.answerer(), "second", request)).containsExactly("error login\\sfailed", "timestamp 1");
  }

  @Test
  void aLoginThatAddsNothingMayComeAsOftenAsItLikes() throws Exception {
    peer.nobody = "gio";
    Answerer answerer = peer.answerer();
    String request = signed(PULL);

    assertThat(lines(answerer, "first", request)).isEqualTo(lines(answerer, "second", request))
        .noneMatch(line -> line.startsWith("error"));
  }

  @Test
  void twoLoginsInOneRequestAreOneTooMany() throws Exception {
    assertThat(lines(signed(signed(PULL)))).containsExactly("error multiple\\slogin\\scards", "timestamp 1");
  }

  private static String signed(String cards) throws Exception {
    String nonce = HexFormat.of()
        .formatHex(MessageDigest.getInstance("SHA-1").digest(cards.getBytes(StandardCharsets.ISO_8859_1)));
    LoginCard login = Peer.ALICE.sign(Peer.PROJECT, nonce);
    return "login " + login.user() + " " + login.nonce() + " " + login.signature() + "\n" + cards;
  }
}
