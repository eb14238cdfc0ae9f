package io.edgesync.repository.rebuild;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;

/** Rebuilds the repository named by its argument, as a program, so that a test can give it a heap of its own. */
final class RebuildProgram {

  private RebuildProgram() {}

  public static void main(String[] arguments) throws Exception {
    RebuildOptions options = RebuildOptions.defaults(RebuildProgress.SILENT);
    RebuildOptions twoWorkers = new RebuildOptions(2, options.bytesInFlightMax(), options.expandedBytesMax(),
        options.hashers(),
        options.clock(), null, options.progress());
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + Path.of(arguments[0]));
        Statement statement = connection.createStatement()) {
      statement.execute("PRAGMA cache_size=-32000");
      statement.execute("BEGIN EXCLUSIVE");
      long began = System.nanoTime();
      RebuildReport report = Rebuild.run(connection, twoWorkers);
      statement.execute("COMMIT");
      System.out.println(report + " in " + (System.nanoTime() - began) / 1_000_000 + " ms");
    }
  }
}
