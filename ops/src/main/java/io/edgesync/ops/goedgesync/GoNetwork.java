package io.edgesync.ops.goedgesync;

import io.edgesync.cli.console.Failure;
import io.edgesync.cli.process.LeafProcess;
import io.edgesync.cli.process.Programs;
import io.edgesync.ops.LoopbackPort;
import io.edgesync.ops.broker.ServerProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Our daemon, a program of Go EdgeSync, and what is between them, each with a repository of its own of one project. */
final class GoNetwork implements AutoCloseable {

  /** What is at the other side. */
  enum Kind {
    /** Polls, serves what it has, and takes what others push. */
    LEAF,
    /** Polls, and answers nobody. */
    ASKING_LEAF,
    /** Announces, and pulls from who announces. */
    HUB,
    /** Passes what it is asked on to {@code fossil server}. */
    BRIDGE;

    /** Whether it exchanges unversioned files by itself: who serves answers its own questions about them. */
    boolean keepsFilesEqual() {
      return this == ASKING_LEAF;
    }
  }

  /** What is between them. */
  enum Between {
    EMBEDDED, NATS_SERVER
  }

  private final Programs programs;
  private final Path go;
  private final Path directory;
  private final Deque<Process> started = new ArrayDeque<>();
  private @Nullable ServerProcess server;
  private @Nullable LeafProcess ours;
  private String hubUrl = "";

  /** @param go where the built programs are */
  GoNetwork(Programs programs, Path go, Path directory) {
    this.programs = programs;
    this.go = go;
    this.directory = directory;
  }

  /** Starts all of it; when this returns, our side is ready and the other is under way. */
  void start(Kind kind, Between between, Path here, Path there, String project, Path fossil, Path natsServer)
      throws IOException, InterruptedException {
    Path config = Files.writeString(directory.resolve("edgesync.yaml"), """
        repositories:
          - file: %s
            unversioned: true
            grants:
              unknown-origins: gioy
        """.formatted(here));
    int client = LoopbackPort.free().number();
    List<String> flags = List.of("--nats-client-port", Integer.toString(client));
    String link;
    if (between == Between.NATS_SERVER) {
      ServerProcess started = ServerProcess.start(ServerProcess.natsServer(natsServer.toString()), directory, 0);
      server = started;
      link = "nats-leaf://127.0.0.1:" + started.leafPort();
      ours = LeafProcess.startConfigured(programs, directory.getFileName().toString(), config,
          and(flags, "--nats", link));
      client = started.clientPort();
    } else {
      LeafProcess leaf = LeafProcess.startConfigured(programs, directory.getFileName().toString(), config,
          flags);
      ours = leaf;
      link = leaf.linkUrl();
    }
    switch (kind) {
      case LEAF -> go("go-leaf", "-repo", there.toString(), "-nats", link, "-uv", "-serve-nats", "-nats-store-dir",
          directory.resolve("store").toString());
      case ASKING_LEAF -> go("go-leaf", "-repo", there.toString(), "-nats", link, "-uv", "-nats-store-dir",
          directory.resolve("store").toString());
      case HUB -> {
        LoopbackPort http = LoopbackPort.free();
        Process hub = go("go-edgesync", "hub", "serve", "-R", there.toString(), "--name", "office-hub", "--http-port",
            Integer.toString(http.number()), "--leaf-upstream", link, "--nobody-caps", "gio");
        http.awaitListening("go hub", hub);
        hubUrl = "http://127.0.0.1:" + http.number() + "/";
      }
      case BRIDGE -> {
        LoopbackPort http = LoopbackPort.free();
        Process stock = begin(List.of(fossil.toString(), "server", "--port", Integer.toString(http.number()),
            "--localhost", there.toString()));
        http.awaitListening("fossil server", stock);
        go("go-bridge", "-nats", "nats://127.0.0.1:" + client, "-fossil", "http://127.0.0.1:" + http.number() + "/",
            "-project", project);
      }
    }
  }

  /** Where a Go hub takes what stock Fossil pushes; empty for the other kinds. */
  String hubUrl() {
    return hubUrl;
  }

  private static List<String> and(List<String> words, String... more) {
    List<String> all = new ArrayList<>(words);
    all.addAll(List.of(more));
    return all;
  }

  private Process go(String program, String... arguments) {
    Path file = go.resolve(program);
    if (!Files.isExecutable(file)) {
      throw new Failure(file + ": not there, GO_EDGESYNC_DIR names the directory of the built programs");
    }
    return begin(and(List.of(file.toString()), arguments));
  }

  private Process begin(List<String> words) {
    Path log = directory.resolve(Path.of(words.getFirst()).getFileName() + ".log");
    ProcessBuilder builder = new ProcessBuilder(words).directory(directory.toFile()).redirectErrorStream(true)
        .redirectOutput(log.toFile());
    builder.environment().put("HOME", directory.toString());
    builder.environment().put("USER", Programs.LOGIN);
    try {
      Process process = builder.start();
      started.push(process);
      // Whoever ends this program by a signal ends the others too.
      Runtime.getRuntime().addShutdownHook(new Thread(process::destroy));
      return process;
    } catch (IOException e) {
      throw new Failure(words.getFirst() + ": cannot be started, " + e.getMessage(), e);
    }
  }

  @Override
  public void close() {
    for (Process process : started) {
      process.destroy();
      try {
        if (!process.waitFor(10, TimeUnit.SECONDS)) {
          process.destroyForcibly();
        }
      } catch (InterruptedException e) {
        process.destroyForcibly();
        Thread.currentThread().interrupt();
      }
    }
    if (ours != null) {
      ours.close();
    }
    if (server != null) {
      server.close();
    }
  }
}
