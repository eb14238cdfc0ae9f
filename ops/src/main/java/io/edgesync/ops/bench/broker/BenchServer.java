package io.edgesync.ops.bench.broker;

import io.edgesync.cli.console.Failure;
import io.edgesync.ops.LoopbackPort;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A server in a process of its own, with two listeners, and what it has used so far. */
final class BenchServer implements AutoCloseable {

  private final Process process;
  private final LoopbackPort clients;
  private final LoopbackPort leafs;

  private BenchServer(Process process, LoopbackPort clients, LoopbackPort leafs) {
    this.process = process;
    this.clients = clients;
    this.leafs = leafs;
  }

  /** How a kind of server is started. */
  interface Kind {
    /** The words of its command line; {@code hubLeafPort} is 0, or where it solicits a leafnode link. */
    List<String> words(Path directory, int clientPort, int leafPort, int hubLeafPort) throws IOException;

    String name();
  }

  static BenchServer start(Kind kind, Path directory, int hubLeafPort) throws IOException, InterruptedException {
    LoopbackPort clients = LoopbackPort.free();
    LoopbackPort leafs = LoopbackPort.free();
    Path log = directory.resolve(kind.name() + "-" + clients.number() + ".log");
    Process process = new ProcessBuilder(kind.words(directory, clients.number(), leafs.number(), hubLeafPort))
        .directory(directory.toFile()).redirectErrorStream(true).redirectOutput(log.toFile()).start();
    BenchServer server = new BenchServer(process, clients, leafs);
    try {
      clients.awaitListening(kind.name(), process);
      return server;
    } catch (Failure e) {
      server.close();
      throw new Failure(e.getMessage() + ": " + Files.readString(log), e);
    } catch (InterruptedException e) {
      server.close();
      throw e;
    }
  }

  int clientPort() {
    return clients.number();
  }

  int leafPort() {
    return leafs.number();
  }

  /** Processor time that the process has used. */
  double processorSeconds() {
    return process.info().totalCpuDuration().orElse(Duration.ZERO).toNanos() / 1e9;
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
