package io.edgesync.agent;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A daemon in a Java process of its own, with the heap that the launcher gives it; ends when its input does. */
final class DaemonProcess implements AutoCloseable {

  private final Process process;
  private final int leafPort;
  private final int httpPort;

  private DaemonProcess(Process process, int leafPort, int httpPort) {
    this.process = process;
    this.leafPort = leafPort;
    this.httpPort = httpPort;
  }

  static DaemonProcess start(int heapMebibytes, Path repository, Path stateDir, @Nullable String upstream)
      throws IOException {
    List<String> command = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "-Xmx" + heapMebibytes + "m", "-XX:+ExitOnOutOfMemoryError", "--enable-native-access=ALL-UNNAMED", "-cp",
        System.getProperty("java.class.path"), DaemonProcess.class.getName(), repository.toString(),
        stateDir.toString()));
    if (upstream != null) {
      command.add(upstream);
    }
    Process process = new ProcessBuilder(command)
        .redirectError(stateDir.resolveSibling(stateDir.getFileName() + ".log").toFile()).start();
    String line = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))
        .readLine();
    if (line == null || !line.startsWith("leafnode=")) {
      process.destroyForcibly();
      throw new IOException("daemon did not start: " + line);
    }
    String[] ports = line.substring("leafnode=".length()).split(" http=", 2);
    return new DaemonProcess(process, Integer.parseInt(ports[0]), Integer.parseInt(ports[1]));
  }

  /** The process itself. */
  public static void main(String[] arguments) throws Exception {
    DaemonOptions options = DaemonOptions.of(List.of(Path.of(arguments[0])), Path.of(arguments[1]))
        .withHttpListen(DaemonOptions.loopback(0));
    try (Daemon daemon = Daemon.start(arguments.length > 2 ? options.withUpstreams(List.of(arguments[2])) : options)) {
      System.out.println("leafnode=" + daemon.ready().leafnode().getPort() + " http="
          + Objects.requireNonNull(daemon.ready().http()).getPort());
      while (System.in.read() >= 0) {
        // The input's end is the order to stop.
      }
    }
  }

  String leafUrl() {
    return "nats-leaf://127.0.0.1:" + leafPort;
  }

  URI httpUrl() {
    return URI.create("http://127.0.0.1:" + httpPort + "/");
  }

  long pid() {
    return process.pid();
  }

  boolean isAlive() {
    return process.isAlive();
  }

  /** As a power cut would; returns when it is gone. */
  void kill() {
    process.destroyForcibly().onExit().join();
  }

  @Override
  public void close() throws IOException {
    process.getOutputStream().close();
    try {
      if (!process.waitFor(15, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
