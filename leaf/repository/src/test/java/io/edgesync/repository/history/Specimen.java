package io.edgesync.repository.history;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgesync.xfer.testing.FossilProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A stock repository, rebuilt once, of which each test takes a copy to change. */
public final class Specimen {

  private final FossilProcess fossil;
  private final Path original;
  private int copies;

  private Specimen(FossilProcess fossil, Path original) {
    this.fossil = fossil;
    this.original = original;
  }

  /** Takes {@code history} as it is now. */
  public static Specimen of(StockHistory history) throws IOException {
    return new Specimen(history.fossil(), StockHistory.rebuilt(history.fossil(), history.repository()));
  }

  public FossilProcess fossil() {
    return fossil;
  }

  /** Runs a command of the stock program, which must succeed, and returns what it said. */
  public String stock(String... command) {
    return fossil.ok(original.toAbsolutePath().getParent(), command);
  }

  /** Not to be changed. */
  public Path original() {
    return original;
  }

  /** What {@code fossil rebuild} makes of {@code file}, in a copy. */
  public Path rebuilt(Path file) throws IOException {
    return StockHistory.rebuilt(fossil, file);
  }

  /** A copy beside the original, under a name of its own. */
  public Path copy() throws IOException {
    return Files.copy(original, original.resolveSibling("copy" + ++copies + ".fossil"));
  }

  /** What stock's integrity test says of {@code file}, which must be that nothing is wrong. */
  public String integrity(Path file) {
    String said = fossil.ok(file.toAbsolutePath().getParent(), "test-integrity", "-R", file.toString());
    assertThat(said).contains(" 0 errors").contains("check: ok");
    return said;
  }
}
