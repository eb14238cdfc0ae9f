package io.edgesync.ops.interop;

import io.edgesync.agent.AgentException;
import io.edgesync.agent.Daemon;
import io.edgesync.agent.DaemonOptions;
import io.edgesync.cli.Main;
import io.edgesync.cli.console.Failure;
import io.edgesync.cli.console.Terminal;
import io.edgesync.cli.process.Programs;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.StringReader;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** One cell, played once: copies of the two repositories, a server, and a client that does its deed. */
final class Meeting {

  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private final Case cell;
  private final Programs programs;
  private final Path fossil;

  /** @param programs whose directory is the meeting's own, and there is nothing in it */
  Meeting(Case cell, Programs programs, Path fossil) {
    this.cell = cell;
    this.programs = programs;
    this.fossil = fossil;
  }

  Ended hold(Scenery scenery) throws IOException, InterruptedException {
    Path server = Files.copy(scenery.server(cell.login()), programs.directory().resolve("server.fossil"));
    if (cell.deed() != Deed.CLONE) {
      Files.copy(scenery.client(), programs.directory().resolve("client.fossil"));
    }
    if (!cell.server().isOurs()) {
      try (StockServer open = StockServer.start(programs, fossil, server)) {
        return ask("http://", open.at(), "/");
      }
    }
    DaemonOptions options = DaemonOptions.of(List.of(server), programs.directory().resolve("state"))
        .withHttpListen(DaemonOptions.loopback(0)).withIntervals(Duration.ZERO, Duration.ZERO);
    try (Daemon daemon = Daemon.start(options)) {
      return cell.server() == Server.OURS
          ? ask("http://", at(Objects.requireNonNull(daemon.ready().http())), "/")
          : ask("nats-leaf://", at(daemon.ready().leafnode()),
              cell.deed() == Deed.CLONE ? "/" + daemon.status().repositories().getFirst().project() : "");
    } catch (AgentException e) {
      throw new Failure(cell + ": " + e.getMessage(), e);
    }
  }

  private static String at(InetSocketAddress address) {
    return "127.0.0.1:" + address.getPort();
  }

  private Ended ask(String scheme, String at, String path) throws InterruptedException {
    String password = cell.login().password();
    if (cell.client() == Client.STOCK) {
      String login = password == null ? "" : Scenery.ADMIN + ":" + password + "@";
      List<String> words = new ArrayList<>(List.of(fossil.toString()));
      words.addAll(cell.deed().arguments(Client.STOCK, scheme + login + at + path, "client.fossil"));
      Programs.Ended ended = programs.run(words, PATIENCE);
      return new Ended(programs.directory(), ended.code(), ended.output());
    }
    List<String> words = new ArrayList<>(cell.deed().arguments(Client.OURS, scheme + at + path, "client.fossil"));
    if (password != null) {
      words.addAll(List.of("--user", Scenery.ADMIN));
    }
    ByteArrayOutputStream said = new ByteArrayOutputStream();
    PrintStream stream = new PrintStream(said, true, StandardCharsets.UTF_8);
    Map<String, String> environment = Map.of("HOME", programs.directory().toString(), "USER", Scenery.ADMIN,
        "LEAF_PASSWORD", password == null ? "" : password);
    int code = Main.run(new Terminal(stream, stream, new BufferedReader(new StringReader("")), environment,
        programs.directory(), false), words.toArray(String[]::new));
    return new Ended(programs.directory(), code, said.toString(StandardCharsets.UTF_8));
  }
}
