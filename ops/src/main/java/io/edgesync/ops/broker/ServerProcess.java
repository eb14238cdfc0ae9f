package io.edgesync.ops.broker;

import io.edgesync.cli.console.Failure;
import io.edgesync.ops.LoopbackPort;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A NATS server in a process of its own, with two listeners, what it said, and what it has used so far. */
public final class ServerProcess implements AutoCloseable {

  private final Process process;
  private final Path log;
  private final LoopbackPort clients;
  private final LoopbackPort leafs;

  private ServerProcess(Process process, Path log, LoopbackPort clients, LoopbackPort leafs) {
    this.process = process;
    this.log = log;
    this.clients = clients;
    this.leafs = leafs;
  }

  /** How a kind of server is started. */
  public interface Kind {
    /** The words of its command line; {@code hubLeafPort} is 0, or where it solicits a leafnode link. */
    List<String> words(Path directory, int clientPort, int leafPort, int hubLeafPort) throws IOException;

    String name();
  }

  /** {@code nats-server}, with a configuration file that asks nobody to log in. */
  public static Kind natsServer(String program) {
    return new Kind() {
      @Override
      public String name() {
        return "nats-server";
      }

      @Override
      public List<String> words(Path directory, int clientPort, int leafPort, int hubLeafPort) throws IOException {
        Path config = directory.resolve("nats-" + clientPort + ".conf");
        String remotes = hubLeafPort == 0
            ? ""
            : "  remotes [ { url: \"nats-leaf://127.0.0.1:" + hubLeafPort + "\" } ]\n";
        Files.writeString(config, "listen: 127.0.0.1:" + clientPort + "\nserver_name: bench-" + clientPort
            + "\nleafnodes {\n  listen: 127.0.0.1:" + leafPort + "\n" + remotes + "}\n");
        return List.of(program, "-c", config.toString());
      }
    };
  }

  /**
   * Our server, in this JVM's like.
   *
   * @param flags of the JVM
   */
  public static Kind embedded(List<String> flags) {
    return new Kind() {
      @Override
      public String name() {
        return "edgesync";
      }

      @Override
      public List<String> words(Path directory, int clientPort, int leafPort, int hubLeafPort) {
        List<String> words = new ArrayList<>();
        words.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        words.addAll(flags);
        words.addAll(List.of("-cp", System.getProperty("java.class.path"), BrokerProgram.class.getName(),
            Integer.toString(clientPort), Integer.toString(leafPort)));
        if (hubLeafPort != 0) {
          words.add(Integer.toString(hubLeafPort));
        }
        return words;
      }
    };
  }

  /** @throws Failure when it does not listen within 10 s, with what it said */
  public static ServerProcess start(Kind kind, Path directory, int hubLeafPort)
      throws IOException, InterruptedException {
    LoopbackPort clients = LoopbackPort.free();
    LoopbackPort leafs = LoopbackPort.free();
    Path log = directory.resolve(kind.name() + "-" + clients.number() + ".log");
    Process process = new ProcessBuilder(kind.words(directory, clients.number(), leafs.number(), hubLeafPort))
        .directory(directory.toFile()).redirectErrorStream(true).redirectOutput(log.toFile()).start();
    ServerProcess server = new ServerProcess(process, log, clients, leafs);
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

  public int clientPort() {
    return clients.number();
  }

  public int leafPort() {
    return leafs.number();
  }

  public long pid() {
    return process.pid();
  }

  /** What it wrote to its standard output and error until now. */
  public String log() throws IOException {
    return Files.readString(log);
  }

  /** Processor time that the process has used. */
  public double processorSeconds() {
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
