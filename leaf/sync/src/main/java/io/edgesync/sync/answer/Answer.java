package io.edgesync.sync.answer;

import io.edgesync.sync.send.Outbox;
import io.edgesync.xfer.artifact.Hash;
import io.edgesync.xfer.round.CardSource;
import java.io.IOException;
import java.util.List;

/**
 * A reply, made while it is read; it may be read more than once and says the same each time.
 *
 * @param isClone the request was a clone of protocol 3 or above: over HTTP the reply travels uncompressed, whatever the request did
 * @param stored  public artifacts that the request brought and that became available; the listener has heard of them already
 * @param denial  the text of the {@code error} that the asker gets, empty where it gets none; for the log
 */
public record Answer(Outbox outbox, boolean isClone, List<Hash> stored, String denial) implements CardSource {

  public Answer {
    stored = List.copyOf(stored);
  }

  @Override
  public Cards open() throws IOException {
    return outbox.open();
  }
}
