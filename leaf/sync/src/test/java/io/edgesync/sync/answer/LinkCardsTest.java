package io.edgesync.sync.answer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.edgesync.repository.Repository;
import io.edgesync.repository.RepositoryOptions;
import io.edgesync.repository.Rows;
import io.edgesync.repository.database.ForeignLock;
import io.edgesync.repository.setting.Setting;
import io.edgesync.repository.user.Capabilities;
import io.edgesync.sync.SyncClock;
import io.edgesync.sync.rights.FossilAuthorizer;
import io.edgesync.sync.testing.StockRepository;
import io.edgesync.xfer.card.PragmaCard;
import io.edgesync.xfer.envelope.ReceivedBody;
import io.edgesync.xfer.round.Principal;
import io.edgesync.xfer.testing.FossilProcess;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Where somebody can be called, and who else can, line by line. */
@Timeout(60)
class LinkCardsTest extends TextRounds {

  private static final String BASE = "https://here.example/notes";

  private StockRepository stock;
  private Repository repository;
  private int number;

  @BeforeEach
  void open(@TempDir Path directory) throws Exception {
    stock = StockRepository.create(FossilProcess.in(Files.createDirectories(directory.resolve("home"))), directory,
        "stock");
    stock.capabilities("nobody", "oi");
    RepositoryOptions options = RepositoryOptions.standard();
    repository = Repository.open(stock.file(), new RepositoryOptions(options.budget(), options.artifactBytesMax(),
        options.clock(), Duration.ofMinutes(10)));
    repository.links().syncedWith("http://other.example/a%2bb");
  }

  @AfterEach
  void close() {
    repository.close();
  }

  private List<String> said(@Nullable String base, String request) throws Exception {
    Answerer answerer = new Answerer(Served.of(repository), new FossilAuthorizer(repository.users()),
        AnswerLimits.DEFAULT, null, SyncClock.SYSTEM, AnswerListener.SILENT);
    try (ReceivedBody body = receive(request)) {
      return text(answerer.answer(Asked.of(round("l" + number++), body, null).at(base))).lines()
          .map(line -> line.replaceAll(" [0-9]{10}$", " TIME").replaceAll("^# timestamp .*", "timestamp")).toList();
    }
  }

  private List<String> kept() {
    return repository.settings().matching("syncfrom:*").stream().map(Setting::name).toList();
  }

  @Test
  void linksComeOnceAndLastBeforeTheTimestampToWhoMayRead() throws Exception {
    String link = "pragma link http://other.example/a%2Bb {\"src\":\"https://here.example/notes\"} TIME";

    assertThat(said(BASE, "pragma req-links\npragma req-links\npragma ci-unlock\n")).containsExactly(link, "timestamp");
    assertThat(said(BASE, "pragma req-links more\n")).containsExactly(link, "timestamp");
    assertThat(said(null, "pragma req-links\n")).containsExactly("timestamp");
    stock.capabilities("nobody", "");
    assertThat(said(BASE, "pragma req-links\n")).containsExactly("timestamp");
  }

  @Test
  void whereThereIsNothingToTellItIsLookedForOnce() throws Exception {
    Rows.change(stock.file(), "DELETE FROM config WHERE name GLOB 'sync*:*'");
    try (ReceivedBody body = receive("")) {
      RequestState state = new RequestState(Asked.of(round("once"), body, null).at(BASE), Principal.NOBODY, null,
          false);
      state.rights = new Capabilities("o");
      LinkCards cards = new LinkCards(repository.links(), state);
      cards.read(new PragmaCard("req-links", List.of()));
      repository.links().syncedWith("http://other.example/");
      cards.read(new PragmaCard("req-links", List.of()));

      assertThat(state.links).isEmpty();
    }
  }

  @Test
  void whoComesWhileAnotherProgramWritesIsAnsweredAsEver() throws Exception {
    repository.settings().set("email-url", BASE);
    String request = "pull " + SC + " " + stock.projectCode() + "\npragma client-url http://c.example/\n";
    Thread writing = Thread.ofVirtual().unstarted(() -> repository.settings().set("email-self", "x"));
    try (ForeignLock _ = ForeignLock.on(stock.file(), "BEGIN IMMEDIATE")) {
      assertThat(said(BASE, request)).contains("timestamp").noneMatch(line -> line.startsWith("error"));
      writing.start();
      await().atMost(Duration.ofSeconds(20)).until(repository::isLockedByOthers);
      assertThat(said(BASE, request)).as("a write of ours waits, too").contains("timestamp");
    }
    writing.join();
    assertThat(repository.links().publicUrl()).isEmpty();
    assertThat(kept()).isEmpty();

    said(BASE, "");
    assertThat(repository.links().publicUrl()).contains(BASE);
  }

  @Test
  void aClientsUrlIsKeptFromWhoMayWriteOnceARequest() throws Exception {
    said(BASE, "pragma client-url http://c.example/\npragma client-url http://d.example/\n");
    assertThat(kept()).containsExactly("syncfrom:http://c.example/");

    // Over NATS nobody has a URL.
    said(null, "pragma client-url http://e.example/\n");
    stock.capabilities("nobody", "o");
    said(BASE, "pragma client-url http://e.example/\n");
    assertThat(kept()).containsExactly("syncfrom:http://c.example/");
  }

  @Test
  void aUrlThatIsNoneIsPassedOver() throws Exception {
    for (String odd : List.of("", "http://c.example/ more", "localhost", "http://localhost/", "ssh://c.example/x",
        "file:///etc/passwd", "http://[::1]/", "http://c.example/%00", "http://c.example/\u0001",
        "http://c.example:1x/",
        "http://" + "c".repeat(60_000) + "/", "http:", "')--")) {
      assertThat(said(BASE, "pragma client-url " + odd + "\n")).as(odd).containsExactly("timestamp");
    }
    assertThat(kept()).isEmpty();
  }
}
