package io.edgesync.agent.goedgesync;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgesync.xfer.artifact.Hash;
import io.edgesync.xfer.card.Card;
import io.edgesync.xfer.card.CardLimits;
import io.edgesync.xfer.card.GimmeCard;
import io.edgesync.xfer.card.IgotCard;
import io.edgesync.xfer.card.PragmaCard;
import io.edgesync.xfer.card.PullCard;
import io.edgesync.xfer.card.PushCard;
import io.edgesync.xfer.content.MemoryBudget;
import io.edgesync.xfer.envelope.BodyForm;
import io.edgesync.xfer.envelope.ReceivedBody;
import io.edgesync.xfer.envelope.XferBody;
import io.edgesync.xfer.round.CardSource;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** What the real programs said, kept byte for byte; the README beside the files says how. */
class CapturedMessagesTest {

  private static final String PROJECT = "535703df77c581230a0bcc7ccb78564a9ef97441";
  private static final String SERVER = "7dcb1c0dd9e17428640f7b68d69537d4793550e2";

  @Test
  void aRoundOfALeafIsReadAsWhatItSays() throws Exception {
    assertThat(cards("leaf-request.bin")).startsWith(
        new PragmaCard("client-version", List.of("22800", "20260315", "120000")), new PushCard(SERVER, PROJECT),
        new PullCard(SERVER, PROJECT)).hasSize(6).last().isInstanceOf(IgotCard.class);
  }

  @Test
  void aReplyOfAHubAsksForWhatItLacksAndNamesWhatItHas() throws Exception {
    assertThat(cards("hub-reply.bin")).hasSize(4).hasOnlyElementsOfTypes(GimmeCard.class, IgotCard.class);
    assertThat(cards("empty-reply.bin")).isEmpty();
  }

  @Test
  void anAnnouncementOfAHubIsUnderstood() throws Exception {
    assertThat(CommitAnnouncement.parse(bytes("hub-commit.json"))).contains(new CommitAnnouncement(
        new Hash("6074364b6f42d802e88db44cc7a7b03bc895f81970c228575b90f142cb98fb0f"), "office-hub"));
  }

  private static List<Card> cards(String name) throws Exception {
    List<Card> all = new ArrayList<>();
    try (ReceivedBody body = XferBody.receive(new ByteArrayInputStream(bytes(name)), BodyForm.ZLIB, null,
        CardLimits.DEFAULT, new MemoryBudget(1 << 20)); CardSource.Cards cards = body.cards().open()) {
      for (Card card = cards.next(); card != null; card = cards.next()) {
        all.add(card);
      }
    }
    return all;
  }

  private static byte[] bytes(String name) throws Exception {
    try (InputStream in = Objects.requireNonNull(CapturedMessagesTest.class.getResourceAsStream(name), name)) {
      return in.readAllBytes();
    }
  }
}
