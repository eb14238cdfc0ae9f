package io.edgesync.sync.testing;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgesync.repository.compare.RepositoryComparison;
import io.edgesync.xfer.testing.FossilProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** A repository made and changed by the stock {@code fossil} binary, with a working tree beside it. */
public final class StockRepository {

  public static final String PASSWORD = "tiger seven";

  private final FossilProcess fossil;
  private final Path file;
  private final Path tree;

  private StockRepository(FossilProcess fossil, Path file, Path tree) {
    this.fossil = fossil;
    this.file = file;
    this.tree = tree;
  }

  /** A new repository in {@code directory} with a user {@link FossilProcess#USER}. */
  public static StockRepository create(FossilProcess fossil, Path directory, String name) {
    return open(fossil, fossil.init(directory.resolve(name + ".fossil"), PASSWORD));
  }

  /** One that is there already. */
  public static StockRepository open(FossilProcess fossil, Path file) {
    Path tree = file.resolveSibling(file.getFileName() + ".tree");
    try {
      Files.createDirectories(tree);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    fossil.ok(tree, "open", "--nosync", file.toString());
    fossil.ok(tree, "settings", "autosync", "off");
    return new StockRepository(fossil, file, tree);
  }

  public Path file() {
    return file;
  }

  /** Check-ins, each with a few new files and a change to an old one. */
  public StockRepository withCommits(int count, int seed) {
    Random random = new Random(seed);
    for (int i = 0; i < count; i++) {
      for (int j = 0; j < 3; j++) {
        write("file-" + seed + "-" + i + "-" + j + ".txt", random.nextInt(4000), random);
      }
      write("changing.txt", 3000 + i, new Random(7));
      fossil.ok(tree, "addremove");
      fossil.ok(tree, "commit", "--no-warnings", "--allow-fork", "-m", "commit " + i);
    }
    return this;
  }

  private void write(String name, int bytes, Random random) {
    StringBuilder text = new StringBuilder();
    while (text.length() < bytes) {
      text.append(Long.toString(random.nextLong(), 36)).append('\n');
    }
    try {
      Files.writeString(tree.resolve(name), text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public void capabilities(String user, String letters) {
    fossil.ok(tree, "user", "capabilities", user, letters, "-R", file.toString());
  }

  public String projectCode() {
    return sql("select value from config where name='project-code'").getFirst();
  }

  /** The names of every artifact that is no phantom. */
  public Set<String> names() {
    return names(fossil, file);
  }

  public static Set<String> names(FossilProcess fossil, Path file) {
    return new TreeSet<>(sql(fossil, file, "select uuid from blob where size>=0"));
  }

  /** {@code fossil test-integrity} finds nothing, and {@code fossil rebuild} leaves names and derived tables as they are. */
  public void assertThatARebuildChangesNothing(Path repository) throws Exception {
    Path before = Files.copy(repository, repository.resolveSibling(repository.getFileName() + ".before"));
    assertThat(fossil.ok(repository.getParent(), "test-integrity", "-R", repository.toString())).contains("0 errors");
    fossil.ok(repository.getParent(), "rebuild", repository.toString());
    assertThat(names(fossil, repository)).isEqualTo(names(fossil, before));
    assertThat(RepositoryComparison.differences(before, repository)).isEmpty();
  }

  public List<String> sql(String query) {
    return sql(fossil, file, query);
  }

  /** Without the notice that a transaction was undone which a server was killed in, as its last request ended. */
  public static List<String> sql(FossilProcess fossil, Path file, String query) {
    return fossil.ok(file.toAbsolutePath().getParent(), "sql", "-R", file.toString(), query).lines()
        .filter(line -> !line.startsWith("SQLITE_NOTICE")).map(line -> line.strip().replaceAll("^'|'$", ""))
        .filter(line -> !line.isEmpty()).collect(Collectors.toList());
  }
}
