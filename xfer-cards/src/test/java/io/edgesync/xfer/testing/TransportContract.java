package io.edgesync.xfer.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.edgesync.xfer.artifact.Hash;
import io.edgesync.xfer.artifact.ProjectCode;
import io.edgesync.xfer.card.Card;
import io.edgesync.xfer.card.CommentCard;
import io.edgesync.xfer.card.FileCard;
import io.edgesync.xfer.card.GimmeCard;
import io.edgesync.xfer.card.IgotCard;
import io.edgesync.xfer.card.PragmaCard;
import io.edgesync.xfer.content.Content;
import io.edgesync.xfer.envelope.ReceivedBody;
import io.edgesync.xfer.login.LoginVerification;
import io.edgesync.xfer.login.PasswordLogin;
import io.edgesync.xfer.round.CardSource;
import io.edgesync.xfer.round.Deadline;
import io.edgesync.xfer.round.Principal;
import io.edgesync.xfer.round.Round;
import io.edgesync.xfer.round.RoundId;
import io.edgesync.xfer.round.Trace;
import io.edgesync.xfer.round.Transport;
import io.edgesync.xfer.round.TransportException;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** What every transport keeps: cards arrive as they were sent, in order, once; a failure is never an answer. */
public abstract class TransportContract {

  /** What stands at the other end. */
  @FunctionalInterface
  public interface Answering {
    CardSource answer(ReceivedBody request) throws IOException, InterruptedException;
  }

  private static final ProjectCode PROJECT = new ProjectCode("c0de".repeat(10));
  private static final Hash NAME = new Hash("a".repeat(64));

  /** A transport whose rounds {@code answering} answers; closed by the test. */
  protected abstract Transport connect(Answering answering) throws Exception;

  @Test
  public void cardsArriveInOrderOnBothSides() throws Exception {
    List<Card> request = List.of(new PragmaCard("client-version", List.of("22100")), new GimmeCard(NAME));
    List<Card> reply = List.of(new IgotCard(NAME, false), new IgotCard(NAME, true), new CommentCard(" end"));
    List<Card> asked = new ArrayList<>();

    List<Card> answered = exchange(body -> {
      asked.addAll(cards(body.cards()));
      return CardSource.of(reply);
    }, Principal.NOBODY, request);

    assertThat(asked).isEqualTo(request);
    assertThat(answered).isEqualTo(reply);
  }

  @Test
  public void largePayloadsCrossUnchanged() throws Exception {
    byte[] content = new byte[3_000_000];
    new Random(1).nextBytes(content);
    Card file = new FileCard(NAME, null, Content.of(content));

    List<Card> answered = exchange(body -> CardSource.of(cards(body.cards())), Principal.NOBODY,
        List.of(file, new CommentCard("")));

    assertThat(answered).isEqualTo(List.of(file, new CommentCard("")));
  }

  @Test
  public void aLoginSignsTheRequest() throws Exception {
    AtomicReference<Boolean> verified = new AtomicReference<>(false);

    exchange(body -> {
      verified.set(body.nonceMatches() && body.login() != null
          && LoginVerification.signatureMatches(body.login(), "tiger", PROJECT));
      return CardSource.of();
    }, new Principal.FossilLogin(new PasswordLogin("alice", "tiger")), List.of(new CommentCard(" x")));

    assertThat(verified.get()).isTrue();
  }

  @Test
  public void anAnsweringSideThatFailsIsNoAnswer() {
    assertThatThrownBy(() -> exchange(body -> {
      throw new IOException("broken");
    }, Principal.NOBODY, List.of(new CommentCard("")))).isInstanceOf(TransportException.class);
  }

  @Test
  public void aReplyIsNotReadBeyondWhatTheAskerTakes() {
    List<Card> endless = Collections.nCopies(1000, new CommentCard("x".repeat(1000)));

    assertThatThrownBy(() -> exchange(_ -> CardSource.of(endless), Principal.NOBODY, List.of(), 100_000))
        .isInstanceOf(TransportException.class);
  }

  private List<Card> exchange(Answering answering, Principal asker, List<Card> request) throws Exception {
    return exchange(answering, asker, request, 100_000_000);
  }

  private List<Card> exchange(Answering answering, Principal asker, List<Card> request, long replyBytesMax)
      throws Exception {
    List<Card> reply = new ArrayList<>();
    try (Transport transport = connect(answering)) {
      transport.exchange(
          new Round(new RoundId("r1"), PROJECT, asker, Deadline.after(Duration.ofSeconds(30), System.nanoTime()),
              Trace.NONE, replyBytesMax),
          CardSource.of(request), reply::add);
    }
    return reply;
  }

  private static List<Card> cards(CardSource source) throws IOException, InterruptedException {
    List<Card> all = new ArrayList<>();
    try (CardSource.Cards cards = source.open()) {
      for (Card card = cards.next(); card != null; card = cards.next()) {
        all.add(card);
      }
    }
    return all;
  }
}
