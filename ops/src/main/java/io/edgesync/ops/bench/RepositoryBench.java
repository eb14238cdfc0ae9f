package io.edgesync.ops.bench;

import io.edgesync.cli.process.Programs;
import io.edgesync.cli.process.StockFossil;
import io.edgesync.repository.Maintenance;
import io.edgesync.repository.RepositoryOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * What the repository library does, each beside what the stock program or the JDK needs for the same, in turn on the same machine:
 * rebuild, verification of all artifacts, storing artifacts, reading them at random. Every process of ours has a heap of 256 MB.
 *
 * @param programs where to run
 * @param fossil   the stock program
 * @param bulk     the flags of a JVM of ours that hashes much
 * @param runs     how many of each; odd
 * @param say      takes each line of the report
 */
record RepositoryBench(Programs programs, StockFossil fossil, List<String> bulk, int runs, Consumer<String> say) {

  /** Rebuild: ours over stock's, by the clock. */
  static final double REBUILD_MARK = 0.4;
  /**
   * Verification, from a cold start of the JVM but without that start: expanded content a second, over what the JDK's SHA3-256 alone
   * does as it comes, warm, on as many threads. What it does with the diagnostic flag that suits it here is told beside it, not judged.
   */
  static final double VERIFY_MARK = 2.0;

  /** The digest is measured over as much as the repository expands to, within these bounds. */
  private static final int DIGEST_MEBIBYTES_MIN = 64;
  private static final int DIGEST_MEBIBYTES_MAX = 1_000;
  private static final int INSERTED = 4_000;
  private static final int READ = 3_000;
  private static final int WARM_UP = 500;
  private static final double MEBIBYTE = 1 << 20;

  /** Of the JDK's digest as it comes, in a heap as large as ours. */
  private static final List<String> PLAIN = List.of("-XX:+UseSerialGC", "-XX:+UseCompactObjectHeaders", "-Xms32m",
      "-Xmx256m", "--enable-native-access=ALL-UNNAMED", "-XX:+UnlockDiagnosticVMOptions");
  private static final String WITHOUT_INTRINSIC = "-XX:-UseSHA3Intrinsics";
  private static final List<String> PLAIN_WITHOUT_INTRINSIC = Stream
      .concat(PLAIN.stream(), Stream.of(WITHOUT_INTRINSIC))
      .toList();

  /** What was measured. Times in seconds, memory in MiB, the largest of our processes. */
  record Result(Map<String, Double> numbers) {

    double get(String name) {
      return numbers.getOrDefault(name, Double.NaN);
    }

    boolean reachesMarks() {
      return get("rebuildRatio") <= REBUILD_MARK && get("verifyRatio") >= VERIFY_MARK;
    }
  }

  Result run(Path source) throws InterruptedException, IOException {
    Map<String, Double> numbers = new LinkedHashMap<>();
    rebuild(source, numbers);
    verify(source, numbers);
    Path exported = programs.directory().resolve("exported");
    probe(bulk, "export", source.toString(), exported.toString(), Integer.toString(INSERTED));
    insert(exported, numbers);
    read(source, programs.directory().resolve("names"), numbers);
    return new Result(numbers);
  }

  private void rebuild(Path source, Map<String, Double> numbers) throws InterruptedException, IOException {
    List<Measured> stock = new ArrayList<>();
    List<Measured> ours = new ArrayList<>();
    for (int run = 0; run < runs; run++) {
      stock.add(once("fossil rebuild", source, file -> List.of(fossil.program().toString(), "rebuild", file)));
      ours.add(once("edgesync rebuild", source, file -> programs.edgesync(List.of("rebuild", "-R", file))));
    }
    Measured theirs = Measured.median(stock);
    Measured mine = Measured.median(ours);
    numbers.put("fossilRebuildSeconds", theirs.seconds());
    numbers.put("fossilRebuildCpuSeconds", theirs.cpuSeconds());
    numbers.put("rebuildSeconds", mine.seconds());
    numbers.put("rebuildCpuSeconds", mine.cpuSeconds());
    numbers.put("rebuildResidentMiB", (double) peak(ours));
    numbers.put("rebuildRatio", mine.seconds() / theirs.seconds());
    if (theirs.cpuSeconds() > 0) {
      numbers.put("rebuildCpuRatio", mine.cpuSeconds() / theirs.cpuSeconds());
    }
    say.accept(line("rebuild", String.format(Locale.ROOT,
        "%.2f s (cpu %.2f), %d MiB resident; fossil %.2f s (cpu %.2f); ratio %.2f, mark %.1f",
        mine.seconds(), mine.cpuSeconds(), peak(ours), theirs.seconds(), theirs.cpuSeconds(),
        numbers.get("rebuildRatio"), REBUILD_MARK)));
  }

  /** The words that do something to a file. */
  @FunctionalInterface
  private interface Words {
    List<String> over(String file);
  }

  private Measured once(String what, Path source, Words words) throws InterruptedException, IOException {
    Path copy = programs.directory().resolve("copy.fossil");
    Files.deleteIfExists(copy);
    Maintenance.copy(source, copy, RepositoryOptions.standard());
    Measured measured = Measured.run(programs.directory(), words.over(copy.toString()));
    say.accept(String.format(Locale.ROOT, "  %-24s %7.2f s  cpu %7.2f s  %4d MiB", what, measured.seconds(),
        measured.cpuSeconds(), measured.peakMebibytes()));
    Files.deleteIfExists(copy);
    return measured;
  }

  private void verify(Path source, Map<String, Double> numbers) throws InterruptedException, IOException {
    List<Measured> ours = new ArrayList<>();
    double asItComes = 0;
    double withoutIntrinsic = 0;
    for (int run = 0; run < runs; run++) {
      Measured one = once("edgesync verify", source,
          file -> programs.edgesync(List.of("verify", "--json", "-R", file)));
      ours.add(one);
      String mebibytes = Long.toString(Math.clamp((long) (one.number("expandedBytes") / MEBIBYTE),
          DIGEST_MEBIBYTES_MIN, DIGEST_MEBIBYTES_MAX));
      asItComes = Math.max(asItComes, probe(PLAIN, "digest", mebibytes));
      withoutIntrinsic = Math.max(withoutIntrinsic, probe(PLAIN_WITHOUT_INTRINSIC, "digest", mebibytes));
    }
    Measured mine = Measured.median(ours);
    double speed = mine.number("expandedBytes") / MEBIBYTE / mine.number("seconds");
    numbers.put("verifySeconds", mine.number("seconds"));
    numbers.put("verifyCpuSeconds", mine.cpuSeconds());
    numbers.put("verifyMiBPerSecond", speed);
    numbers.put("verifyResidentMiB", (double) peak(ours));
    numbers.put("jdkDigestMiBPerSecond", asItComes);
    numbers.put("verifyRatio", speed / asItComes);
    numbers.put("jdkDigestWithoutIntrinsicMiBPerSecond", withoutIntrinsic);
    numbers.put("verifyRatioWithoutIntrinsic", speed / withoutIntrinsic);
    say.accept(line("verify", String.format(Locale.ROOT,
        "%.2f s (cpu %.2f with the JVM's start), %.0f MiB/s expanded, %d MiB resident; the JDK's digest alone, as it comes, warm:"
            + " %.0f MiB/s; ratio %.2f, mark %.1f",
        mine.number("seconds"), mine.cpuSeconds(), speed, peak(ours), asItComes, speed / asItComes, VERIFY_MARK)));
    say.accept(line("", String.format(Locale.ROOT, "not judged: that digest with %s %.0f MiB/s, ratio %.2f",
        WITHOUT_INTRINSIC, withoutIntrinsic, speed / withoutIntrinsic)));
  }

  private double probe(List<String> flags, String... arguments) throws InterruptedException {
    Measured probe = Measured.run(programs.directory(), java(flags, arguments));
    return arguments[0].equals("digest") ? probe.number("mebibytesPerSecond") : 0;
  }

  private static List<String> java(List<String> flags, String... arguments) {
    List<String> words = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString()));
    words.addAll(flags);
    words.addAll(List.of("-cp", System.getProperty("java.class.path"), ProbeMain.class.getName()));
    words.addAll(List.of(arguments));
    return words;
  }

  /** Ours takes files as from a peer; stock's {@code reconstruct} takes the same files and crosslinks them as well. */
  private void insert(Path exported, Map<String, Double> numbers) throws InterruptedException, IOException {
    List<Measured> stock = new ArrayList<>();
    List<Measured> ours = new ArrayList<>();
    Path target = programs.directory().resolve("inserted.fossil");
    for (int run = 0; run < runs; run++) {
      Files.deleteIfExists(target);
      stock.add(Measured.run(programs.directory(),
          List.of(fossil.program().toString(), "reconstruct", target.toString(), exported.toString())));
      Files.deleteIfExists(target);
      ours.add(Measured.run(programs.directory(), java(bulk, "insert", exported.toString(), target.toString())));
      Files.deleteIfExists(target);
    }
    Measured mine = Measured.median(ours);
    double theirs = mine.number("stored") / Measured.median(stock).seconds();
    numbers.put("insertArtifactsPerSecond", mine.number("artifactsPerSecond"));
    numbers.put("fossilReconstructArtifactsPerSecond", theirs);
    numbers.put("insertResidentMiB", (double) peak(ours));
    say.accept(line("insert", String.format(Locale.ROOT,
        "%.0f artifacts/s, %d MiB resident; fossil reconstruct %.0f artifacts/s",
        mine.number("artifactsPerSecond"), peak(ours), theirs)));
  }

  private void read(Path source, Path names, Map<String, Double> numbers) throws InterruptedException, IOException {
    List<String> all = Files.readAllLines(names);
    Path list = programs.directory().resolve("read-names");
    Files.write(list, all.subList(0, Math.min(READ, all.size())));
    Path file = programs.directory().resolve("read.fossil");
    Maintenance.copy(source, file, RepositoryOptions.standard());
    List<Measured> ours = new ArrayList<>();
    double stock = Double.MAX_VALUE;
    for (int run = 0; run < runs; run++) {
      ours.add(Measured.run(programs.directory(),
          java(bulk, "read", file.toString(), list.toString(), Integer.toString(WARM_UP))));
      stock = Math.min(stock, fossilMeanMicros(file, Files.readAllLines(list)));
    }
    Measured mine = Measured.median(ours);
    for (String name : List.of("p50Micros", "p99Micros", "meanMicros")) {
      numbers.put("read" + Character.toUpperCase(name.charAt(0)) + name.substring(1), mine.number(name));
    }
    numbers.put("fossilReadMeanMicros", stock);
    numbers.put("readResidentMiB", (double) peak(ours));
    say.accept(line("random read", String.format(Locale.ROOT,
        "p50 %.0f us, p99 %.0f us, mean %.0f us, %d MiB resident; fossil sql content() mean %.0f us",
        mine.number("p50Micros"), mine.number("p99Micros"), mine.number("meanMicros"), peak(ours), stock)));
    Files.delete(file);
  }

  /** One process that expands all of them, less one that expands none. */
  private double fossilMeanMicros(Path file, List<String> names) throws InterruptedException {
    String in = String.join("','", names);
    String query = "SELECT total(length(content(uuid))) FROM blob WHERE %s uuid IN ('" + in + "')";
    Measured whole = sql(file, query.formatted(""));
    Measured start = sql(file, query.formatted("0 AND"));
    return (whole.took().toNanos() - start.took().toNanos()) / 1e3 / names.size();
  }

  private Measured sql(Path file, String query) throws InterruptedException {
    Path script = programs.directory().resolve("query.sql");
    try {
      Files.writeString(script, query + ";\n");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return Measured.run(programs.directory(),
        List.of(fossil.program().toString(), "sql", "-R", file.toString(), ".read " + script));
  }

  private static long peak(List<Measured> all) {
    return all.stream().mapToLong(Measured::peakMebibytes).max().orElse(0);
  }

  private static String line(String what, String figures) {
    return String.format(Locale.ROOT, "%-12s %s", what, figures);
  }
}
