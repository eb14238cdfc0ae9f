package io.edgesync.ops.soak;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Half a percent of the stock commits, at each pace for itself. */
class BesideReportTest {

  private static BesideReport.Row row(int stock, int locked, String... failures) {
    return new BesideReport.Row(Pace.parse("10/20"), new Waits(), 1, stock, locked, List.of(failures));
  }

  private static boolean isSound(BesideReport.Row... rows) {
    return new BesideReport(Journal.DELETE, List.of(rows)).isSound();
  }

  @Test
  void onePaceIsNotMadeUpForByAnother() {
    assertThat(isSound(row(2000, 0), row(1990, 10))).isTrue();
    assertThat(isSound(row(20_000, 0), row(1989, 11))).isFalse();
    assertThat(isSound(row(20_000, 0), row(398, 3))).isFalse();
  }

  @Test
  void aSingleOneShowsNothingWhereThereWereFewerThanTwoHundred() {
    assertThat(isSound(row(20, 1), row(198, 1))).isTrue();
    assertThat(isSound(row(20, 2))).isFalse();
  }

  @Test
  void whatFailedOnOurSideIsNeverLetPass() {
    assertThat(isSound(row(2000, 0), row(2000, 0, "ours: busy"))).isFalse();
    assertThat(new BesideReport(Journal.WAL, List.of(row(10, 30))).isSound()).isTrue();
    assertThat(new BesideReport(Journal.WAL, List.of(row(10, 30, "ours: busy"))).isSound()).isFalse();
  }
}
