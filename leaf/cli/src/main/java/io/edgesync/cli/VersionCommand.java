package io.edgesync.cli;

import com.grack.nanojson.JsonObject;
import io.edgesync.cli.console.Output;
import io.edgesync.cli.console.Terminal;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Mixin;

/** {@code edgesync version}. */
@Command(name = "version", description = "Print version, commit and Java.", footerHeading = "%nExamples:%n", footer = {
    "  edgesync version", "  edgesync version --json"})
final class VersionCommand implements Callable<Integer> {

  private final Terminal terminal;

  @Mixin
  private final Output output = new Output();

  VersionCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    BuildInfo build = BuildInfo.ofThisBuild();
    if (output.isJson()) {
      Output.print(terminal, JsonObject.builder().value("version", build.version()).value("commit", build.commit())
          .value("java", Runtime.version().toString()).value("javaVendor", System.getProperty("java.vendor")).done());
    } else {
      terminal.out().println(line(build));
    }
    return Main.DONE;
  }

  private static String line(BuildInfo build) {
    return "edgesync " + build.version() + " (commit " + build.commit() + ", Java " + Runtime.version() + ", "
        + System.getProperty("java.vendor") + ")";
  }

  /** The same line for {@code --version}. */
  static final class Provider implements IVersionProvider {
    @Override
    public String[] getVersion() {
      return new String[]{line(BuildInfo.ofThisBuild())};
    }
  }
}
