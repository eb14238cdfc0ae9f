package io.edgesync.repository.authoring;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgesync.repository.Repository;
import io.edgesync.repository.RepositoryFixture;
import io.edgesync.repository.Rows;
import io.edgesync.repository.compare.RepositoryComparison;
import io.edgesync.repository.history.StockHistory;
import io.edgesync.repository.structure.ArtifactParser;
import io.edgesync.repository.structure.JulianDay;
import io.edgesync.xfer.artifact.Hash;
import io.edgesync.xfer.content.Content;
import io.edgesync.xfer.testing.FossilProcess;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.function.BiFunction;

/**
 * A stock repository in which stock does one thing after the other, and we do the same to a copy of what it was before. Stock's commands
 * for wiki pages take no date: ours get the one that stock wrote.
 */
public final class StockTwin {

  private final StockHistory stock;
  private final Path directory;
  private int steps;

  /** Makes the repository in {@code directory}, which the caller removes. */
  public StockTwin(Path directory) throws IOException {
    this.directory = directory;
    this.stock = StockHistory.in(directory);
  }

  /** Where the repository is, and room for others. */
  public Path directory() {
    return directory;
  }

  public StockHistory stock() {
    return stock;
  }

  /** A file of text beside the repository, for commands that read one. */
  public String file(String text) throws IOException {
    return file("text", text.getBytes(StandardCharsets.UTF_8));
  }

  /** A file beside the repository, for commands that read one. */
  public String file(String name, byte[] content) throws IOException {
    return Files.write(directory.resolve(name), content).toString();
  }

  /**
   * Runs a command of stock's, then {@code ours} on a copy from before, and checks that both made the same artifact and all that follows from
   * it.
   *
   * @return the artifact's name
   */
  public Hash same(BiFunction<Repository, Author, Hash> ours, String... command) throws IOException, SQLException {
    return same(ours, () -> stock.run(command));
  }

  /** As {@link #same(BiFunction, String...)}, for what is no command. */
  public Hash same(BiFunction<Repository, Author, Hash> ours, Runnable theirs) throws IOException, SQLException {
    Path copy = directory.resolve("ours" + ++steps + ".fossil");
    Files.copy(stock.repository(), copy);
    theirs.run();
    Hash expected = newest();
    try (Repository repository = Repository.open(copy, RepositoryFixture.options())) {
      Hash made = ours.apply(repository, Author.of(FossilProcess.USER).at(date(expected)));
      assertThat(text(made, repository)).isEqualTo(text(expected));
      assertThat(made).isEqualTo(expected);
    }
    assertThat(RepositoryComparison.differences(copy, stock.repository())).isEmpty();
    assertThat(unsent(copy)).isEqualTo(unsent(stock.repository()));
    return expected;
  }

  /** The artifact that came last. */
  public Hash newest() throws SQLException {
    return new Hash(Rows.of(stock.repository(), "SELECT uuid FROM blob ORDER BY rid DESC LIMIT 1").getFirst());
  }

  private static List<String> unsent(Path file) throws SQLException {
    return Rows.of(file, "SELECT uuid FROM unsent JOIN blob USING(rid) ORDER BY uuid");
  }

  /** An artifact's bytes as ISO 8859-1. */
  public String text(Hash artifact) {
    try (Repository repository = Repository.open(stock.repository(), RepositoryFixture.options())) {
      return text(artifact, repository);
    }
  }

  private static String text(Hash artifact, Repository repository) {
    try (Content content = repository.artifacts().load(artifact).orElseThrow()) {
      return new String(content.toArray(), StandardCharsets.ISO_8859_1);
    }
  }

  private Instant date(Hash artifact) {
    byte[] bytes = text(artifact).getBytes(StandardCharsets.ISO_8859_1);
    return JulianDay.toInstant(ArtifactParser.parse(bytes).orElseThrow().julianDay());
  }
}
