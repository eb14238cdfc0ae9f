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
import io.edgesync.repository.tag.Tagging;
import io.edgesync.repository.tag.Tags;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code edgesync tags}: the tags, or what bears one. */
@Command(name = "tags", sortOptions = false, description = "List the tags by which check-ins can be named, or the artifacts that bear one.", footerHeading = "%nExamples:%n", footer = {
    "  edgesync tags -R notes.fossil", "  edgesync tags release", "  edgesync tags --raw bgcolor --json"})
public final class TagsCommand implements Callable<Integer> {

  private static final String SYMBOLIC = "sym-";

  private final Terminal terminal;

  @Mixin
  private final RepositoryOption repository = new RepositoryOption();

  @Option(names = "--raw", description = "All sorts of tags, by the names that Fossil keeps.")
  private boolean isRaw;

  @Option(names = {"-n",
      "--limit"}, paramLabel = "N", defaultValue = "100", description = "How many artifacts at most. Default: ${DEFAULT-VALUE}.")
  private int limit = 100;

  @Parameters(paramLabel = "NAME", arity = "0..1", description = "A tag.")
  private @Nullable String name;

  @Mixin
  private final Output output = new Output();

  public TagsCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    try (Repository opened = Repository.open(repository.path(terminal), RepositoryOptions.standard())) {
      if (name == null) {
        names(opened.tags());
      } else {
        bearers(opened.tags(), name);
      }
    }
    return 0;
  }

  private void names(Tags tags) {
    List<String> names = isRaw
        ? tags.names()
        : tags.names().stream().filter(tag -> tag.startsWith(SYMBOLIC)).map(tag -> tag.substring(SYMBOLIC.length()))
            .toList();
    if (output.isJson()) {
      Output.print(terminal, names.stream().collect(Collectors.toCollection(JsonArray::new)));
    } else {
      names.forEach(tag -> Output.line(terminal, tag));
    }
  }

  private void bearers(Tags tags, String tag) {
    if (limit < 0) {
      throw new WrongUsage("tags: --limit " + limit + ": expected a number from 0 on");
    }
    List<Tagging> bearers = tags.bearers(isRaw ? tag : SYMBOLIC + tag, limit);
    if (bearers.isEmpty() && limit > 0) {
      throw new Failure(tag + ": nothing here bears a tag of that name; `edgesync tags` lists them");
    }
    if (output.isJson()) {
      JsonArray array = new JsonArray();
      bearers.forEach(bearer -> array.add(JsonObject.builder().value("artifact", bearer.artifact().hex())
          .value("value", bearer.tag().value()).value("propagates", bearer.tag().propagates())
          .value("inherited", bearer.tag().isInherited()).done()));
      Output.print(terminal, array);
    } else {
      bearers.forEach(bearer -> Output.line(terminal, bearer.artifact().hex()
          + (bearer.tag().value() == null ? "" : "  " + bearer.tag().value())
          + (bearer.tag().isInherited() ? "  (inherited)" : "")));
    }
  }
}
