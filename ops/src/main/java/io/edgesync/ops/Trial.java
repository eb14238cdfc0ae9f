package io.edgesync.ops;

import io.edgesync.cli.console.Output;
import io.edgesync.cli.console.Terminal;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** A command that tries something in a directory of its own, which goes when it ends well. Exit code 1 when it does not. */
public abstract class Trial implements Callable<Integer> {

  @Mixin
  private final Output output = new Output();
  @Option(names = "--keep", description = "Keep the directory that it works in.")
  private boolean keep;
  private final Terminal terminal;

  protected Trial(Terminal terminal) {
    this.terminal = terminal;
  }

  protected abstract Report run(Workbench bench) throws IOException, InterruptedException;

  /** A line for whoever watches. */
  protected final void progress(String line) {
    terminal.err().println(line);
  }

  @Override
  public final Integer call() throws IOException, InterruptedException {
    try (Workbench bench = Workbench.open("trial", terminal)) {
      bench.keep(true);
      Report report = run(bench);
      if (output.isJson()) {
        Output.print(terminal, report.json());
      } else {
        terminal.out().println(report.text());
      }
      bench.keep(!report.isSound() || keep);
      if (!report.isSound() || keep) {
        progress("what it worked on is in " + bench.directory());
      }
      return report.isSound() ? 0 : 1;
    }
  }
}
