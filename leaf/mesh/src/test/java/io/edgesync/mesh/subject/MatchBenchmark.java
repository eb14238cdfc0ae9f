package io.edgesync.mesh.subject;

import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.Blackhole;

/** What a look into the trie costs, with few and with many subscriptions that are nothing to the subject. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 8, time = 1)
@Measurement(iterations = 5, time = 1)
public class MatchBenchmark {

  private static final int SUBJECTS = 4096;

  @Param({"1000", "100000"})
  public int subscriptions;

  private final SubjectTrie<Object> literals = new SubjectTrie<>();
  private final SubjectTrie<Object> wildcards = new SubjectTrie<>();
  private final String[] subjects = new String[SUBJECTS];
  private int next;

  @Setup
  public void subscribe() {
    for (int i = 0; i < subscriptions; i++) {
      literals.insert("fleet." + i + ".announce.now", new Object());
      wildcards.insert(i % 2 == 0 ? "fleet." + i + ".>" : "fleet." + i + ".*.now", new Object());
    }
    for (int i = 0; i < SUBJECTS; i++) {
      subjects[i] = "fleet." + (int) ((long) i * subscriptions / SUBJECTS) + ".announce.now";
    }
  }

  private String subject() {
    next = (next + 1) % SUBJECTS;
    return subjects[next];
  }

  @Benchmark
  public void literal(Blackhole found) {
    literals.match(subject(), found::consume);
  }

  @Benchmark
  public void wildcard(Blackhole found) {
    wildcards.match(subject(), found::consume);
  }
}
