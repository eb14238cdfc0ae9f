package io.edgesync.sync.rights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.edgesync.sync.PeerHello;
import io.edgesync.sync.SyncClock;
import io.edgesync.sync.testing.Peer;
import io.edgesync.xfer.card.Card;
import io.edgesync.xfer.card.CommentCard;
import io.edgesync.xfer.card.ErrorCard;
import io.edgesync.xfer.card.LoginCard;
import io.edgesync.xfer.card.PragmaCard;
import io.edgesync.xfer.card.PullCard;
import io.edgesync.xfer.login.PasswordLogin;
import io.edgesync.xfer.round.CardSource;
import io.edgesync.xfer.round.Deadline;
import io.edgesync.xfer.round.Principal;
import io.edgesync.xfer.round.Round;
import io.edgesync.xfer.round.RoundId;
import io.edgesync.xfer.round.Trace;
import io.edgesync.xfer.round.TransportException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is believed without a hash comes from the node that was asked, or is refused by its name. */
class SealedRepliesTest {

  private final TestKeys known = new TestKeys();
  private final List<Card> heard = new ArrayList<>();
  private final List<String> replies = new ArrayList<>();
  private Wire hub;
  private AskingSessions sessions;
  private int rounds;

  @BeforeEach
  void aHub() throws Exception {
    hub = new Wire(1, known.node());
    hub.onReply = this::kept;
    sessions = new AskingSessions(known.node(), SyncClock.SYSTEM);
  }

  private String kept(String reply) {
    replies.add(reply);
    return reply;
  }

  private void ask(Principal asker) throws TransportException, InterruptedException {
    heard.clear();
    Round round = new Round(new RoundId("r" + ++rounds), Peer.PROJECT, asker,
        Deadline.after(Duration.ofSeconds(30), System.nanoTime()), Trace.NONE, 1 << 20);
    new SealedTransport(hub, hub.keys.own(), sessions).exchange(round,
        CardSource.of(PeerHello.of(null, 5).card(), new PullCard("0", Peer.PROJECT.hex())), heard::add);
  }

  private void assertRefused(String why) {
    assertThatThrownBy(() -> ask(Principal.NOBODY)).isInstanceOf(TransportException.class)
        .hasMessageContaining(hub.keys.own()).hasMessageContaining(why);
  }

  @Test
  void aReplyIsSealedAndTheSealIsNoneOfItsCards() throws Exception {
    ask(Principal.NOBODY);

    assertThat(replies.getLast()).matches("(?s)pragma edgesync 1 .*\npragma edgesync-seal [A-Za-z0-9_-]{43}\n");
    assertThat(heard).hasSizeGreaterThan(1).noneMatch(card -> card instanceof PragmaCard pragma
        && pragma.name().equals("edgesync-seal")).last().isInstanceOf(CommentCard.class);
  }

  @Test
  void whatIsNotTheReplyThatWasMadeIsRefused() throws Exception {
    ask(Principal.NOBODY);
    String before = replies.getLast();
    Map<String, UnaryOperator<String>> changes = new LinkedHashMap<>();
    changes.put("changed", reply -> reply.replaceFirst(" errors [0-9]", " errors 7"));
    changes.put("longer", reply -> "config /config 3\nabc\n" + reply);
    changes.put("longer behind the seal", reply -> reply + "config /config 3\nabc\n");
    changes.put("shorter", reply -> reply.substring(reply.indexOf('\n') + 1));
    changes.put("without a seal", reply -> reply.replaceAll("pragma edgesync-seal .*\n", ""));
    changes.put("with two", reply -> reply + reply.substring(reply.lastIndexOf("pragma ")));
    changes.put("with a card that no node writes",
        reply -> reply.replaceFirst("pragma edgesync-seal .*\n", "uvfile a 1 - 5 0"));
    changes.put("that of another request", _ -> before);
    changes.put("nothing", _ -> "");

    changes.forEach((_, change) -> {
      hub.onReply = change;
      assertRefused("no seal that holds");
    });
    hub.onReply = this::kept;
    ask(Principal.NOBODY);
    assertThat(heard).isNotEmpty();
  }

  @Test
  void aRequestThatDoesNotAskForTheSealAnyMoreIsRefused() {
    hub.onRequest = body -> body.replace("pragma edgesync-seal\n", "");

    assertRefused("no seal that holds");
    assertThat(hub.sent.getLast().body()).contains("pragma edgesync-proof").doesNotContain("edgesync-seal");
  }

  @Test
  void whoAnswersForAnotherNodeIsRefusedBeforeHeIsAsked() throws Exception {
    Wire stranger = new Wire(2, known.node());
    Round round = new Round(new RoundId("r"), Peer.PROJECT, Principal.NOBODY,
        Deadline.after(Duration.ofSeconds(30), System.nanoTime()), Trace.NONE, 1 << 20);

    assertThatThrownBy(() -> new SealedTransport(stranger, hub.keys.own(), sessions).exchange(round,
        CardSource.of(new PullCard("0", Peer.PROJECT.hex())), heard::add)).isInstanceOf(TransportException.class)
        .hasMessageContaining(hub.keys.own()).hasMessageContaining("did not prove its key");
    assertThat(stranger.sent).hasSize(1);
    assertThat(heard).isEmpty();
  }

  @Test
  void aNodeThatDoesNotSealIsNotAsked() {
    hub.onReply = reply -> reply.replace(",seals", "");

    assertRefused("does not prove replies");
    assertThat(hub.sent).hasSize(1);
  }

  @Test
  void aLoginGoesAlongAndCounts() throws Exception {
    hub.peer.nobody = "o";
    ask(Principal.NOBODY);
    assertThat(heard).anyMatch(ErrorCard.class::isInstance);

    ask(new Principal.FossilLogin(Peer.ALICE));
    assertThat(heard).noneMatch(ErrorCard.class::isInstance);
    assertThat(hub.audited.getLast()).contains("who=user:\"alice\"");
    assertThat(hub.sent.getLast().body()).startsWith("login alice ").contains("\npragma edgesync-proof ");
  }

  @Test
  void aLoginThatSomebodyTookAwayOrReplacedIsMissed() throws Exception {
    hub.peer.nobody = "go";
    Map<String, UnaryOperator<String>> changes = new LinkedHashMap<>();
    changes.put("taken away", body -> body.replaceFirst("^login .*\n", ""));
    changes.put("nobody's", body -> body.replaceFirst("^login alice ", "login nobody "));
    changes.put("put there", body -> body.startsWith("pragma edgesync-proof ") ? signed(body) : body);

    changes.forEach((how, change) -> {
      hub.onRequest = change;
      assertThatThrownBy(() -> ask(how.equals("put there") ? Principal.NOBODY : new Principal.FossilLogin(Peer.ALICE)))
          .as(how).isInstanceOf(TransportException.class).hasMessageContaining("no seal that holds");
      assertThat(hub.sent.getLast().body()).as(how).contains("pragma edgesync-proof ").doesNotContain("login alice");
    });
  }

  private static String signed(String body) {
    LoginCard card = new PasswordLogin("nobody", "").sign(Peer.PROJECT, sha1(body));
    return "login " + card.user() + " " + card.nonce() + " " + card.signature() + "\n" + body;
  }

  private static String sha1(String text) {
    try {
      return HexFormat.of()
          .formatHex(MessageDigest.getInstance("SHA-1").digest(text.getBytes(StandardCharsets.ISO_8859_1)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void aRefusedLoginIsSaidUnderTheSeal() throws Exception {
    ask(new Principal.FossilLogin(new PasswordLogin("alice", "wrong")));

    assertThat(heard).anyMatch(card -> card instanceof ErrorCard(String text) && text.contains("login"));
  }

  @Test
  void aNodeThatWasStartedAgainIsAskedForAnotherSession() throws Exception {
    ask(Principal.NOBODY);
    hub.restart();

    ask(Principal.NOBODY);
    assertThat(heard).isNotEmpty();
  }
}
