package io.edgesync.mesh;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;

/** That the benchmarks of {@code ops/bench-mesh} still run; for figures that mean something run that. */
@Timeout(60)
class BenchmarksTest {

  @Test
  void everyBenchmarkRuns() throws Exception {
    var results = new Runner(new OptionsBuilder().include("io\\.edgesync\\.mesh\\..*Benchmark").forks(0)
        .warmupIterations(0).measurementIterations(1).measurementTime(TimeValue.milliseconds(20))
        .param("subscriptions", "1000").shouldFailOnError(true).build()).run();

    assertThat(results).extracting(result -> result.getParams().getBenchmark())
        .extracting(name -> name.replaceAll(".*\\.", ""))
        .contains("publications", "literal", "wildcard");
    assertThat(results).allSatisfy(result -> assertThat(result.getPrimaryResult().getScore()).isPositive());
  }
}
