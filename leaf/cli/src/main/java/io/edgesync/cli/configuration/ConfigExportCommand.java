package io.edgesync.cli.configuration;

import io.edgesync.cli.console.Failure;
import io.edgesync.cli.console.RepositoryOption;
import io.edgesync.cli.console.Terminal;
import io.edgesync.repository.Repository;
import io.edgesync.repository.RepositoryOptions;
import io.edgesync.repository.configuration.ConfigurationArea;
import io.edgesync.repository.configuration.ConfigurationEntry;
import io.edgesync.xfer.card.CardWriter;
import io.edgesync.xfer.card.CommentCard;
import io.edgesync.xfer.card.ConfigCard;
import io.edgesync.xfer.content.Content;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code edgesync config export}. */
@Command(name = "export", sortOptions = false, description = "Write configuration into a file, for import or merge here or by Fossil.", footerHeading = "%nExamples:%n", footer = "  edgesync config export all configuration.txt -R notes.fossil")
final class ConfigExportCommand implements Callable<Integer> {

  private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss")
      .withZone(ZoneOffset.UTC);

  private final Terminal terminal;

  @Mixin
  private final RepositoryOption repository = new RepositoryOption();

  @Parameters(index = "0", paramLabel = "AREA", converter = AreaArgument.class, description = "all, alias, css, email, interwiki, project, shun, skin, subscriber, ticket, user or xfer")
  private @Nullable ConfigurationArea area;

  @Parameters(index = "1", paramLabel = "FILE", description = "The file to write; one that is there is replaced.")
  private @Nullable Path file;

  ConfigExportCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    ConfigurationArea wanted = Objects.requireNonNull(area);
    Path source = repository.path(terminal);
    List<ConfigurationEntry> rows;
    try (Repository opened = Repository.open(source, RepositoryOptions.standard())) {
      rows = opened.configuration().rows(wanted.groups());
    }
    Path target = terminal.resolve(Objects.requireNonNull(file));
    try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(target))) {
      CardWriter cards = new CardWriter(out);
      cards.write(new CommentCard(" The \"" + wanted.word() + "\" configuration exported from"));
      cards.write(new CommentCard(" repository \"" + source.toString().replace('\n', ' ') + "\""));
      cards.write(new CommentCard(" on " + TIME.format(Instant.now())));
      for (ConfigurationEntry row : rows) {
        cards.write(new ConfigCard(row.area(), Content.of(row.payload())));
      }
    } catch (IOException e) {
      throw Failure.of(target + ": cannot be written", e);
    }
    terminal.out().println("exported " + rows.size() + " rows to " + target);
    return 0;
  }
}
