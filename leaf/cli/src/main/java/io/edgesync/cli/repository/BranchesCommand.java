package io.edgesync.cli.repository;

import com.grack.nanojson.JsonArray;
import com.grack.nanojson.JsonObject;
import io.edgesync.cli.console.Output;
import io.edgesync.cli.console.RepositoryOption;
import io.edgesync.cli.console.Terminal;
import io.edgesync.repository.Repository;
import io.edgesync.repository.RepositoryOptions;
import io.edgesync.repository.tag.BranchInfo;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code edgesync branches}: the branches and their newest check-ins. */
@Command(name = "branches", sortOptions = false, description = "List the open branches, each with its newest check-in.", footerHeading = "%nExamples:%n", footer = {
    "  edgesync branches -R notes.fossil", "  edgesync branches --all --json"})
public final class BranchesCommand implements Callable<Integer> {

  private final Terminal terminal;

  @Mixin
  private final RepositoryOption repository = new RepositoryOption();

  @Option(names = "--all", description = "Closed ones too.")
  private boolean all;

  @Mixin
  private final Output output = new Output();

  public BranchesCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    List<BranchInfo> branches;
    try (Repository opened = Repository.open(repository.path(terminal), RepositoryOptions.standard())) {
      branches = opened.branches().list().stream().filter(branch -> all || !branch.isClosed()).toList();
    }
    if (output.isJson()) {
      JsonArray array = new JsonArray();
      branches.forEach(branch -> array.add(JsonObject.builder().value("name", branch.name())
          .value("checkin", branch.last().hex()).value("at", branch.at().toString()).value("closed", branch.isClosed())
          .value("private", branch.isPrivate()).value("checkins", branch.checkins()).done()));
      Output.print(terminal, array);
    } else {
      branches.forEach(branch -> Output.line(terminal, line(branch)));
    }
    return 0;
  }

  private static String line(BranchInfo branch) {
    return branch.last().hex().substring(0, TimelineCommand.SHORT) + "  " + TimelineCommand.MINUTE.format(branch.at())
        + "  " + branch.name() + (branch.isClosed() ? "  (closed)" : "") + (branch.isPrivate() ? "  (private)" : "");
  }
}
