package io.edgesync.cli.console;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Locale;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.jspecify.annotations.Nullable;

/**
 * How far a long command is, on standard error: a bar where a person watches, a line every few seconds in a log.
 *
 * <p>Thread-safe: the work may report from its own threads.
 */
public final class Progress implements AutoCloseable {

  private static final Duration PACE = Duration.ofSeconds(3);

  private final Terminal terminal;
  private final InstantSource clock;
  private final boolean isSilent;
  private @Nullable ProgressBar bar;
  private String stage = "";
  private Instant spokeLast;

  private Progress(Terminal terminal, InstantSource clock, boolean isSilent) {
    this.terminal = terminal;
    this.clock = clock;
    this.isSilent = isSilent;
    this.spokeLast = clock.instant();
  }

  public static Progress on(Terminal terminal, InstantSource clock) {
    return new Progress(terminal, clock, false);
  }

  /** Tells nothing. */
  public static Progress silent(Terminal terminal) {
    return new Progress(terminal, InstantSource.system(), true);
  }

  /**
   * @param what  the stage, in a few words; a new one starts a new bar
   * @param done  steps done
   * @param total steps in all; 0 or less where nobody knows
   */
  public synchronized void at(String what, long done, long total) {
    if (isSilent) {
      return;
    }
    if (terminal.errIsTerminal()) {
      draw(what, done, total);
      return;
    }
    Instant now = clock.instant();
    if (Duration.between(spokeLast, now).compareTo(PACE) >= 0) {
      spokeLast = now;
      terminal.err().println(line(what, done, total));
    }
  }

  private static String line(String what, long done, long total) {
    return total > 0
        ? String.format(Locale.ROOT, "%s: %,d of %,d (%d %%)", what, done, total, done * 100 / total)
        : String.format(Locale.ROOT, "%s: %,d", what, done);
  }

  private void draw(String what, long done, long total) {
    if (bar == null || !what.equals(stage)) {
      endBar();
      stage = what;
      bar = new ProgressBarBuilder().setTaskName(what).setInitialMax(total > 0 ? total : -1)
          .setStyle(ProgressBarStyle.ASCII).setUpdateIntervalMillis(200).clearDisplayOnFinish()
          .setConsumer(new ConsoleProgressBarConsumer(terminal.err(), 79)).build();
    }
    if (total > 0) {
      bar.maxHint(total);
    }
    bar.stepTo(done);
  }

  /** Takes the bar away, so that a result can be printed. */
  public synchronized void done() {
    endBar();
  }

  private void endBar() {
    if (bar != null) {
      bar.close();
      bar = null;
    }
  }

  /** Takes the bar away; waits for its last drawing. */
  @Override
  public synchronized void close() {
    endBar();
  }
}
