package io.edgesync.cli.broker;

import com.grack.nanojson.JsonObject;
import com.grack.nanojson.JsonParser;
import com.grack.nanojson.JsonParserException;
import io.edgesync.cli.process.Programs;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;

/** A server process with its log, {@code nats-server} or ours. */
record Served(Process process, Path log) implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  /** The words that begin a command line of {@code nats-server} itself. */
  static List<String> stock(Path directory) {
    Path program = Programs.in(directory).find("NATS_SERVER", "nats-server");
    if (program == null && Files.isExecutable(Path.of("/usr/sbin/nats-server"))) {
      program = Path.of("/usr/sbin/nats-server");
    }
    return List.of(Objects.requireNonNull(program, "nats-server is not installed").toString());
  }

  static List<String> ours(Path directory) {
    // As the launcher does: these signals count, whoever ignored them before.
    return List.of("env", "--default-signal=HUP,INT,QUIT",
        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "-Xmx128m",
        "-XX:TieredStopAtLevel=1", "--enable-native-access=ALL-UNNAMED", "--sun-misc-unsafe-memory-access=allow", "-cp",
        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
        "io.edgesync.cli.Main", "broker");
  }

  /** Starts in {@code directory}, and returns at once. */
  static Served start(Path directory, List<String> program, String... arguments) throws IOException {
    List<String> words = new ArrayList<>(program);
    words.addAll(List.of(arguments));
    Path log = Files.createTempFile(directory, "server", ".log");
    Process process = new ProcessBuilder(words).directory(directory.toFile()).redirectErrorStream(true)
        .redirectOutput(log.toFile()).start();
    return new Served(process, log);
  }

  Served awaitLine(String text) {
    Awaitility.await(text).atMost(PATIENCE).until(() -> said().contains(text) || !process.isAlive());
    if (!said().contains(text)) {
      throw new AssertionError("it ended without '" + text + "':\n" + said());
    }
    return this;
  }

  /** All that it wrote. */
  String said() {
    try {
      return Files.readString(log);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  /** Its lines without process and time, and with letters in place of what differs. */
  List<String> lines() {
    return said().lines().filter(line -> line.startsWith("["))
        .map(line -> line.replaceFirst("^\\[[0-9]+] [0-9/]+ [0-9:.]+ ", ""))
        .toList();
  }

  int exitCode() throws InterruptedException {
    if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
      throw new AssertionError("it still runs:\n" + said());
    }
    return process.exitValue();
  }

  void signal(String name) throws IOException, InterruptedException {
    int code = new ProcessBuilder("kill", "-" + name, String.valueOf(process.pid())).start().waitFor();
    if (code != 0) {
      throw new AssertionError("kill -" + name + " ended with " + code);
    }
  }

  /** What its ports file says, when it is there. */
  JsonObject ports(Path directory) {
    Path file = directory.resolve("nats-server_" + process.pid() + ".ports");
    Awaitility.await("ports file").atMost(PATIENCE).until(() -> Files.exists(file) && Files.size(file) > 0);
    try {
      return JsonParser.object().from(Files.readString(file));
    } catch (IOException | JsonParserException e) {
      throw new AssertionError(e);
    }
  }

  /** The greeting at a port, and what {@code lines} bring, up to the line {@code last}. */
  static List<String> talk(int port, String lines, String last) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setSoTimeout((int) PATIENCE.toMillis());
      BufferedReader in = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
      List<String> heard = new ArrayList<>();
      heard.add(in.readLine());
      socket.getOutputStream().write(lines.getBytes(StandardCharsets.UTF_8));
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        heard.add(line);
        if (line.equals(last)) {
          break;
        }
      }
      return heard;
    }
  }

  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(20, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
