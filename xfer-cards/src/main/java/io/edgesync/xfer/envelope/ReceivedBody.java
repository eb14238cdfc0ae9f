package io.edgesync.xfer.envelope;

import io.edgesync.xfer.card.LoginCard;
import io.edgesync.xfer.round.CardSource;
import org.jspecify.annotations.Nullable;

/** A whole body as the answering side has it: spooled, decompressed, its nonce checked, no card read yet. */
public final class ReceivedBody implements AutoCloseable {

  /** The cards after the login; may be opened more than once, until this body is closed. */
  public CardSource cards() {
    throw new IllegalStateException();
  }

  /** The login card that came first in the body or in the cookie; its signature is not checked yet. */
  public @Nullable LoginCard login() {
    throw new IllegalStateException();
  }

  /** Whether the login's nonce is the hash of this body; false where there is no login. */
  public boolean nonceMatches() {
    throw new IllegalStateException();
  }

  /** Bytes of the uncompressed text. */
  public long textBytes() {
    throw new IllegalStateException();
  }

  @Override
  public void close() {}
}
