package io.edgesync.cli.repository;

import com.grack.nanojson.JsonArray;
import com.grack.nanojson.JsonObject;
import io.edgesync.cli.console.Output;
import io.edgesync.cli.console.RepositoryOption;
import io.edgesync.cli.console.Terminal;
import io.edgesync.repository.Repository;
import io.edgesync.repository.RepositoryOptions;
import io.edgesync.repository.structure.TextBytes;
import io.edgesync.repository.timeline.Entry;
import io.edgesync.repository.timeline.TimelineFilter;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code edgesync timeline}: the newest events. */
@Command(name = "timeline", sortOptions = false, description = "Print the newest check-ins, newest first.", footerHeading = "%nExamples:%n", footer = {
    "  edgesync timeline -R notes.fossil -n 5", "  edgesync timeline --branch release --json"})
public final class TimelineCommand implements Callable<Integer> {

  private static final DateTimeFormatter MINUTE = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm")
      .withZone(ZoneOffset.UTC);
  private static final int SHORT = 10;

  private final Terminal terminal;

  @Mixin
  private final RepositoryOption repository = new RepositoryOption();

  @Option(names = {"-n",
      "--limit"}, paramLabel = "N", defaultValue = "20", description = "How many. Default: ${DEFAULT-VALUE}.")
  private int limit = 20;

  @Option(names = "--branch", paramLabel = "B", description = "Only check-ins of this branch.")
  private @Nullable String branch;

  @Option(names = "--all", description = "Other events too: wiki, tickets, technotes, forum, control artifacts.")
  private boolean all;

  @Mixin
  private final Output output = new Output();

  public TimelineCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    TimelineFilter filter = branch != null
        ? TimelineFilter.branch(branch)
        : all ? TimelineFilter.ALL : TimelineFilter.CHECKINS;
    List<Entry> entries;
    try (Repository opened = Repository.open(repository.path(terminal), RepositoryOptions.standard())) {
      entries = opened.timeline().newest(limit, filter);
    }
    if (output.isJson()) {
      JsonArray array = new JsonArray();
      entries.forEach(entry -> array.add(json(entry)));
      Output.print(terminal, array);
    } else {
      entries.forEach(entry -> terminal.out().println(TextBytes.printable(line(entry))));
    }
    return 0;
  }

  private static String line(Entry entry) {
    String user = entry.user().isEmpty() ? "?" : entry.user();
    return entry.artifact().hex().substring(0, SHORT) + "  " + MINUTE.format(entry.at()) + "  " + user + "  "
        + entry.comment().strip().replaceAll("\\s+", " ") + (entry.branch() == null ? "" : "  [" + entry.branch() + "]")
        + (entry.isLeaf() ? " *LEAF*" : "");
  }

  private static JsonObject json(Entry entry) {
    return JsonObject.builder().value("artifact", entry.artifact().hex()).value("type", entry.type())
        .value("at", entry.at().toString()).value("user", entry.user()).value("comment", entry.comment())
        .value("branch", entry.branch()).value("leaf", entry.isLeaf()).done();
  }
}
