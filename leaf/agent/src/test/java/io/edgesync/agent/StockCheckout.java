package io.edgesync.agent;

import io.edgesync.xfer.testing.FossilProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A repository made by stock Fossil, and a folder in which stock Fossil commits into it. */
final class StockCheckout {

  private final FossilProcess fossil;
  private final Path repository;
  private final Path folder;

  private StockCheckout(FossilProcess fossil, Path repository, Path folder) {
    this.fossil = fossil;
    this.repository = repository;
    this.folder = folder;
  }

  /** A new project. */
  static StockCheckout init(FossilProcess fossil, Path directory, String name) throws IOException {
    return of(fossil, fossil.init(directory.resolve(name + ".fossil"), "secret"), directory, name);
  }

  /** Opens an existing repository in a folder of its own. */
  static StockCheckout of(FossilProcess fossil, Path repository, Path directory, String name) throws IOException {
    Path folder = Files.createDirectories(directory.resolve(name + "-work"));
    fossil.ok(folder, "open", repository.toString());
    fossil.ok(folder, "settings", "autosync", "off");
    return new StockCheckout(fossil, repository, folder);
  }

  Path repository() {
    return repository;
  }

  /** A clone of the project as it is now, without a checkout. */
  Path cloneTo(Path file) {
    fossil.ok(folder, "clone", repository.toString(), file.toString());
    return file;
  }

  /** Commits one file; gives the hash of the check-in. */
  String commit(String name, byte[] content) throws IOException {
    Files.write(folder.resolve(name), content);
    fossil.ok(folder, "add", name, "--force");
    fossil.ok(folder, "commit", "-m", "change " + name, "--no-warnings", "--user-override", FossilProcess.USER);
    return tip(repository);
  }

  /** Tries to commit one file beside other writers. */
  FossilProcess.Outcome tryCommit(String name, String content) throws IOException {
    Files.writeString(folder.resolve(name), content);
    fossil.run(folder, "add", name, "--force");
    return fossil.run(folder, "commit", "-m", "change " + name, "--no-warnings", "--allow-fork", "--user-override",
        FossilProcess.USER);
  }

  String tip(Path file) {
    return sql(file,
        "SELECT uuid FROM blob JOIN event ON objid=rid WHERE type='ci' ORDER BY mtime DESC, rid DESC LIMIT 1");
  }

  /** Every artifact held, by name, one a line. */
  String names(Path file) {
    return sql(file, "SELECT uuid FROM blob WHERE size>=0 ORDER BY uuid");
  }

  boolean holds(Path file, String hash) {
    return sql(file, "SELECT count(*) FROM event JOIN blob ON objid=rid WHERE uuid='" + hash + "'").equals("1");
  }

  /** Changes the repository past everything that Fossil does by itself. */
  void write(String statement) {
    fossil.ok(folder, "sql", "-R", repository.toString(), statement);
  }

  String sql(Path file, String statement) {
    FossilProcess.Outcome outcome = fossil.run(folder, List.of("sql", "-R", file.toString(), "--readonly", statement));
    return outcome.output().replace("'", "").strip();
  }
}
