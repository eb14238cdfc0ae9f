package io.edgesync.ops.soak;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.edgesync.cli.console.Failure;
import io.edgesync.cli.console.Terminal;
import io.edgesync.cli.process.Programs;
import io.edgesync.cli.process.StockFossil;
import io.edgesync.xfer.artifact.Hash;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code ops/soak-kills}, {@code ops/soak-beside} and {@code ops/soak-broker} for some seconds; the whole promise takes them some minutes. */
@Timeout(300)
class SoakTest {

  private static final int KILLS = Integer.getInteger("soak.kills", 10);
  private static final int SECONDS = Integer.getInteger("soak.seconds", 3);

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

  @Test
  void aKilledProgramLosesNothingThatItAcknowledged() throws Exception {
    long seed = Long.getLong("seed", System.nanoTime());
    System.out.println("seed " + seed + " (repeat with -Dseed=" + seed + ")");

    KillReport report = new KillSoak(programs, fossil(), seed, System.out::println).run(KILLS);

    assertThat(report.failures()).as(report.text()).isEmpty();
    assertThat(report.exitCodes()).isEqualTo(Map.of(137, KILLS));
    assertThat(report.checkins() + report.artifacts()).isPositive();
  }

  @Test
  void weAndStockCommitIntoOneFile() throws Exception {
    BesideReport report = new BesideSoak(programs, fossil(), Journal.DELETE, System.out::println)
        .run(List.of(Pace.parse("10/20"), Pace.parse("200/100/50")), SECONDS);

    assertThat(report.isSound()).as(report.text()).isTrue();
    assertThat(report.rows()).allSatisfy(row -> {
      assertThat(row.stock()).isPositive();
      assertThat(row.ours().count()).isPositive();
      assertThat(row.reads()).isPositive();
    });
  }

  @Test
  void inWalModeOurSideNeverFailsEither() throws Exception {
    BesideReport report = new BesideSoak(programs, fossil(), Journal.WAL, System.out::println)
        .run(List.of(Pace.parse("10/50/20")), SECONDS);

    assertThat(report.isSound()).as(report.text()).isTrue();
    assertThat(report.rows().getFirst().ours().count()).isPositive();
  }

  @Test
  void underManyClientsTheBrokerLeaksNothingAndItsHeapStaysBelowTheMark() throws Exception {
    BrokerReport report = new BrokerSoak(directory, 100, 3 * SECONDS, System.nanoTime(), System.out::println)
        .run(List.of("-XX:+UseSerialGC", "--enable-native-access=ALL-UNNAMED"));

    assertThat(report.isSound()).as(report.text()).isTrue();
    assertThat(report.counts().delivered()).isPositive();
  }

  @Test
  void memoryIsJudgedByTheMarkAlwaysAndByItsGrowthWhereTheRunIsLong() {
    BrokerSoak.Sample idle = new BrokerSoak.Sample(100, 20);
    List<BrokerSoak.Sample> growing = IntStream.range(0, 40)
        .mapToObj(i -> new BrokerSoak.Sample(100 + 5 * i, 20 + i)).toList();
    List<BrokerSoak.Sample> large = Collections.nCopies(40, new BrokerSoak.Sample(200, 61));

    assertThat(BrokerSoak.memoryFaults(1000, 600, idle, growing)).containsExactly(
        "resident memory grew from 175 to 275 MiB", "the heap grew from 35 to 55 MiB");
    assertThat(BrokerSoak.memoryFaults(1000, 119, idle, growing)).isEmpty();
    assertThat(BrokerSoak.memoryFaults(1000, 119, idle, large))
        .containsExactly("61 MiB live on the heap, more than 60");
    assertThat(BrokerSoak.memoryFaults(2000, 600, idle, large)).isEmpty();
  }

  @Test
  void aLeakAndAnExceptionAreFaults() {
    assertThat(BrokerSoak.inLog("[main] INFO up\nLEAK: ByteBuf.release() was not called\njava.io.IOException: x\n"))
        .containsExactly("LEAK: ByteBuf.release() was not called", "java.io.IOException: x");
    assertThat(BrokerSoak.grew(100, 130)).isTrue();
    assertThat(BrokerSoak.grew(10, 20)).isFalse();
    assertThat(BrokerSoak.grew(300, 320)).isFalse();
  }

  @Test
  void aLineWithoutItsEndIsNoAcknowledgement() {
    Hash name = new Hash("a".repeat(64));

    Acknowledged said = Acknowledged.of("ready\nbegin checkin\ndone checkin " + name + " a.txt " + name
        + "\nbegin import\ndone import " + name);

    assertThat(said.checkins()).isEqualTo(Map.of(name, Map.of("a.txt", name)));
    assertThat(said.artifacts()).isEmpty();
    assertThat(said.last()).isEqualTo("import");
    assertThat(Acknowledged.of("rea").last()).isEqualTo("opening");
  }

  @Test
  void aJournalModeThatSqliteDoesNotHaveIsWrongUsage() {
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    Terminal terminal = new Terminal(new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8),
        new PrintStream(err, true, StandardCharsets.UTF_8), new BufferedReader(new StringReader("")), System.getenv(),
        directory, false);

    assertThat(SoakMain.run(terminal, "beside", "--journal", "nonsense", "--seconds", "1")).isEqualTo(2);

    assertThat(err.toString(StandardCharsets.UTF_8)).contains("--journal", "nonsense");
  }

  @Test
  void aRepositoryHasTheJournalModeThatItWasGiven() throws Exception {
    Path file = directory.resolve("a.fossil");
    fossil().run("init", "-A", Programs.LOGIN, file.toString());

    Journal.WAL.set(fossil(), file);

    assertThat(fossil().run("sql", "-R", file.toString(), "PRAGMA journal_mode").output()).contains("wal");
  }

  @Test
  void aPaceIsTwoOrThreeNumbers() {
    assertThat(Pace.parse("2/3")).isEqualTo(new Pace(2, 3, 0)).hasToString("2/3");
    assertThat(Pace.parse("2/3/4")).isEqualTo(new Pace(2, 3, 4)).hasToString("2/3/4");
    assertThatThrownBy(() -> Pace.parse("fast")).isInstanceOf(Failure.class).hasMessageContaining("10/20");
  }
}
