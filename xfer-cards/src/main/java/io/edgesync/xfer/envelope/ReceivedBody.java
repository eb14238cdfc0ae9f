package io.edgesync.xfer.envelope;

import io.edgesync.xfer.card.CardLimits;
import io.edgesync.xfer.card.CardReader;
import io.edgesync.xfer.card.LoginCard;
import io.edgesync.xfer.content.MemoryBudget;
import io.edgesync.xfer.round.CardSource;
import org.jspecify.annotations.Nullable;

/**
 * A whole body as the answering side has it: spooled, decompressed, its nonce checked, no card read yet.
 *
 * <p>Only a login in the first line, or in the cookie, or the proof of a node in the first line or behind the login, is taken off. A login card anywhere else, a second one too, comes as a
 * card: its signature covers less than what it wants to vouch for, and the answering side refuses it.
 */
public final class ReceivedBody implements AutoCloseable {

  private final BodyText text;
  private final long cardsFrom;
  private final @Nullable LoginCard login;
  private final boolean nonceMatches;
  private final @Nullable BodyProof proof;
  private final CardLimits limits;
  private final MemoryBudget budget;

  ReceivedBody(BodyText text, long cardsFrom, @Nullable LoginCard login, boolean nonceMatches,
      @Nullable BodyProof proof, CardLimits limits, MemoryBudget budget) {
    this.text = text;
    this.cardsFrom = cardsFrom;
    this.login = login;
    this.nonceMatches = nonceMatches;
    this.proof = proof;
    this.limits = limits;
    this.budget = budget;
  }

  /** The cards after the login or proof; may be opened more than once, until this body is closed. */
  public CardSource cards() {
    long certain = text instanceof PackedText ? -1 : text.size() - cardsFrom;
    return () -> new CardReader(text.open(cardsFrom), limits, budget, certain);
  }

  /** The login card that came first in the body or in the cookie; its signature is not checked yet. */
  public @Nullable LoginCard login() {
    return login;
  }

  /** Whether the login's nonce is the hash of this body; false where there is no login. */
  public boolean nonceMatches() {
    return nonceMatches;
  }

  /** What one of our nodes says in front of the cards to vouch for them; nothing of it is checked yet. */
  public @Nullable BodyProof proof() {
    return proof;
  }

  /** Bytes of the uncompressed text, as far as they are known before it is read. */
  public long textBytes() {
    return text.size();
  }

  /** Frees the spooled text. */
  @Override
  public void close() {
    text.close();
  }
}
