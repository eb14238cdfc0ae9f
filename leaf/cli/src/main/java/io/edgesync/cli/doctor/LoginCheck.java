package io.edgesync.cli.doctor;

import io.edgesync.xfer.artifact.ProjectCode;
import io.edgesync.xfer.card.Card;
import io.edgesync.xfer.card.ErrorCard;
import io.edgesync.xfer.card.MessageCard;
import io.edgesync.xfer.card.PullCard;
import io.edgesync.xfer.round.CardSource;
import io.edgesync.xfer.round.Deadline;
import io.edgesync.xfer.round.Principal;
import io.edgesync.xfer.round.Round;
import io.edgesync.xfer.round.RoundId;
import io.edgesync.xfer.round.Trace;
import io.edgesync.xfer.round.Transport;
import io.edgesync.xfer.round.TransportException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Whether a Fossil server is there and lets this login pull: one round that asks for nothing. */
record LoginCheck(Transport server, ProjectCode project, String serverCode, Principal who, Duration patience)
    implements
      Check {

  private static final long REPLY_BYTES_MAX = 64L << 20;

  @Override
  public List<Finding> run() throws InterruptedException {
    List<String> said = new ArrayList<>();
    Round round = new Round(new RoundId("doctor"), project, who, Deadline.after(patience, System.nanoTime()),
        Trace.NONE,
        REPLY_BYTES_MAX);
    try {
      server.exchange(round, CardSource.of(new PullCard(serverCode, project.hex())), card -> note(card, said));
    } catch (TransportException e) {
      return List.of(switch (e) {
        case TransportException.NotSent gone ->
          Finding.warn("server", gone.getMessage() + "; check address and network");
        case TransportException.NoAnswer silent -> Finding.warn("server", silent.getMessage() + "; try again later");
        case TransportException.Refused refused ->
          Finding.fail("server", refused.getMessage() + "; check the URL's path");
        case TransportException.TooLarge large -> Finding.fail("server", String.valueOf(large.getMessage()));
      });
    }
    String name = switch (who) {
      case Principal.Nobody() -> "nobody";
      case Principal.FossilLogin(var signer) -> signer.login();
      case Principal.Node(String key, var by) -> key;
      case Principal.Mesh _,Principal.ProvingNode _ -> "a node";
    };
    if (!said.isEmpty()) {
      return List.of(Finding.ok("server", server.peerName() + " answers"),
          Finding.fail("authentication", server.peerName()
              + " refuses " + name + ": " + said.getFirst()
              + "; check --user and the password, or that user's capabilities there"));
    }
    return List.of(Finding.ok("server", server.peerName() + " answers"),
        Finding.ok("authentication", name + " may pull from " + server.peerName()));
  }

  private static void note(Card card, List<String> said) {
    if (card instanceof ErrorCard(String text)) {
      said.add(text);
    } else if (card instanceof MessageCard(String text) && text.contains("login")) {
      said.add(text);
    }
    card.close();
  }
}
