package io.edgesync.sync.answer;

import io.edgesync.sync.rights.SealedCards;
import io.edgesync.sync.send.Outbox;
import io.edgesync.xfer.artifact.Hash;
import io.edgesync.xfer.round.CardSource;
import io.edgesync.xfer.round.Principal;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A reply, made while it is read; it may be read more than once and says the same each time.
 *
 * @param isClone the request was a clone of protocol 3 or above: over HTTP the reply travels uncompressed, whatever the request did
 * @param stored  public artifacts that the request brought and that became available; the listener has heard of them already
 * @param denial  the text of the {@code error} that the asker gets, empty where it gets none; for the log
 * @param seal    vouches for it behind its last card; null where the asker did not ask for that
 */
public record Answer(Outbox outbox, boolean isClone, List<Hash> stored, String denial,
    Principal.@Nullable BodyProver seal) implements CardSource {

  public Answer {
    stored = List.copyOf(stored);
  }

  @Override
  public Cards open() throws IOException {
    return seal == null ? outbox.open() : new SealedCards(outbox.open(), seal);
  }
}
