package io.edgesync.ops.soak;

import io.edgesync.agent.DaemonLimits;
import io.edgesync.cli.console.Failure;
import io.edgesync.ops.broker.ServerProcess;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The embedded NATS server under {@link SoakClients}: many connections, subscriptions that come and go, publishers at full speed, clients
 * that leave without a word. What is reachable on its heap must stay below a mark, its memory must not grow, and Netty's leak detector,
 * which looks at every buffer, must say nothing.
 */
final class BrokerSoak {

  /** Samples of the second quarter and of the last are compared; before that the server warms up. */
  private static final int SAMPLES_MAX = 40;
  private static final int SAMPLES_MIN = 8;
  /**
   * The collector makes the heap larger and smaller with the load, which would hide other growth and look like it. A heap that has its
   * full size from the beginning leaves nothing to grow but what lies outside; what grows inside shows in what is reachable.
   */
  private static final List<String> SERVER_FLAGS = List.of("-Xms" + DaemonLimits.HEAP_MEBIBYTES + "m",
      "-Xmx" + DaemonLimits.HEAP_MEBIBYTES + "m", "-XX:+AlwaysPreTouch", "-Dio.netty.leakDetection.level=paranoid");
  /** A shorter run is warming up from end to end, and tells nothing of growth. */
  static final int GROWTH_SECONDS_MIN = 120;
  static final int LIVE_MEBIBYTES_MAX = 60;
  /** Of whom the mark is promised. */
  private static final int CONNECTIONS_OF_MARK = 1000;
  private static final double GROWTH_MAX = 1.1;
  private static final long NOISE_MEBIBYTES = 12;
  private static final Pattern TOTAL = Pattern.compile("(?m)^Total +[0-9]+ +([0-9]+)");
  private static final Pattern RESIDENT = Pattern.compile("(?m)^VmRSS:\\s+([0-9]+) kB");

  /**
   * Memory at one moment.
   *
   * @param resident MiB of the process
   * @param live     MiB on the heap that are reachable
   */
  record Sample(double resident, double live) {}

  private final Path directory;
  private final int connections;
  private final int seconds;
  private final long seed;
  private final Consumer<String> say;

  BrokerSoak(Path directory, int connections, int seconds, long seed, Consumer<String> say) {
    this.directory = directory;
    this.connections = connections;
    this.seconds = seconds;
    this.seed = seed;
    this.say = say;
  }

  /** @param flags of the server's JVM, beside those that its memory is judged by */
  BrokerReport run(List<String> flags) throws IOException, InterruptedException {
    List<String> all = Stream.concat(flags.stream(), SERVER_FLAGS.stream()).toList();
    try (ServerProcess server = ServerProcess.start(ServerProcess.embedded(all), directory, 0);
        SoakClients clients = SoakClients.connect(server.clientPort(), connections, seed)) {
      Sample idle = sample(server);
      say.accept(String.format("%d connections, idle: %.0f MiB resident, %.0f MiB live on the heap", connections,
          idle.resident(), idle.live()));
      clients.start();
      List<Sample> samples = new ArrayList<>();
      int count = Math.clamp(seconds, SAMPLES_MIN, SAMPLES_MAX);
      for (int i = 0; i < count; i++) {
        TimeUnit.MILLISECONDS.sleep(1000L * seconds / count);
        Sample sample = sample(server);
        samples.add(sample);
        say.accept(String.format("%d of %d: %.0f MiB resident, %.0f MiB live, %s", i + 1, count, sample.resident(),
            sample.live(), clients.counts()));
      }
      SoakClients.Counts counts = clients.stop();
      return new BrokerReport(seed, connections, seconds, counts, idle, quarter(samples, 1), quarter(samples, 3),
          faults(idle, samples, counts, server.log()));
    }
  }

  private List<String> faults(Sample idle, List<Sample> samples, SoakClients.Counts counts, String log) {
    List<String> faults = new ArrayList<>(memoryFaults(connections, seconds, idle, samples));
    faults.addAll(inLog(log));
    if (counts.delivered() == 0 || counts.changes() == 0 || counts.departed() == 0) {
      faults.add("nothing happened: " + counts);
    }
    if (counts.failure() != null) {
      faults.add(counts.failure());
    }
    return faults;
  }

  /** What is wrong with the memory, as far as a run of that length can tell. */
  static List<String> memoryFaults(int connections, int seconds, Sample idle, List<Sample> samples) {
    List<String> faults = new ArrayList<>();
    Sample early = quarter(samples, 1);
    Sample late = quarter(samples, 3);
    double live = Math.max(idle.live(), Math.max(early.live(), late.live()));
    if (connections <= CONNECTIONS_OF_MARK && live > LIVE_MEBIBYTES_MAX) {
      faults.add(String.format("%.0f MiB live on the heap, more than %d", live, LIVE_MEBIBYTES_MAX));
    }
    if (seconds >= GROWTH_SECONDS_MIN && late.resident() > early.resident() + NOISE_MEBIBYTES) {
      faults.add(String.format("resident memory grew from %.0f to %.0f MiB", early.resident(), late.resident()));
    }
    if (seconds >= GROWTH_SECONDS_MIN && grew(early.live(), late.live())) {
      faults.add(String.format("the heap grew from %.0f to %.0f MiB", early.live(), late.live()));
    }
    return faults;
  }

  static List<String> inLog(String log) {
    return log.lines().filter(line -> line.contains("LEAK:") || line.contains("Exception") || line.contains("Error"))
        .limit(10).toList();
  }

  static boolean grew(double early, double late) {
    return late > early * GROWTH_MAX && late > early + NOISE_MEBIBYTES;
  }

  /** The median of a quarter of the samples. */
  private static Sample quarter(List<Sample> samples, int which) {
    List<Sample> part = samples.subList(which * samples.size() / 4, (which + 1) * samples.size() / 4);
    return new Sample(median(part.stream().mapToDouble(Sample::resident).toArray()),
        median(part.stream().mapToDouble(Sample::live).toArray()));
  }

  private static double median(double[] values) {
    Arrays.sort(values);
    return values[values.length / 2];
  }

  /** Counts what is reachable first, so that resident memory is that after a collection. */
  private static Sample sample(ServerProcess server) throws IOException, InterruptedException {
    Process jcmd = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(),
        Long.toString(server.pid()), "GC.class_histogram").redirectErrorStream(true).start();
    String histogram = new String(jcmd.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    jcmd.waitFor();
    String status = Files.readString(Path.of("/proc", Long.toString(server.pid()), "status"));
    return new Sample(number(RESIDENT, status) / 1024, number(TOTAL, histogram) / (1024 * 1024));
  }

  private static double number(Pattern pattern, String text) {
    Matcher found = pattern.matcher(text);
    if (!found.find()) {
      throw new Failure("no " + pattern + " in: " + text.lines().limit(5).toList());
    }
    return Double.parseDouble(found.group(1));
  }
}
