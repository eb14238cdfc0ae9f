package io.edgesync.agent.nats;

import io.edgesync.xfer.card.CFileCard;
import io.edgesync.xfer.card.Card;
import io.edgesync.xfer.card.CardWriter;
import io.edgesync.xfer.card.CloneCard;
import io.edgesync.xfer.card.CloneSeqnoCard;
import io.edgesync.xfer.card.CommentCard;
import io.edgesync.xfer.card.ConfigCard;
import io.edgesync.xfer.card.CookieCard;
import io.edgesync.xfer.card.ErrorCard;
import io.edgesync.xfer.card.FileCard;
import io.edgesync.xfer.card.GimmeCard;
import io.edgesync.xfer.card.IgotCard;
import io.edgesync.xfer.card.LoginCard;
import io.edgesync.xfer.card.MessageCard;
import io.edgesync.xfer.card.OversizeCard;
import io.edgesync.xfer.card.PragmaCard;
import io.edgesync.xfer.card.PrivateCard;
import io.edgesync.xfer.card.PullCard;
import io.edgesync.xfer.card.PushCard;
import io.edgesync.xfer.card.ReqconfigCard;
import io.edgesync.xfer.card.UnknownCard;
import io.edgesync.xfer.card.UvFileCard;
import io.edgesync.xfer.card.UvGimmeCard;
import io.edgesync.xfer.card.UvIgotCard;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;

/**
 * The text of a reply that must fit into one message. Cards beyond the limit are left out, for the asker asks again; a payload
 * that would not fit into an empty message is replaced by an {@code error} card that names it.
 */
final class BoundedReply {

  /** Kept free for errors and the like, which must not be lost to payloads. */
  private static final int RESERVE_BYTES = 512;
  private static final int CARD_LINE_BYTES_MAX = 200;

  private final int bytesMax;
  private final ByteArrayOutputStream text = new ByteArrayOutputStream();
  private final CardWriter writer = new CardWriter(text);

  BoundedReply(int bytesMax) {
    this.bytesMax = bytesMax;
  }

  void accept(Card card) {
    switch (card) {
      case FileCard(var name, var source, var content) -> payload(card, name.hex(), content.size());
      case CFileCard cfile -> payload(card, cfile.name().hex(), cfile.content().size());
      case UvFileCard uv -> payload(card, uv.name(), uv.content().size());
      case IgotCard igot -> writeIfRoom(igot, RESERVE_BYTES + CARD_LINE_BYTES_MAX);
      case LoginCard _, PullCard _, PushCard _, CloneCard _, CloneSeqnoCard _, PrivateCard _, GimmeCard _, UvIgotCard _,
          UvGimmeCard _, CookieCard _, ReqconfigCard _, ConfigCard _, PragmaCard _, MessageCard _, ErrorCard _,
          CommentCard _, OversizeCard _, UnknownCard _ ->
        writeIfRoom(card, 0);
    }
  }

  private void payload(Card card, String name, long bytes) {
    if (bytes + CARD_LINE_BYTES_MAX + RESERVE_BYTES > bytesMax) {
      writeIfRoom(new ErrorCard("artifact " + name + ": " + bytes + " bytes exceed one message of " + bytesMax
          + " bytes, fetch it over HTTP"), 0);
    } else {
      writeIfRoom(card, bytes + CARD_LINE_BYTES_MAX + RESERVE_BYTES);
    }
  }

  private void writeIfRoom(Card card, long neededBytes) {
    if (text.size() + neededBytes > bytesMax || text.size() > bytesMax - CARD_LINE_BYTES_MAX) {
      return;
    }
    write(card);
  }

  private void write(Card card) {
    try {
      writer.write(card);
    } catch (IOException e) {
      throw new UncheckedIOException("writing to memory failed", e);
    }
  }

  /** The whole text; never empty. */
  byte[] text() {
    if (text.size() == 0) {
      write(new CommentCard("nothing to say"));
    }
    return text.toByteArray();
  }
}
