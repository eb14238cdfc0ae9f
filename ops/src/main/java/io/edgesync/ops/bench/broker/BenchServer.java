package io.edgesync.ops.bench.broker;

import io.edgesync.cli.console.Failure;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A server in a process of its own, with two listeners, and what it has used so far. */
final class BenchServer implements AutoCloseable {

  /** Clock ticks in a second, as {@code /proc} counts processor time: 100 on every Linux that a JVM of today runs on. */
  private static final double TICKS = 100;

  private final String name;
  private final Process process;
  private final int clientPort;
  private final int leafPort;

  private BenchServer(String name, Process process, int clientPort, int leafPort) {
    this.name = name;
    this.process = process;
    this.clientPort = clientPort;
    this.leafPort = leafPort;
  }

  /** How a kind of server is started. */
  interface Kind {
    /** The words of its command line; {@code hubLeafPort} is 0, or where it solicits a leafnode link. */
    List<String> words(Path directory, int clientPort, int leafPort, int hubLeafPort) throws IOException;

    String name();
  }

  static BenchServer start(Kind kind, Path directory, int hubLeafPort) throws IOException, InterruptedException {
    int clientPort = freePort();
    int leafPort = freePort();
    Path log = directory.resolve(kind.name().replace(' ', '-') + "-" + clientPort + ".log");
    Process process = new ProcessBuilder(kind.words(directory, clientPort, leafPort, hubLeafPort))
        .directory(directory.toFile()).redirectErrorStream(true).redirectOutput(log.toFile()).start();
    BenchServer server = new BenchServer(kind.name(), process, clientPort, leafPort);
    try {
      server.awaitListening(log);
      return server;
    } catch (IOException | InterruptedException | RuntimeException e) {
      server.close();
      throw e;
    }
  }

  private void awaitListening(Path log) throws IOException, InterruptedException {
    for (int attempt = 0; attempt < 200; attempt++) {
      if (!process.isAlive()) {
        throw new Failure(name + ": ended at once: " + Files.readString(log));
      }
      try (Socket socket = new Socket()) {
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), clientPort), 1000);
        return;
      } catch (IOException e) {
        TimeUnit.MILLISECONDS.sleep(50);
      }
    }
    throw new Failure(name + ": does not listen on port " + clientPort + " after 10 s");
  }

  static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  int clientPort() {
    return clientPort;
  }

  int leafPort() {
    return leafPort;
  }

  /** Processor time that the process has used, in seconds. Source: {@code proc(5)}, fields utime and stime of {@code stat}. */
  double processorSeconds() throws IOException {
    String stat = Files.readString(Path.of("/proc", Long.toString(process.pid()), "stat"));
    String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
    return (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) / TICKS;
  }

  /** Resident memory now, in MiB. */
  long residentMebibytes() throws IOException {
    try (var lines = Files.lines(Path.of("/proc", Long.toString(process.pid()), "status"))) {
      return lines.filter(line -> line.startsWith("VmRSS:"))
          .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")) / 1024).findFirst().orElse(0);
    }
  }

  long pid() {
    return process.pid();
  }

  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(5, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
