package io.edgesync.xfer.card;

import java.io.IOException;
import java.io.OutputStream;

/** Writes cards as the uncompressed text of a body. Does not close its stream. */
public final class CardWriter {

  public CardWriter(OutputStream out) {}

  public void write(Card card) throws IOException {
    throw new IllegalStateException();
  }

  public long bytesWritten() {
    throw new IllegalStateException();
  }
}
