package io.edgesync.cli.configuration;

import io.edgesync.cli.console.Failure;
import io.edgesync.cli.console.RepositoryOption;
import io.edgesync.cli.console.Terminal;
import io.edgesync.repository.Repository;
import io.edgesync.repository.RepositoryOptions;
import io.edgesync.repository.configuration.Configuration;
import io.edgesync.repository.configuration.ConfigurationEntry;
import io.edgesync.repository.configuration.ConfigurationGroup;
import io.edgesync.xfer.card.Card;
import io.edgesync.xfer.card.CardLimits;
import io.edgesync.xfer.card.CardReader;
import io.edgesync.xfer.card.ConfigCard;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** A file of {@code config} cards, as {@code export} writes it, on its way into a repository. */
final class ConfigurationFile {

  @Mixin
  private final RepositoryOption repository = new RepositoryOption();

  @Parameters(index = "0", paramLabel = "FILE", description = "A file that `edgesync config export` or `fossil configuration export` wrote.")
  private @Nullable Path file;

  int into(Terminal terminal, boolean isOverwriting) throws InterruptedException {
    RepositoryOptions options = RepositoryOptions.standard();
    List<ConfigurationEntry> rows = read(terminal.resolve(Objects.requireNonNull(file)), options);
    int taken;
    try (Repository opened = Repository.open(repository.path(terminal), options)) {
      taken = opened.configuration().receive(rows, ConfigurationGroup.all(), isOverwriting);
    }
    terminal.out().println("read " + rows.size() + " rows, took " + taken + " of them");
    return 0;
  }

  private static List<ConfigurationEntry> read(Path file, RepositoryOptions options) throws InterruptedException {
    List<ConfigurationEntry> rows = new ArrayList<>();
    try {
      if (Files.size(file) > Configuration.BYTES_MAX) {
        throw new Failure(file + ": larger than " + Configuration.BYTES_MAX + " bytes, the limit of configuration");
      }
      try (CardReader cards = new CardReader(new BufferedInputStream(Files.newInputStream(file)), CardLimits.DEFAULT,
          options.budget())) {
        for (Card card = cards.next(); card != null; card = cards.next()) {
          try (Card open = card) {
            if (open instanceof ConfigCard config) {
              rows.add(new ConfigurationEntry(config.area(), config.content().toArray()));
            }
          }
        }
      }
    } catch (IOException e) {
      throw Failure.of(file + ": cannot be read as configuration", e);
    }
    if (rows.isEmpty()) {
      throw new Failure(file + ": holds no configuration, expected a file that `edgesync config export` wrote");
    }
    return rows;
  }
}
