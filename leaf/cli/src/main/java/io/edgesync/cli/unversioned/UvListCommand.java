package io.edgesync.cli.unversioned;

import com.grack.nanojson.JsonArray;
import com.grack.nanojson.JsonObject;
import io.edgesync.cli.console.Output;
import io.edgesync.cli.console.Terminal;
import io.edgesync.repository.unversioned.UnversionedFile;
import io.edgesync.repository.unversioned.UnversionedFiles;
import io.edgesync.xfer.artifact.Hash;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code edgesync uv list}. */
@Command(name = "list", sortOptions = false, description = "List unversioned files: hash, time (UTC), size, stored size, name.", footerHeading = "%nExamples:%n", footer = {
    "  edgesync uv list -R notes.fossil", "  edgesync uv list --glob '*.zip' --json"})
final class UvListCommand implements Callable<Integer> {

  private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss")
      .withZone(ZoneOffset.UTC);
  private static final int HASH_DIGITS = 12;

  private final Terminal terminal;

  @Mixin
  private final LocalFiles local = new LocalFiles();

  @Mixin
  private final Patterns patterns = new Patterns();

  @Option(names = {"-a", "--all"}, description = "Removed files, too.")
  private boolean withRemoved;

  @Mixin
  private final Output output = new Output();

  UvListCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    local.with(terminal, files -> {
      List<UnversionedFile> listed = patterns.areGiven()
          ? patterns.matching(files, withRemoved)
          : files.list(withRemoved);
      if (output.isJson()) {
        JsonArray all = new JsonArray();
        listed.forEach(file -> all.add(json(file)));
        Output.print(terminal, all);
      } else {
        listed.forEach(file -> Output.line(terminal, line(file, files)));
      }
    });
    return 0;
  }

  private static String line(UnversionedFile file, UnversionedFiles files) {
    Hash hash = file.hash();
    return String.format(Locale.ROOT, "%12s %s %8d %8d %s%s",
        hash == null ? "(deleted)" : hash.hex().substring(0, HASH_DIGITS), TIME.format(file.mtime()), file.sizeBytes(),
        files.storedBytes(file.name()), file.name(), hash == null || file.isHeld() ? "" : " (no content)");
  }

  private static JsonObject json(UnversionedFile file) {
    Hash hash = file.hash();
    return JsonObject.builder().value("name", file.name()).value("hash", hash == null ? null : hash.hex())
        .value("mtime", file.mtime().toString()).value("size", file.sizeBytes()).value("held", file.isHeld()).done();
  }
}
