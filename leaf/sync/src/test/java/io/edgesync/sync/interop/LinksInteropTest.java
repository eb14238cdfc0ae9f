package io.edgesync.sync.interop;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgesync.repository.Repository;
import io.edgesync.repository.Rows;
import io.edgesync.repository.configuration.ConfigurationArea;
import io.edgesync.sync.SyncClock;
import io.edgesync.sync.configuration.ConfigurationRequest;
import io.edgesync.sync.configuration.ConfigurationSession;
import io.edgesync.sync.interop.Sides.Login;
import io.edgesync.sync.interop.Sides.Whose;
import io.edgesync.sync.session.Direction;
import io.edgesync.sync.session.LinkExchange;
import io.edgesync.sync.session.SessionLimits;
import io.edgesync.sync.session.SyncListener;
import io.edgesync.sync.session.SyncOutcome;
import io.edgesync.sync.session.SyncRequest;
import io.edgesync.sync.session.SyncSession;
import io.edgesync.sync.testing.StockRepository;
import io.edgesync.sync.unversioned.UnversionedRequest;
import io.edgesync.sync.unversioned.UnversionedSession;
import io.edgesync.xfer.content.MemoryBudget;
import io.edgesync.xfer.http.HttpOptions;
import io.edgesync.xfer.http.HttpTransport;
import io.edgesync.xfer.login.PasswordLogin;
import io.edgesync.xfer.testing.FossilProcess;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Other places of a project between our sides and stock's; stock with stock is the control. */
class LinksInteropTest {

  private static final long NOW = Instant.now().getEpochSecond();
  private static final String LINKS = "SELECT name, value, mtime FROM config WHERE name GLOB 'link:*' ORDER BY name";
  private static final String SYNCED_WITH = "SELECT name, value FROM config WHERE name GLOB 'syncwith:*'";
  private static final String SYNCED_FROM_CLIENT = "SELECT name, value FROM config WHERE name GLOB 'syncfrom:https://client*'";

  @TempDir
  Path directory;

  private FossilProcess fossil;
  private Path server;
  private Path client;

  @BeforeEach
  void aServerWithACloneOfIt() throws Exception {
    fossil = FossilProcess.in(Files.createDirectories(directory.resolve("home")));
    StockRepository stock = StockRepository.create(fossil, directory, "stock").withCommits(1, 1);
    server = stock.file();
    client = directory.resolve("client.fossil");
    fossil.ok(directory, "clone", server.toString(), client.toString());
    Rows.change(server, "DELETE FROM config WHERE name GLOB 'sync*:*'",
        "INSERT INTO config VALUES('syncwith:http://b.example/it''s a place', '{}', " + (NOW - 10) + "),"
            + " ('syncfrom:http://b.example/it''s a place', '{}', " + (NOW - 20) + "),"
            + " ('syncfrom:https://u@a.example:443/%41', '{}', " + (NOW - 30) + "),"
            + " ('gitpush:https://git.example/m', '{}', " + (NOW - 40) + "),"
            + " ('syncfrom:http://localhost:8080/', '{}', " + NOW + "), ('syncwith:file:///x', '{}', " + NOW + "),"
            + " ('syncfrom:http://old.example/', '{}', " + (NOW - 40 * 86400) + ")");
  }

  @ParameterizedTest
  @CsvSource({"STOCK,STOCK", "OURS,STOCK", "STOCK,OURS", "OURS,OURS"})
  void whoAsksKeepsWhatItIsToldOfOtherPlaces(Whose asking, Whose answering) throws Exception {
    try (Sides.Open open = Sides.serve(answering, fossil, server)) {
      sync(asking, open.url(), Direction.PULL, true);
      String src = open.url().toString().replaceFirst("/$", "");

      assertThat(Rows.of(client, LINKS)).containsExactly(
          "link:http://b.example/it%27s+a+place|{\"src\":\"" + src + "\"}|" + (NOW - 10),
          "link:https://a.example/A|{\"src\":\"" + src + "\"}|" + (NOW - 30),
          "link:https://git.example/m|{\"type\":\"git\",\"src\":\"" + src + "\"}|" + (NOW - 40));
      assertThat(Rows.of(client, SYNCED_WITH))
          .contains("syncwith:" + open.url() + "|{}");
    }
  }

  @ParameterizedTest
  @CsvSource({"STOCK,STOCK", "OURS,STOCK", "STOCK,OURS", "OURS,OURS"})
  void whoMayWriteSaysWhereItCanBeCalled(Whose asking, Whose answering) throws Exception {
    Rows.change(client, "INSERT INTO config VALUES('email-url', 'https://U@Client.example:443/it', " + NOW
        + "), ('baseurl:https://U@Client.example:443/it', 1, " + NOW + ")");
    try (Sides.Open open = Sides.serve(answering, fossil, server)) {
      sync(asking, open.url(), Direction.PULL, false);
      assertThat(Rows.of(server, SYNCED_FROM_CLIENT)).isEmpty();
      assertThat(Rows.of(client, LINKS)).isEmpty();

      sync(asking, URI.create(Sides.Login.RIGHT.url(open.url())), Direction.SYNC, false);
      assertThat(Rows.of(server, SYNCED_FROM_CLIENT)).containsExactly("syncfrom:https://client.example/it|{}");
    }
  }

  @ParameterizedTest
  @CsvSource({"STOCK,STOCK", "OURS,STOCK", "STOCK,OURS", "OURS,OURS"})
  void whatIsNoExchangeOfArtifactsTellsAndIsNotedLikewise(Whose asking, Whose answering) throws Exception {
    Rows.change(client, "INSERT INTO config VALUES('email-url', 'https://client.example/it', " + NOW
        + "), ('baseurl:https://client.example/it', 1, " + NOW + ")");
    try (Sides.Open open = Sides.serve(answering, fossil, server)) {
      for (String what : List.of("uv sync", "config pull project", "config push project", "config sync project")) {
        aside(asking, open.url(), what, Login.RIGHT);

        assertThat(Rows.of(client, SYNCED_WITH)).as(what).containsExactly("syncwith:" + open.url() + "|{}");
        assertThat(Rows.of(server, SYNCED_FROM_CLIENT)).as(what)
            .containsExactly("syncfrom:https://client.example/it|{}");
        assertThat(Rows.of(client, LINKS)).as(what).isEmpty();
        Rows.change(client, "DELETE FROM config WHERE name GLOB 'syncwith:*'");
        Rows.change(server, "DELETE FROM config WHERE name GLOB 'syncfrom:https://client*'");
      }
    }
  }

  @Test
  void aServerThatRefusedIsNotNoted() throws Exception {
    try (Sides.Open open = Sides.serve(Whose.STOCK, fossil, server)) {
      aside(Whose.OURS, open.url(), "uv sync", Login.WRONG);
      aside(Whose.OURS, open.url(), "config pull project", Login.WRONG);
      aside(Whose.OURS, open.url(), "config push project", Login.NONE);

      assertThat(Rows.of(client, SYNCED_WITH)).isEmpty();
    }
  }

  @Test
  void theUrlThatIsSetIsNotedWhenSomebodyComesByIt() throws Exception {
    try (Sides.Open open = Sides.serve(Whose.OURS, fossil, server)) {
      String base = open.url().toString().replaceFirst("/$", "");
      sync(Whose.STOCK, open.url(), Direction.PULL, false);
      assertThat(Rows.of(server, "SELECT name FROM config WHERE name GLOB 'baseurl:*'")).isEmpty();

      fossil.ok(directory, "settings", "email-url", base, "-R", server.toString());
      sync(Whose.STOCK, open.url(), Direction.PULL, false);
      assertThat(Rows.of(server, "SELECT name, value FROM config WHERE name GLOB 'baseurl:*'"))
          .containsExactly("baseurl:" + base + "|1");
    }
  }

  /** A session about something beside artifacts. */
  private void aside(Whose asking, URI url, String what, Login login) throws Exception {
    if (asking == Whose.STOCK) {
      List<String> command = new ArrayList<>(List.of(what.split(" ")));
      command.addAll(List.of(login.url(url), "-R", client.toString()));
      fossil.ok(directory, command.toArray(String[]::new));
      return;
    }
    ConfigurationArea project = ConfigurationArea.named("project").orElseThrow();
    boolean isDone = Sides.ask(client, url, login, (repository, rounds) -> switch (what) {
      case "uv sync" -> new UnversionedSession(repository.unversioned(), rounds, UnversionedRequest.SYNC).run()
          .isSuccess();
      default -> new ConfigurationSession(repository.configuration(), rounds, switch (what) {
        case "config pull project" -> ConfigurationRequest.pull(project, false);
        case "config push project" -> ConfigurationRequest.push(project);
        default -> ConfigurationRequest.sync(project);
      }).run().result() instanceof SyncOutcome.Result.Completed;
    });
    assertThat(isDone).isEqualTo(login == Login.RIGHT);
  }

  private void sync(Whose asking, URI url, Direction way, boolean asks) throws Exception {
    if (asking == Whose.STOCK) {
      List<String> command = List.of(way == Direction.PULL ? "pull" : "sync", url.toString(), "-R", client.toString(),
          "--once", "--share-links");
      fossil.run(directory, asks ? command : command.subList(0, 5));
      return;
    }
    boolean isNobody = url.getUserInfo() == null;
    try (Repository repository = Repository.open(client, CloneSessionTest.options());
        HttpTransport transport = new HttpTransport(url, HttpOptions.of(new MemoryBudget(256 << 20)))) {
      SyncRequest request = SyncRequest
          .of(way, isNobody ? null : new PasswordLogin(FossilProcess.USER, StockRepository.PASSWORD)).tryingRanges()
          .withLinks(new LinkExchange(repository.links(), transport.peerName(), asks));
      assertThat(new SyncSession(repository.artifacts(), transport, request, SessionLimits.DEFAULT, SyncClock.SYSTEM,
          new Random(), SyncListener.SILENT).run().isSuccess()).isTrue();
    }
  }
}
