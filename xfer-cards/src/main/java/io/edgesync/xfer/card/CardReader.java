package io.edgesync.xfer.card;

import io.edgesync.xfer.content.MemoryBudget;
import io.edgesync.xfer.round.CardSource;
import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/** Reads cards from the uncompressed text of a body, one at a time. */
public final class CardReader implements CardSource.Cards {

  public CardReader(InputStream in, CardLimits limits, MemoryBudget budget) {}

  @Override
  public @Nullable Card next() throws IOException, InterruptedException {
    throw new IllegalStateException();
  }

  @Override
  public void close() {}
}
