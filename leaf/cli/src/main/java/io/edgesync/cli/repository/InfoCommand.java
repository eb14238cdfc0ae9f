package io.edgesync.cli.repository;

import com.grack.nanojson.JsonArray;
import com.grack.nanojson.JsonObject;
import io.edgesync.cli.console.Failure;
import io.edgesync.cli.console.Output;
import io.edgesync.cli.console.RepositoryOption;
import io.edgesync.cli.console.Terminal;
import io.edgesync.repository.Repository;
import io.edgesync.repository.RepositoryOptions;
import io.edgesync.repository.timeline.ChangedFile;
import io.edgesync.repository.timeline.CheckinInfo;
import io.edgesync.xfer.artifact.Hash;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code edgesync info}: what is known of a check-in. */
@Command(name = "info", sortOptions = false, description = "Print what is known of a check-in: its relatives, branch, tags, and the files that it changed.", footerHeading = "%nExamples:%n", footer = {
    "  edgesync info -R notes.fossil", "  edgesync info release", "  edgesync info 3a7f29c1d0 --json"})
public final class InfoCommand implements Callable<Integer> {

  private final Terminal terminal;

  @Mixin
  private final RepositoryOption repository = new RepositoryOption();

  @Parameters(paramLabel = "NAME", arity = "0..1", defaultValue = "tip", description = "A check-in: tip, a branch or tag, a hash or its beginning, a date. Default: ${DEFAULT-VALUE}.")
  private String name = "tip";

  @Mixin
  private final Output output = new Output();

  public InfoCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    CheckinInfo info;
    List<ChangedFile> changes;
    try (Repository opened = Repository.open(repository.path(terminal), RepositoryOptions.standard())) {
      Hash hash = CheckinOption.resolve(opened.timeline(), name);
      info = opened.timeline().checkin(hash).orElseThrow(() -> new Failure(hash + ": is not a check-in"));
      changes = opened.timeline().changes(hash);
    }
    if (output.isJson()) {
      Output.print(terminal, json(info, changes));
    } else {
      print(info, changes);
    }
    return 0;
  }

  private void print(CheckinInfo info, List<ChangedFile> changes) {
    line("checkin", info.hash().hex());
    line("date", info.at().toString());
    line("user", info.user());
    line("branch", info.branch());
    line("tags", String.join(", ", info.tags()));
    line("state", state(info));
    for (int i = 0; i < info.parents().size(); i++) {
      line(i == 0 ? "parent" : "merged", info.parents().get(i).hex());
    }
    info.picks().forEach(pick -> line(pick.isBackout() ? "backed out" : "picked", pick.checkin().hex()));
    info.children().forEach(
        child -> line(info.mergedInto().contains(child) ? "merged into" : "child", child.hex()));
    line("comment", info.comment().strip());
    if (!info.original().comment().equals(info.comment())) {
      line("originally", info.original().comment().strip());
    }
    for (ChangedFile change : changes) {
      String from = change.oldPath() == null ? "" : change.oldPath() + " -> ";
      line(change.kind().name().toLowerCase(Locale.ROOT), from + change.path());
    }
  }

  private static String state(CheckinInfo info) {
    return (info.isLeaf() ? "leaf, " : "") + (info.isClosed() ? "closed" : "open") + (info.isHidden() ? ", hidden" : "")
        + (info.isPrivate() ? ", private" : "");
  }

  private void line(String title, String value) {
    String name = title;
    for (String line : value.lines().toList()) {
      Output.line(terminal, String.format(Locale.ROOT, "%-12s %s", name, line));
      name = "";
    }
  }

  private static JsonObject json(CheckinInfo info, List<ChangedFile> changes) {
    JsonArray tags = new JsonArray();
    info.allTags().forEach(tag -> tags.add(JsonObject.builder().value("name", tag.name()).value("value", tag.value())
        .value("propagates", tag.propagates()).value("inherited", tag.isInherited()).done()));
    JsonArray files = new JsonArray();
    changes.forEach(change -> files.add(JsonObject.builder().value("path", change.path())
        .value("change", change.kind().name().toLowerCase(Locale.ROOT)).value("from", change.oldPath())
        .value("before", hex(change.before())).value("after", hex(change.after())).done()));
    return JsonObject.builder().value("checkin", info.hash().hex()).value("at", info.at().toString())
        .value("user", info.user()).value("comment", info.comment())
        .object("original").value("at", info.original().at().toString()).value("user", info.original().user())
        .value("comment", info.original().comment()).end()
        .value("branch", info.branch()).value("parents", hexes(info.parents()))
        .value("children", hexes(info.children()))
        .value("mergedInto", hexes(info.mergedInto()))
        .value("picked",
            hexes(info.picks().stream().filter(pick -> !pick.isBackout()).map(CheckinInfo.Pick::checkin).toList()))
        .value("backedOut",
            hexes(info.picks().stream().filter(CheckinInfo.Pick::isBackout).map(CheckinInfo.Pick::checkin).toList()))
        .value("tags", tags).value("leaf", info.isLeaf()).value("closed", info.isClosed())
        .value("hidden", info.isHidden()).value("private", info.isPrivate()).value("files", files).done();
  }

  private static @Nullable String hex(@Nullable Hash hash) {
    return hash == null ? null : hash.hex();
  }

  private static JsonArray hexes(List<Hash> hashes) {
    return hashes.stream().map(Hash::hex).collect(Collectors.toCollection(JsonArray::new));
  }
}
