package io.edgesync.sync.session;

import io.edgesync.sync.PeerText;
import io.edgesync.xfer.card.*;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a reply says to a person, and whether it is one: what every reader of replies does with the cards that are not of its theme. After an
 * {@code error} card, or a card that a server must not send, the rest of a reply is not read. Source: {@code src/xfer.c, client_sync()}.
 */
public final class ServerWords {

  private final List<String> messages = new ArrayList<>();
  private @Nullable String denial;
  private @Nullable String violation;

  /** What the session ends with; null where what follows is read. */
  public SyncOutcome.@Nullable Result end() {
    if (denial != null) {
      return new SyncOutcome.Result.Denied(denial);
    }
    return violation == null ? null : new SyncOutcome.Result.Failed(violation, null);
  }

  /** Whether what follows is not read. */
  public boolean isOver() {
    return denial != null || violation != null;
  }

  /** The text of an {@code error} card, or null. */
  public @Nullable String denial() {
    return denial;
  }

  /** What was wrong with the reply itself, or null; one line. */
  public @Nullable String violation() {
    return violation;
  }

  public List<String> messages() {
    return messages;
  }

  public void say(String message) {
    sayClean(PeerText.clean(message));
  }

  private void sayClean(String message) {
    if (messages.size() < PeerText.MESSAGES_MAX) {
      messages.add(message);
    }
  }

  /** Says what is wrong with the reply. */
  public void complain(String about) {
    violation = "reply: " + about;
  }

  /** Reads a card that is of no interest but for what it says. */
  public void read(Card card) {
    switch (card) {
      case MessageCard(String text) -> say(text);
      case ErrorCard(String text) -> denial = PeerText.refusal(text);
      case UnknownCard unknown -> {
        // Servers of Go EdgeSync tell everybody of their tables, whether he asked or not.
        if (!unknown.line().isBlank() && !unknown.isAboutTables()) {
          complain("expected cards, got \"" + PeerText.clean(unknown.line()) + "\"");
        }
      }
      case OversizeCard oversize -> sayClean(oversize.card() + " " + PeerText.clean(oversize.name()) + ": "
          + oversize.payloadBytes() + " bytes exceed the limit of " + oversize.limitBytes() + " bytes");
      case PullCard pull -> misplaced("pull");
      case PushCard push -> misplaced("push");
      case CloneCard clone -> misplaced("clone");
      case LoginCard login -> misplaced("login");
      case ReqconfigCard reqconfig -> misplaced("reqconfig");
      case UvGimmeCard uv -> misplaced("uvgimme");
      case FileCard file -> ignored();
      case CFileCard file -> ignored();
      case PrivateCard mark -> ignored();
      case IgotCard igot -> ignored();
      case GimmeCard gimme -> ignored();
      case PragmaCard pragma -> ignored();
      case CookieCard cookie -> ignored();
      case CommentCard comment -> ignored();
      case CloneSeqnoCard seqno -> ignored();
      case ConfigCard config -> ignored();
      case UvIgotCard uv -> ignored();
      case UvFileCard uv -> ignored();
    }
  }

  private void misplaced(String card) {
    complain("expected what a server says, got the card \"" + card + "\"");
  }

  /** Nobody asked for it here; stock clients pass it over as well. */
  private static void ignored() {}
}
