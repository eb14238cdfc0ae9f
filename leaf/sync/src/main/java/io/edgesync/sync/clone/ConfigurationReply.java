package io.edgesync.sync.clone;

import io.edgesync.repository.configuration.ConfigurationEntry;
import io.edgesync.sync.PeerText;
import io.edgesync.xfer.card.Card;
import io.edgesync.xfer.card.ConfigCard;
import io.edgesync.xfer.card.ErrorCard;
import io.edgesync.xfer.round.CardSink;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads the reply to a question for configuration; whatever else it holds is passed over. */
final class ConfigurationReply implements CardSink {

  /** Of what the node gives whose configuration is taken. */
  private static final long BYTES_MAX = 32 << 20;
  /** Of what others give: a project has one name and one description. */
  private static final int NAMES_MAX = 10;

  private final boolean isTrusted;
  final List<ConfigurationEntry> entries = new ArrayList<>();
  private long bytes;
  /** What was said instead, or null. */
  @Nullable
  String refusal;

  /** @param isTrusted whether more than the project's name and description is taken */
  ConfigurationReply(boolean isTrusted) {
    this.isTrusted = isTrusted;
  }

  @Override
  public void accept(Card card) throws IOException {
    try (card) {
      if (card instanceof ErrorCard(String text)) {
        refusal = PeerText.refusal(text);
      }
      if (card instanceof ConfigCard config && refusal == null) {
        take(new ConfigurationEntry(config.area(), config.content().toArray()));
      }
    }
  }

  private void take(ConfigurationEntry entry) throws IOException {
    if (!isTrusted && (!entry.namesProject() || entries.size() == NAMES_MAX)) {
      return;
    }
    bytes += ConfigurationEntry.OVERHEAD_BYTES + entry.payload().length;
    if (bytes > BYTES_MAX) {
      throw new IOException("configuration: more than the limit of " + BYTES_MAX + " bytes came");
    }
    entries.add(entry);
  }
}
