package io.edgesync.sync.rights;

import io.edgesync.sync.Fingerprint;
import io.edgesync.xfer.card.Card;
import io.edgesync.xfer.card.CardWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.security.DigestOutputStream;
import java.security.MessageDigest;

/** SHA-256 of the text of cards, which is the same where they are written and where they were read. One thread's. */
final class CardDigest {

  private final MessageDigest digest = Fingerprint.sha256();
  private final CardWriter text = new CardWriter(new DigestOutputStream(OutputStream.nullOutputStream(), digest));

  /** Leaves the card open. */
  void add(Card card) throws IOException {
    text.write(card);
  }

  /** Of all that was added; nothing may be added afterwards. */
  byte[] value() {
    return digest.digest();
  }
}
