package io.edgesync.sync.configuration;

import io.edgesync.repository.RepositoryException;
import io.edgesync.repository.configuration.Configuration;
import io.edgesync.repository.configuration.ConfigurationArea;
import io.edgesync.repository.configuration.ConfigurationEntry;
import io.edgesync.repository.configuration.ConfigurationGroup;
import io.edgesync.sync.send.Item;
import io.edgesync.sync.session.RoundTrip;
import io.edgesync.sync.session.ServerWords;
import io.edgesync.sync.session.SyncOutcome.Result;
import io.edgesync.xfer.card.Card;
import io.edgesync.xfer.card.ConfigCard;
import io.edgesync.xfer.card.ReqconfigCard;
import io.edgesync.xfer.content.Content;
import io.edgesync.xfer.round.TransportException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/**
 * Takes configuration from a server, sends it ours, or both, in one round. What comes is stored only when the whole reply was read without an error,
 * in one transaction. {@link #run} blocks until it is over. One thread, one use.
 */
public final class ConfigurationSession {

  private final Configuration configuration;
  private final RoundTrip rounds;
  private final ConfigurationRequest request;
  private final List<ConfigurationEntry> received = new ArrayList<>();
  private final ServerWords words = new ServerWords();
  private long receivedBytes;

  public ConfigurationSession(Configuration configuration, RoundTrip rounds, ConfigurationRequest request) {
    this.configuration = configuration;
    this.rounds = rounds;
    this.request = request;
  }

  /** @throws InterruptedException when interrupted: nothing is stored then */
  public ConfigurationOutcome run() throws InterruptedException {
    int sent = 0;
    int taken = 0;
    Result result;
    List<String> messages = words.messages();
    try {
      List<ConfigurationEntry> ours = configuration.rows(request.sent());
      rounds.ask(items(ours), this::read, words);
      sent = words.isOver() ? 0 : ours.size();
      taken = words.isOver() ? 0 : configuration.receive(received, request.asked(), request.isOverwriting());
      result = Objects.requireNonNullElseGet(words.end(), Result.Completed::new);
    } catch (TransportException e) {
      // Whose words they are, is not proven before the whole reply is here.
      messages = List.of();
      result = new Result.Failed(String.valueOf(e.getMessage()), e);
    } catch (RepositoryException e) {
      result = new Result.Failed(String.valueOf(e.getMessage()), e);
    }
    return new ConfigurationOutcome(result, received.size(), taken, sent, withheld(), messages);
  }

  /** No server says that it gives users to administrators only; those that never changed have no date, and are given to nobody. */
  private Set<ConfigurationGroup> withheld() {
    return request.asked().contains(ConfigurationGroup.USER)
        && received.stream().noneMatch(row -> row.area().equals("/user"))
            ? Set.of(ConfigurationGroup.USER)
            : Set.of();
  }

  private List<Item> items(List<ConfigurationEntry> ours) {
    List<Item> items = new ArrayList<>();
    Set<ConfigurationGroup> asked = request.asked();
    if (!asked.isEmpty()) {
      for (ConfigurationArea area : ConfigurationArea.covering(asked)) {
        items.add(new Item.One(new ReqconfigCard("/" + area.word())));
      }
    }
    for (ConfigurationEntry row : ours) {
      items.add(new Item.One(new ConfigCard(row.area(), Content.of(row.payload()))));
    }
    return items;
  }

  private void read(Card card) {
    try (Card open = card) {
      if (words.isOver()) {
        return;
      }
      if (!(open instanceof ConfigCard(String area, Content content))) {
        words.read(open);
      } else if (receivedBytes + ConfigurationEntry.OVERHEAD_BYTES + content.size() > Configuration.BYTES_MAX) {
        words.complain("expected at most " + Configuration.BYTES_MAX + " bytes of configuration; ask for single areas");
      } else {
        receivedBytes += ConfigurationEntry.OVERHEAD_BYTES + content.size();
        received.add(new ConfigurationEntry(area, content.toArray()));
      }
    }
  }
}
