package io.edgesync.ops.interop;

import io.edgesync.cli.process.Programs;
import io.edgesync.ops.LoopbackPort;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** A running {@code fossil server}. */
public final class StockServer implements AutoCloseable {

  private static final long PATIENCE_SECONDS = 10;

  private final Process process;
  private final LoopbackPort port;

  private StockServer(Process process, LoopbackPort port) {
    this.process = process;
    this.port = port;
  }

  /** Serves {@code repository} to this machine; its words go to a log beside it. */
  public static StockServer start(Programs programs, Path fossil, Path repository)
      throws IOException, InterruptedException {
    LoopbackPort port = LoopbackPort.free();
    Process process = programs.start(List.of(fossil.toString(), "server", repository.toString(), "--localhost",
        "--port", Integer.toString(port.number())), programs.directory().resolve("stock-server.log").toFile());
    StockServer server = new StockServer(process, port);
    try {
      port.awaitListening("fossil server", process);
      return server;
    } catch (RuntimeException | InterruptedException e) {
      server.close();
      throw e;
    }
  }

  /** Host and port. */
  public String at() {
    return "127.0.0.1:" + port.number();
  }

  /** Lets those that answer still, and tidy up after their last answer, come to their end. */
  @Override
  public void close() {
    List<ProcessHandle> answering = process.descendants().toList();
    process.destroy();
    try {
      CompletableFuture.allOf(answering.stream().map(ProcessHandle::onExit).toArray(CompletableFuture[]::new))
          .orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS).exceptionally(late -> null).join();
      answering.forEach(ProcessHandle::destroyForcibly);
      if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
