package io.edgesync.sync.clone;

import io.edgesync.repository.configuration.ConfigurationEntry;
import io.edgesync.xfer.card.Card;
import io.edgesync.xfer.card.ConfigCard;
import io.edgesync.xfer.card.ErrorCard;
import io.edgesync.xfer.round.CardSink;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Reads the reply to a question for configuration; whatever else it holds is passed over. */
final class ConfigurationReply implements CardSink {

  private static final long WAITING_BYTES_MAX = 1 << 20;
  /** A project has two of them. */
  private static final int NAMES_MAX = 10;

  private final boolean isTrusted;
  private final Consumer<List<ConfigurationEntry>> taker;
  private final List<ConfigurationEntry> waiting = new ArrayList<>();
  private long waitingBytes;
  boolean isRefused;

  /**
   * @param isTrusted whether more than the project's name and description is taken
   * @param taker     takes some at a time
   */
  ConfigurationReply(boolean isTrusted, Consumer<List<ConfigurationEntry>> taker) {
    this.isTrusted = isTrusted;
    this.taker = taker;
  }

  @Override
  public void accept(Card card) {
    try (card) {
      isRefused |= card instanceof ErrorCard;
      if (card instanceof ConfigCard config && !isRefused) {
        ConfigurationEntry entry = new ConfigurationEntry(config.area(), config.content().toArray());
        if (isTrusted || (waiting.size() < NAMES_MAX && entry.namesProject())) {
          waiting.add(entry);
          waitingBytes += ConfigurationEntry.OVERHEAD_BYTES + entry.payload().length;
        }
        if (isTrusted && waitingBytes >= WAITING_BYTES_MAX) {
          store();
        }
      }
    }
  }

  /** Hands over what waits. */
  void store() {
    taker.accept(List.copyOf(waiting));
    waiting.clear();
    waitingBytes = 0;
  }
}
