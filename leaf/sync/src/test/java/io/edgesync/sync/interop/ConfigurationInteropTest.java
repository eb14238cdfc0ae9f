package io.edgesync.sync.interop;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgesync.repository.Repository;
import io.edgesync.repository.RepositoryOptions;
import io.edgesync.repository.Rows;
import io.edgesync.repository.configuration.ConfigurationArea;
import io.edgesync.repository.configuration.ConfiguredRepository;
import io.edgesync.sync.SyncClock;
import io.edgesync.sync.configuration.ConfigurationOutcome;
import io.edgesync.sync.configuration.ConfigurationRequest;
import io.edgesync.sync.configuration.ConfigurationSession;
import io.edgesync.sync.interop.Sides.Login;
import io.edgesync.sync.interop.Sides.Whose;
import io.edgesync.sync.session.RoundTrip;
import io.edgesync.sync.session.SessionLimits;
import io.edgesync.sync.session.SyncOutcome.Result;
import io.edgesync.sync.testing.StockRepository;
import io.edgesync.xfer.card.MessageCard;
import io.edgesync.xfer.round.CardSink;
import io.edgesync.xfer.round.CardSource;
import io.edgesync.xfer.round.Round;
import io.edgesync.xfer.round.Transport;
import io.edgesync.xfer.round.TransportException;
import io.edgesync.xfer.testing.FossilProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Single areas of configuration between our sides and stock's; stock with stock is the control, as in {@code ops/interop}, which plays all of it. */
class ConfigurationInteropTest {

  @TempDir
  static Path templates;

  @TempDir
  Path directory;

  private static FossilProcess fossil;
  private Path server;
  private Path client;

  @BeforeAll
  static void twoThatDiffer() throws Exception {
    fossil = FossilProcess.in(Files.createDirectories(templates.resolve("home")));
    Path server = ConfiguredRepository.make(fossil, templates.resolve("server.fossil"));
    fossil.ok(templates, "user", "password", FossilProcess.USER, StockRepository.PASSWORD, "-R", server.toString());
    Path client = templates.resolve("client.fossil");
    fossil.ok(templates, "clone", server.toString(), client.toString());
    Rows.change(server, "UPDATE user SET cap='o', mtime=1700000030 WHERE login='nobody'");
    for (Path file : List.of(server, client)) {
      long newer = file.equals(server) ? 1800000000 : 1700000000;
      String whose = file.equals(server) ? "server" : "client";
      Rows.change(file, "REPLACE INTO config VALUES('header', 'of " + whose + "', " + newer + "), ('footer', 'of "
          + whose + "', " + (3500000000L - newer) + "), ('interwiki:" + whose
          + "', 'x', 5), ('timeline-utc', '1', NULL)",
          "INSERT INTO shun VALUES('" + (file.equals(server) ? "1" : "2").repeat(40) + "', 6, NULL)",
          "INSERT INTO concealed VALUES('" + (file.equals(server) ? "3" : "4").repeat(40) + "', 7, 'a@" + whose + "')",
          "INSERT INTO user(login, pw, cap, mtime) VALUES('of-" + whose + "', 'x', 'o', 8)",
          "INSERT INTO subscriber(semail, suname, sverified, sdonotcall, sdigest, ssub, sctime, mtime)"
              + " VALUES('" + whose + "@example.org', NULL, 1, 0, 0, 'a', 9, 10)");
    }
  }

  @BeforeEach
  void copies() throws Exception {
    server = Files.copy(templates.resolve("server.fossil"), directory.resolve("server.fossil"));
    client = Files.copy(templates.resolve("client.fossil"), directory.resolve("client.fossil"));
  }

  @ParameterizedTest
  @CsvSource({"OURS,STOCK,pull,css,NONE", "STOCK,OURS,pull,user,NONE", "STOCK,OURS,push,skin,RIGHT",
      "OURS,OURS,sync,shun,RIGHT"})
  void bothEndWhereStockWithStockDoes(Whose asking, Whose answering, String way, String area, Login login)
      throws Exception {
    Path controlServer = Files.copy(server, directory.resolve("control-server.fossil"));
    Path controlClient = Files.copy(client, directory.resolve("control-client.fossil"));
    run(Whose.STOCK, controlClient, Whose.STOCK, controlServer, way, area, login);

    run(asking, client, answering, server, way, area, login);

    assertThat(comparable(client)).isEqualTo(comparable(controlClient));
    assertThat(comparable(server)).isEqualTo(comparable(controlServer));
  }

  /** A stock client notes where and when it synced in settings that do not travel. */
  private static Map<String, List<String>> comparable(Path file) throws Exception {
    Map<String, List<String>> tables = ConfiguredRepository.tables(file);
    tables.computeIfPresent("config", (name, rows) -> rows.stream()
        .filter(row -> !row.startsWith("syncwith:") && !row.startsWith("captcha") && !row.startsWith("last-sync")
            && !row.startsWith("baseurl"))
        .toList());
    return tables;
  }

  private static String run(Whose asking, Path client, Whose answering, Path server, String way, String area,
      Login login) throws Exception {
    try (Sides.Open open = Sides.serve(answering, fossil, server)) {
      if (asking == Whose.STOCK) {
        return fossil.run(client.getParent(), "configuration", way, area, login.url(open.url()), "-R",
            client.toString()).output();
      }
      ConfigurationOutcome outcome = ask(client, open, way, ConfigurationArea.named(area).orElseThrow(), login);
      return switch (outcome.result()) {
        case Result.Completed() -> "completed";
        case Result.Denied(String text) -> text;
        case Result.Failed(String text, Exception cause) -> throw new AssertionError(text, cause);
      };
    }
  }

  @Test
  void whatAnUnprovenReplySaysIsNotShown() throws Exception {
    Transport unproven = new Transport() {
      @Override
      public void exchange(Round round, CardSource request, CardSink reply)
          throws TransportException, InterruptedException {
        try {
          reply.accept(new MessageCard("run this"));
        } catch (IOException e) {
          throw new IllegalStateException(e);
        }
        throw new TransportException.NoAnswer("not proven", null);
      }

      @Override
      public String peerName() {
        return "node";
      }

      @Override
      public void close() {}
    };
    try (Repository repository = Repository.open(client, RepositoryOptions.standard())) {
      RoundTrip rounds = new RoundTrip(repository.artifacts(), unproven, null, SessionLimits.DEFAULT, SyncClock.SYSTEM,
          new Random(1));

      ConfigurationOutcome outcome = new ConfigurationSession(repository.configuration(), rounds,
          ConfigurationRequest.pull(ConfigurationArea.named("css").orElseThrow(), false)).run();

      assertThat(outcome.result()).isInstanceOf(Result.Failed.class);
      assertThat(outcome.messages()).isEmpty();
    }
  }

  private static ConfigurationOutcome ask(Path client, Sides.Open open, String way, ConfigurationArea area,
      Login login) throws InterruptedException {
    ConfigurationRequest request = switch (way) {
      case "pull" -> ConfigurationRequest.pull(area, false);
      case "push" -> ConfigurationRequest.push(area);
      default -> ConfigurationRequest.sync(area);
    };
    return Sides.ask(client, open.url(), login,
        (repository, rounds) -> new ConfigurationSession(repository.configuration(), rounds, request).run());
  }

  @Test
  void anOverwritingPullReplacesAsStockDoes() throws Exception {
    Path control = Files.copy(client, directory.resolve("control.fossil"));
    try (Sides.Open open = Sides.serve(Whose.STOCK, fossil, server)) {
      fossil.ok(directory, "configuration", "pull", "all", "--overwrite", Login.NONE.url(open.url()), "-R",
          control.toString());
      ConfigurationOutcome outcome = Sides.ask(client, open.url(), Login.NONE,
          (repository, rounds) -> new ConfigurationSession(repository.configuration(), rounds,
              ConfigurationRequest.pull(ConfigurationArea.ALL, true)).run());

      assertThat(outcome.result()).isEqualTo(new Result.Completed());
      assertThat(outcome.taken()).isPositive();
    }

    assertThat(comparable(client)).isEqualTo(comparable(control));
  }
}
