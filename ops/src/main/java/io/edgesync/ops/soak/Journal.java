package io.edgesync.ops.soak;

import io.edgesync.cli.console.Failure;
import io.edgesync.cli.process.StockFossil;
import java.nio.file.Path;
import java.util.Locale;

/** The journal modes of SQLite in which stock Fossil and we can share a file. */
enum Journal {
  DELETE, WAL;

  /**
   * Gives a repository this mode. SQLite takes no notice of a mode that it cannot set, so the file is asked afterwards.
   *
   * @throws Failure when the file has another one then
   */
  void set(StockFossil fossil, Path file) throws InterruptedException {
    fossil.run("sql", "-R", file.toString(), "PRAGMA journal_mode=" + this);
    String mode = fossil.run("sql", "-R", file.toString(), "PRAGMA journal_mode").output().replace("'", "").strip();
    if (!mode.equals(toString())) {
      throw new Failure(file + ": expected the journal mode " + this + ", got " + mode);
    }
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
