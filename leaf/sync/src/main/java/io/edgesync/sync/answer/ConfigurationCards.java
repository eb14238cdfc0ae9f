package io.edgesync.sync.answer;

import io.edgesync.repository.configuration.Configuration;
import io.edgesync.repository.configuration.ConfigurationArea;
import io.edgesync.repository.configuration.ConfigurationEntry;
import io.edgesync.repository.configuration.ConfigurationGroup;
import io.edgesync.sync.send.Item;
import io.edgesync.xfer.card.ConfigCard;
import io.edgesync.xfer.card.MessageCard;
import io.edgesync.xfer.card.OversizeCard;
import io.edgesync.xfer.card.ReqconfigCard;
import io.edgesync.xfer.content.Content;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The cards of one request about configuration. Who may read gets what was asked for, users and subscribers only as an administrator, concealed
 * addresses only with {@code e}; only an administrator's rows are taken. Source: {@code src/configure.c}, {@code src/xfer.c}.
 */
final class ConfigurationCards {

  /** Bytes of rows that wait for a transaction. */
  private static final long WAITING_BYTES_MAX = 1 << 20;

  private final @Nullable Configuration configuration;
  private final RequestState state;
  private final Set<ConfigurationGroup> given = ConfigurationGroup.none();
  private final List<ConfigurationEntry> waiting = new ArrayList<>();
  private long waitingBytes;

  ConfigurationCards(@Nullable Configuration configuration, RequestState state) {
    this.configuration = configuration;
    this.state = state;
  }

  void reqconfig(ReqconfigCard card) {
    if (configuration == null || !state.rights.read() || !card.area().startsWith("/")) {
      return;
    }
    Set<ConfigurationGroup> groups = ConfigurationArea.named(card.area().substring(1))
        .map(ConfigurationArea::groups).orElseGet(ConfigurationGroup::none);
    if (!state.rights.admin()) {
      groups.remove(ConfigurationGroup.USER);
      groups.remove(ConfigurationGroup.SUBSCRIBER);
    }
    if (!state.rights.may('e')) {
      groups.remove(ConfigurationGroup.ADDRESS);
    }
    // Once each: nobody needs it twice, and a thousand short cards would be a thousand times the configuration.
    groups.removeAll(given);
    if (groups.isEmpty()) {
      return;
    }
    given.addAll(groups);
    for (ConfigurationEntry row : configuration.rows(groups)) {
      state.said.add(new Item.One(new ConfigCard(row.area(), Content.of(row.payload()))));
    }
  }

  void config(ConfigCard card) {
    if (!state.rights.admin()) {
      state.fatal("not authorized to push configuration");
    } else if (configuration == null) {
      state.fatal("configuration push is not supported by this server");
    } else {
      waiting.add(new ConfigurationEntry(card.area(), card.content().toArray()));
      waitingBytes += ConfigurationEntry.OVERHEAD_BYTES + card.content().size();
      if (waitingBytes >= WAITING_BYTES_MAX) {
        store();
      }
    }
  }

  /** A {@code config} whose payload is larger than what is read here. */
  void oversize(OversizeCard card) {
    if (!state.rights.admin()) {
      state.fatal("not authorized to push configuration");
    } else {
      state.said.notice(new MessageCard("config " + card.name() + ": " + card.payloadBytes()
          + " bytes exceed the limit of " + card.limitBytes() + " bytes"));
    }
  }

  /** Stores what waits. */
  void store() {
    if (configuration != null && !state.isRepeated) {
      configuration.receive(waiting, ConfigurationGroup.all(), false);
    }
    waiting.clear();
    waitingBytes = 0;
  }
}
