package io.edgesync.sync.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.edgesync.repository.user.Capabilities;
import io.edgesync.sync.SyncClock;
import io.edgesync.sync.answer.AnswerLimits;
import io.edgesync.sync.answer.AnswerListener;
import io.edgesync.sync.answer.Answerer;
import io.edgesync.sync.answer.Served;
import io.edgesync.sync.clone.CloneException;
import io.edgesync.sync.clone.CloneOutcome;
import io.edgesync.sync.clone.Configurator;
import io.edgesync.sync.memory.LoopTransport;
import io.edgesync.sync.rights.Authorizer;
import io.edgesync.sync.testing.StockRepository;
import io.edgesync.xfer.artifact.Hash;
import io.edgesync.xfer.artifact.ProjectCode;
import io.edgesync.xfer.card.CFileCard;
import io.edgesync.xfer.card.Card;
import io.edgesync.xfer.card.CommentCard;
import io.edgesync.xfer.card.ConfigCard;
import io.edgesync.xfer.card.ErrorCard;
import io.edgesync.xfer.card.GimmeCard;
import io.edgesync.xfer.card.LoginCard;
import io.edgesync.xfer.content.Content;
import io.edgesync.xfer.content.MemoryBudget;
import io.edgesync.xfer.round.CardSink;
import io.edgesync.xfer.round.CardSource;
import io.edgesync.xfer.round.ForwardingTransport;
import io.edgesync.xfer.round.Principal;
import io.edgesync.xfer.round.Round;
import io.edgesync.xfer.round.Transport;
import io.edgesync.xfer.round.TransportException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Clones out of a mesh where somebody whom nobody named gives users, and names to be shunned. */
@Timeout(120)
class StrangersConfigurationTest extends ClonesFromPeers {

  @Test
  void aStrangerGivesAProjectItsNameAndNothingElse() throws Exception {
    CloneOutcome outcome = cloned(List.of(stranger()));

    assertThat(outcome.unconfigured()).isEqualTo("nobody was named");
    assertThat(rows("SELECT login || ':' || cap FROM user ORDER BY 1")).containsExactly("anonymous:hmnc",
        "developer:ei",
        "nobody:gjorz", "reader:kptw", "tester:s");
    assertThat(rows("SELECT uuid FROM shun")).isEmpty();
    assertThat(rows("SELECT value FROM config WHERE name IN ('css', 'project-name')")).containsExactly("strange");
    assertSameAsStock();
  }

  @Test
  void whoWasNamedGivesItAll() throws Exception {
    Transport named = giving(peer("named"), Map.of("/config", "1706832000 'css' value 'body{}'"));

    CloneOutcome outcome = cloned(List.of(stranger(), peer("named")), new Configurator.Node(named));

    assertThat(outcome.unconfigured()).isNull();
    assertThat(rows("SELECT value FROM config WHERE name='css'")).containsExactly("body{}");
    assertThat(rows("SELECT login FROM user")).doesNotContain("mallory");
    assertThat(rows("SELECT uuid FROM shun")).isEmpty();
    assertSameAsStock();
  }

  @Test
  void whatAnEarlierRunTookIsNeitherAskedForAgainNorMissed() throws Exception {
    Hash source = new Hash(
        stock.sql("SELECT uuid FROM blob WHERE rid IN (SELECT srcid FROM delta) LIMIT 1").getFirst());
    Transport named = giving(peer("named"), Map.of("/config", "1706832000 'css' value 'body{}'"));
    Transport broken = new Altered(new ForwardingTransport(peer("broken")) {
      @Override
      public void exchange(Round round, CardSource request, CardSink reply)
          throws TransportException, InterruptedException {
        if (asksByName(request)) {
          throw new TransportException.NoAnswer("gone", null);
        }
        super.exchange(round, request, reply);
      }
    }, card -> {
      if (card instanceof CFileCard file && file.name().equals(source)) {
        card.close();
        return new CommentCard("nothing");
      }
      return card;
    });
    assertThatThrownBy(() -> cloned(List.of(broken), new Configurator.Node(named))).isInstanceOf(CloneException.class);

    CloneOutcome outcome = cloned(List.of(peer("whole")), new Configurator.None("it is gone"));

    assertThat(outcome.unconfigured()).isNull();
    assertThat(rows("SELECT value FROM config WHERE name='css'")).containsExactly("body{}");
    assertSameAsStock();
  }

  private static boolean asksByName(CardSource request) throws InterruptedException {
    try (CardSource.Cards cards = request.open()) {
      for (Card card = cards.next(); card != null; card = cards.next()) {
        if (card instanceof GimmeCard) {
          return true;
        }
      }
      return false;
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void whoRefusesIsNamed() throws Exception {
    Transport refusing = new Altered(peer("named"), card -> card instanceof ConfigCard config
        ? refusal(config)
        : card);

    CloneOutcome outcome = cloned(List.of(peer("a")), new Configurator.Node(refusing));

    assertThat(outcome.unconfigured()).isEqualTo("named: not today");
  }

  @Test
  void whoGivesNoneIsNamedAndTheProjectsNameIsAskedOfOthers() throws Exception {
    CloneOutcome outcome = cloned(List.of(stranger()), new Configurator.Node(withoutReading("named")));

    assertThat(outcome.unconfigured()).startsWith("named: ").contains("gave none").contains("--user");
    assertThat(rows("SELECT value FROM config WHERE name='project-name'")).containsExactly("strange");
  }

  @Test
  void whoIsBusyIsAskedAgain() throws Exception {
    AtomicInteger asked = new AtomicInteger();
    Transport busy = new ForwardingTransport(
        giving(peer("named"), Map.of("/config", "1706832000 'css' value 'late'"))) {
      @Override
      public void exchange(Round round, CardSource request, CardSink reply)
          throws TransportException, InterruptedException {
        if (asked.incrementAndGet() == 1) {
          throw new TransportException.Refused("busy", 503, Duration.ofMillis(1));
        }
        super.exchange(round, request, reply);
      }
    };

    CloneOutcome outcome = cloned(List.of(peer("a")), new Configurator.Node(busy));

    assertThat(asked).hasValue(2);
    assertThat(outcome.unconfigured()).isNull();
    assertThat(rows("SELECT value FROM config WHERE name='css'")).containsExactly("late");
  }

  /** Who asks there without a login may clone, and no more. */
  private Transport withoutReading(String name) {
    Authorizer clonesOnly = new Authorizer() {
      @Override
      public boolean proves(ProjectCode project, LoginCard login) {
        return false;
      }

      @Override
      public Capabilities rights(ProjectCode project, Principal asker, @Nullable String login) {
        return new Capabilities("g");
      }
    };
    return LoopTransport.to(name, new Answerer(Served.of(source), clonesOnly, AnswerLimits.DEFAULT, null,
        SyncClock.SYSTEM, AnswerListener.SILENT), new MemoryBudget(64 << 20));
  }

  private static Card refusal(ConfigCard config) {
    config.close();
    return new ErrorCard("not today");
  }

  private Transport stranger() {
    String file = stock.sql("SELECT uuid FROM blob WHERE rid IN (SELECT fid FROM mlink)").getFirst();
    return giving(
        giving(giving(peer("stranger"), Map.of("/config", "1706832000 'project-name' value 'strange'")),
            Map.of("/config", "1706832000 'css' value 'strange'")),
        Map.of("/user", "1706832000 'mallory' pw 'x' cap 's' info 'x' photo NULL",
            "/shun", "1706832000 '" + file + "' scom 'x'"));
  }

  private List<String> rows(String query) throws Exception {
    return StockRepository.sql(fossil, directory.resolve("ours.fossil"), query);
  }

  /** With these in each of its replies, asked for or not. */
  private static Transport giving(Transport peer, Map<String, String> configuration) {
    return new ForwardingTransport(peer) {
      @Override
      public void exchange(Round round, CardSource request, CardSink reply)
          throws TransportException, InterruptedException {
        try {
          for (Map.Entry<String, String> row : configuration.entrySet()) {
            reply.accept(new ConfigCard(row.getKey(), Content.of(row.getValue().getBytes(StandardCharsets.UTF_8))));
          }
        } catch (IOException e) {
          throw new TransportException.NoAnswer("not read", e);
        }
        super.exchange(round, request, reply);
      }
    };
  }
}
