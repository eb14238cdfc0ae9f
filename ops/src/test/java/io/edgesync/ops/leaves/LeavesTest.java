package io.edgesync.ops.leaves;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgesync.cli.process.Programs;
import io.edgesync.cli.process.StockFossil;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code ops/kill-sync}, {@code ops/stock-clients} and {@code ops/convergence} for some seconds; the whole promise takes them some minutes. */
@Timeout(300)
class LeavesTest {

  private static final int KILLS = Integer.getInteger("leaves.kills", 3);
  private static final int CLONE_KILLS = Integer.getInteger("leaves.clone-kills", 1);
  private static final int CLIENTS = Integer.getInteger("leaves.clients", 4);
  private static final int SECONDS = Integer.getInteger("leaves.seconds", 3);

  @TempDir
  private Path directory = Path.of("");
  private Programs programs = Programs.in(directory);

  @BeforeEach
  void inTheDirectory() throws Exception {
    programs = Programs.in(directory.toRealPath());
  }

  private StockFossil fossil() {
    return new StockFossil(programs, Objects.requireNonNull(programs.find("FOSSIL", "fossil"),
        "these tests need the fossil program: install it (apt-get install fossil) or name it in FOSSIL"));
  }

  private static long seed() {
    long seed = Long.getLong("seed", System.nanoTime());
    System.out.println("seed " + seed + " (repeat with -Dseed=" + seed + ")");
    return seed;
  }

  @Test
  void leavesThatAreKilledWhileTheySyncEndWithTheSame() throws Exception {
    KillSyncReport report = new KillSync(programs, fossil(), seed(), System.out::println).run(KILLS);

    assertThat(report.isSound()).as(report.text()).isTrue();
    assertThat(report.kills()).isEqualTo(KILLS);
    assertThat(report.checkins()).isEqualTo(KILLS + 1);
  }

  @Test
  void aCloneThatIsKilledGoesOnWhereItWas() throws Exception {
    KillSyncReport report = new KillClone(programs, fossil(), seed(), System.out::println).run(CLONE_KILLS);

    assertThat(report.isSound()).as(report.text()).isTrue();
    assertThat(report.kills()).isEqualTo(CLONE_KILLS);
  }

  @Test
  void stockClientsCommitAndPushToOneLeaf() throws Exception {
    StockClientsReport report = new StockClients(programs, fossil(), System.out::println).run(CLIENTS, SECONDS);

    assertThat(report.isSound()).as(report.text()).isTrue();
    assertThat(report.checkins()).isGreaterThanOrEqualTo(CLIENTS);
  }

  @Test
  void leavesInARingConvergeOverLinksThatBreak() throws Exception {
    ConvergenceReport report = new Convergence(programs, fossil(), System.out::println)
        .run(List.of(Shape.RING), 4, 1000L * SECONDS, seed());

    assertThat(report.isSound()).as(report.text()).isTrue();
    assertThat(report.rows().getFirst().checkins()).isPositive();
  }

  @Test
  void everyShapeIsConnected() {
    for (Shape shape : Shape.values()) {
      for (int seed = 0; seed < 20; seed++) {
        Set<Integer> reached = new HashSet<>(Set.of(0));
        List<Shape.Edge> edges = shape.edges(8, new SplittableRandom(seed));
        edges.forEach(edge -> assertThat(edge.earlier()).isLessThan(edge.later()));
        for (int round = 0; round < 8; round++) {
          edges.stream().filter(edge -> reached.contains(edge.earlier())).forEach(edge -> reached.add(edge.later()));
        }
        assertThat(reached).as(shape + " " + seed).hasSize(8);
      }
    }
  }
}
