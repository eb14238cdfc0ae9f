package io.edgesync.mesh.broker;

import io.edgesync.xfer.testing.FreePort;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.Awaitility;

/**
 * A real {@code nats-server} for tests, with a client and a leafnode listener on loopback ports that were free. Found by the
 * environment ({@code NATS_SERVER}), else on the path or in the system's usual directories; a test that does not find it fails.
 */
public final class NatsServerProcess implements AutoCloseable {
  private final Path directory;
  private final int clientPort;
  private final int leafPort;
  private final Path config;
  private Process process;

  private NatsServerProcess(Path directory, String extraConfig, String extraLeafConfig) throws IOException {
    this.directory = directory;
    this.clientPort = FreePort.next();
    this.leafPort = FreePort.next();
    this.config = directory.resolve("nats-" + clientPort + ".conf");
    Files.writeString(config,
        "listen: 127.0.0.1:" + clientPort + "\nleafnodes {\n  listen: 127.0.0.1:" + leafPort + "\n"
            + extraLeafConfig + "\n}\n" + extraConfig + "\n");
  }

  /** A server with no more than the two listeners, running. */
  public static NatsServerProcess start(Path directory) throws IOException {
    return start(directory, "", "");
  }

  /**
   * @param extraConfig lines of configuration
   * @param extraLeafConfig lines inside the {@code leafnodes} block
   */
  public static NatsServerProcess start(Path directory, String extraConfig, String extraLeafConfig) throws IOException {
    NatsServerProcess server = prepare(directory, extraConfig, extraLeafConfig);
    server.start();
    return server;
  }

  /** Configured, not running: for tests in which the others are first. */
  public static NatsServerProcess prepare(Path directory, String extraConfig, String extraLeafConfig)
      throws IOException {
    return new NatsServerProcess(directory, extraConfig, extraLeafConfig);
  }

  /** The program to run. */
  public static String program() {
    String named = System.getenv("NATS_SERVER");
    if (named != null && !named.isEmpty()) {
      return named;
    }
    String path = System.getenv().getOrDefault("PATH", "");
    return Stream
        .concat(Arrays.stream(path.split(File.pathSeparator)),
            Stream.of("/usr/sbin", "/usr/local/sbin", "/usr/local/bin"))
        .map(folder -> Path.of(folder, "nats-server")).filter(Files::isExecutable).findFirst().map(Path::toString)
        .orElseThrow(() -> new AssertionError("nats-server is needed: install it, or set NATS_SERVER"));
  }

  /** Starts (again) on the same ports and waits until both listen. */
  public void start() throws IOException {
    process = new ProcessBuilder(program(), "-c", config.toString()).redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.appendTo(directory.resolve("nats-" + clientPort + ".log").toFile()))
        .start();
    Awaitility.await("nats-server listens").atMost(Duration.ofSeconds(20)).until(
        () -> Probe.accepts(clientPort) && Probe.accepts(leafPort));
  }

  /** Ends the process that this object started and waits for it. */
  public void stop() {
    if (process != null) {
      process.destroy();
      try {
        if (!process.waitFor(10, TimeUnit.SECONDS)) {
          process.destroyForcibly().waitFor();
        }
      } catch (InterruptedException e) {
        process.destroyForcibly();
        Thread.currentThread().interrupt();
      }
    }
  }

  /** Sends it a signal, {@code USR2} for lame duck mode. */
  void signal(String name) throws IOException, InterruptedException {
    int code = new ProcessBuilder("kill", "-" + name, String.valueOf(process.pid())).start().waitFor();
    if (code != 0) {
      throw new IOException("kill -" + name + " ended with " + code);
    }
  }

  public int clientPort() {
    return clientPort;
  }

  public int leafPort() {
    return leafPort;
  }

  public String clientUrl() {
    return "nats://127.0.0.1:" + clientPort;
  }

  public String leafUrl() {
    return "nats-leaf://127.0.0.1:" + leafPort;
  }

  /** What the server logged. */
  public String log() throws IOException {
    return Files.readString(directory.resolve("nats-" + clientPort + ".log"));
  }

  @Override
  public void close() {
    stop();
  }

  private static final class Probe {
    static boolean accepts(int port) {
      try (var socket = new Socket()) {
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 200);
        return true;
      } catch (IOException e) {
        return false;
      }
    }
  }
}
