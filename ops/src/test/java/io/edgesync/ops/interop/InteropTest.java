package io.edgesync.ops.interop;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgesync.cli.process.Programs;
import io.edgesync.cli.process.StockFossil;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code ops/interop --sample}; the whole matrix takes some minutes. */
@Timeout(300)
class InteropTest {

  @TempDir
  private Path directory = Path.of("");

  @Test
  void aSampleOfTheMatrixEndsAsStockWithStockDoes() throws Exception {
    Programs programs = Programs.in(directory.toRealPath());
    StockFossil fossil = new StockFossil(programs, Objects.requireNonNull(programs.find("FOSSIL", "fossil"),
        "these tests need the fossil program: install it (apt-get install fossil) or name it in FOSSIL"));

    InteropReport report = new Sweep(programs, fossil, System.out::println).run(Covering.sample(), 2);

    assertThat(report.isSound()).as(report.text()).isTrue();
  }

  @Test
  void inTheSampleEachValueMeetsEachOther() {
    Set<String> met = new HashSet<>();
    Covering.sample().forEach(cell -> met.addAll(Covering.pairs(cell)));
    List<Case> all = Case.all();

    assertThat(all).allSatisfy(cell -> assertThat(met).containsAll(Covering.pairs(cell)));
    assertThat(Covering.sample()).hasSizeLessThan(all.size() / 8);
  }
}
