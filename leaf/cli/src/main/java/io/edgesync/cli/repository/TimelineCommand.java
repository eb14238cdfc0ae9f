package io.edgesync.cli.repository;

import com.grack.nanojson.JsonArray;
import com.grack.nanojson.JsonObject;
import io.edgesync.cli.console.Failure;
import io.edgesync.cli.console.Output;
import io.edgesync.cli.console.RepositoryOption;
import io.edgesync.cli.console.Terminal;
import io.edgesync.cli.console.WrongUsage;
import io.edgesync.repository.Repository;
import io.edgesync.repository.RepositoryOptions;
import io.edgesync.repository.timeline.Entry;
import io.edgesync.repository.timeline.Timeline;
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
    "  edgesync timeline -R notes.fossil -n 5", "  edgesync timeline --branch release --json",
    "  edgesync timeline --path src/main.c --user alice --before 2024-03-01"})
public final class TimelineCommand implements Callable<Integer> {

  static final DateTimeFormatter MINUTE = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm")
      .withZone(ZoneOffset.UTC);
  static final int SHORT = 10;

  private final Terminal terminal;

  @Mixin
  private final RepositoryOption repository = new RepositoryOption();

  @Option(names = {"-n",
      "--limit"}, paramLabel = "N", defaultValue = "20", description = "How many. Default: ${DEFAULT-VALUE}.")
  private int limit = 20;

  @Option(names = "--branch", paramLabel = "B", description = "Only check-ins of this branch.")
  private @Nullable String branch;

  @Option(names = "--user", paramLabel = "LOGIN", description = "Only what this user did.")
  private @Nullable String user;

  @Option(names = "--path", paramLabel = "PATH", description = "Only check-ins that changed this file, or one below this directory.")
  private @Nullable String path;

  @Option(names = "--after", paramLabel = "DATE", description = "Only from this date on: 2024-03-01, 2024-03-01T11:30; UTC.")
  private @Nullable String after;

  @Option(names = "--before", paramLabel = "DATE", description = "Only up to this date, the day included.")
  private @Nullable String before;

  @Option(names = "--all", description = "Other events too: wiki, tickets, technotes, forum, control artifacts. Not with --branch or --path.")
  private boolean all;

  @Mixin
  private final Output output = new Output();

  public TimelineCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    if (limit < 0) {
      throw new WrongUsage("timeline: --limit " + limit + ": expected a number from 0 on");
    }
    if (all && (branch != null || path != null)) {
      throw new WrongUsage(
          "timeline: --all with --branch or --path: only check-ins are on branches and change files; leave one out");
    }
    TimelineFilter filter = filter();
    List<Entry> entries;
    try (Repository opened = Repository.open(repository.path(terminal), RepositoryOptions.standard())) {
      entries = opened.timeline().newest(limit, filter);
      if (entries.isEmpty()) {
        requireKnown(opened.timeline());
      }
    }
    if (output.isJson()) {
      JsonArray array = new JsonArray();
      entries.forEach(entry -> array.add(json(entry)));
      Output.print(terminal, array);
    } else {
      entries.forEach(entry -> Output.line(terminal, line(entry)));
    }
    return 0;
  }

  private TimelineFilter filter() {
    TimelineFilter filter = (all ? TimelineFilter.ALL : TimelineFilter.CHECKINS)
        .onBranch(branch).user(user).path(path == null ? null : path.replaceAll("/+$", ""));
    return filter
        .after(after == null ? null : DateOption.parse("--after", after, false))
        .before(before == null ? null : DateOption.parse("--before", before, true));
  }

  /** Nothing that matches is an answer, but a name that means nothing is a mistake. */
  private void requireKnown(Timeline timeline) {
    // Says so where the timeline has lost its check-ins.
    timeline.resolveCheckin("tip");
    if (branch != null && !timeline.hasBranch(branch)) {
      throw new Failure(branch + ": no branch of that name here; `edgesync branches` lists them");
    }
    if (path != null && timeline.newest(1, TimelineFilter.CHECKINS.path(path.replaceAll("/+$", ""))).isEmpty()) {
      throw new Failure(path + ": no check-in has changed a file of that name; `edgesync ls` lists the files");
    }
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
