package io.edgesync.xfer.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.edgesync.xfer.artifact.ProjectCode;
import io.edgesync.xfer.card.CFileCard;
import io.edgesync.xfer.card.Card;
import io.edgesync.xfer.card.CloneCard;
import io.edgesync.xfer.card.CloneSeqnoCard;
import io.edgesync.xfer.card.ErrorCard;
import io.edgesync.xfer.card.FileCard;
import io.edgesync.xfer.card.GimmeCard;
import io.edgesync.xfer.card.IgotCard;
import io.edgesync.xfer.card.PragmaCard;
import io.edgesync.xfer.card.PullCard;
import io.edgesync.xfer.card.PushCard;
import io.edgesync.xfer.content.MemoryBudget;
import io.edgesync.xfer.login.PasswordLogin;
import io.edgesync.xfer.round.CardSource;
import io.edgesync.xfer.round.Deadline;
import io.edgesync.xfer.round.Principal;
import io.edgesync.xfer.round.Round;
import io.edgesync.xfer.round.RoundId;
import io.edgesync.xfer.round.Trace;
import io.edgesync.xfer.round.TransportException;
import io.edgesync.xfer.testing.FossilProcess;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Against a real {@code fossil server}. */
final class HttpTransportTest {

  private static final Card VERSION = new PragmaCard("client-version", List.of("22100", "20230226", "192424"));
  private static final String SERVER_CODE = "0".repeat(40);

  @TempDir
  static Path directory = Path.of("");
  private static FossilProcess.@Nullable Server server;
  private static ProjectCode project = new ProjectCode(SERVER_CODE);

  private final MemoryBudget budget = new MemoryBudget(64 << 20);

  @BeforeAll
  static void serveARepository() throws Exception {
    FossilProcess fossil = FossilProcess.in(directory);
    Path repository = fossil.init(directory.resolve("r.fossil"), "pw");
    String information = fossil.ok(directory, "info", "-R", repository.toString());
    project = new ProjectCode(information.replaceAll("(?s).*project-code: +([0-9a-f]+).*", "$1"));
    Path checkout = Files.createDirectory(directory.resolve("checkout"));
    fossil.ok(checkout, "open", repository.toString());
    Files.writeString(checkout.resolve("a.txt"), "hello\n".repeat(1000));
    fossil.ok(checkout, "add", "a.txt");
    fossil.ok(checkout, "commit", "-m", "first", "--no-warnings");
    server = fossil.serve(repository);
  }

  @AfterAll
  static void stop() {
    if (server != null) {
      server.close();
    }
  }

  private static FossilProcess.Server server() {
    return java.util.Objects.requireNonNull(server);
  }

  @Test
  void aPullOffersWhatAGimmeThenBrings() throws Exception {
    try (HttpTransport transport = new HttpTransport(server().url(), HttpOptions.of(budget))) {
      List<Card> offer = exchange(transport, alice(), VERSION, new PullCard(SERVER_CODE, project.hex()));
      List<Card> wanted = offer.stream().filter(IgotCard.class::isInstance).toList();
      assertThat(wanted).hasSizeGreaterThanOrEqualTo(2);

      List<Card> reply = exchange(transport, alice(), VERSION, new PullCard(SERVER_CODE, project.hex()),
          new GimmeCard(((IgotCard) wanted.getFirst()).name()));

      assertThat(reply)
          .anyMatch(card -> card instanceof FileCard file && file.name().equals(((IgotCard) wanted.getFirst()).name()));
    }
    assertThat(budget.availableBytes()).isEqualTo(budget.totalBytes());
  }

  @Test
  void aCloneComesUncompressedAndWhole() throws Exception {
    try (HttpTransport transport = new HttpTransport(server().url(), HttpOptions.of(budget))) {
      List<Card> reply = exchange(transport, alice(), VERSION, new CloneCard(3, 1));

      assertThat(reply).hasAtLeastOneElementOfType(CFileCard.class)
          .contains(new CloneSeqnoCard(0))
          .anyMatch(card -> card instanceof PushCard push && push.projectCode().equals(project.hex()));
    }
  }

  @Test
  void aWrongPasswordIsAnswered() throws Exception {
    try (HttpTransport transport = new HttpTransport(server().url(), HttpOptions.of(budget))) {
      Principal wrong = new Principal.FossilLogin(new PasswordLogin(FossilProcess.USER, "wrong"));

      assertThat(exchange(transport, wrong, VERSION, new PullCard(SERVER_CODE, project.hex())))
          .contains(new ErrorCard("login failed"));
    }
  }

  @Test
  void aWrongProjectIsAnswered() throws Exception {
    try (HttpTransport transport = new HttpTransport(server().url(), HttpOptions.of(budget))) {
      assertThat(exchange(transport, Principal.NOBODY, VERSION, new PullCard(SERVER_CODE, "1".repeat(40))))
          .contains(new ErrorCard("wrong project"));
    }
  }

  @Test
  void thePeersNameHoldsNoCredentials() {
    try (HttpTransport transport = new HttpTransport(URI.create("https://alice:secret@example.org:8443/repo?x=y#z"),
        HttpOptions.of(budget))) {
      assertThat(transport.peerName()).isEqualTo("https://example.org:8443/repo");
    }
    assertThatThrownBy(() -> new HttpTransport(URI.create("ftp://alice:secret@h/"), HttpOptions.of(budget)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageNotContaining("secret");
  }

  @Test
  void whereNobodyListensNothingWasSent() {
    try (HttpTransport transport = new HttpTransport(URI.create("http://127.0.0.1:1/"), HttpOptions.of(budget))) {
      TransportException.NotSent failure = catchThrowableOfType(TransportException.NotSent.class,
          () -> exchange(transport, Principal.NOBODY, VERSION));
      assertThat(failure).hasMessage(
          "http://127.0.0.1:1/: cannot connect: nothing listens there; check host and port, and that the server runs");
    }
  }

  @Test
  void whatDoesNotSpeakHttpIsSaidInOneShortLine() throws Exception {
    try (CannedServer nats = new CannedServer("INFO {\"server_id\":\"x\"} \r\n");
        HttpTransport transport = new HttpTransport(nats.url(), HttpOptions.of(budget))) {
      TransportException.NoAnswer failure = catchThrowableOfType(TransportException.NoAnswer.class,
          () -> exchange(transport, Principal.NOBODY, VERSION));
      assertThat(failure).hasMessage(nats.url() + ": answers, but not in HTTP; check host and port");
    }
  }

  @Test
  void aRedirectRepeatsTheSamePost() throws Exception {
    try (CannedServer front = new CannedServer(
        "HTTP/1.0 302 Found\r\nLocation: " + server().url() + "xfer\r\nContent-Length: 0\r\n\r\n");
        HttpTransport transport = new HttpTransport(front.url(), HttpOptions.of(budget))) {
      assertThat(exchange(transport, alice(), VERSION, new PullCard(SERVER_CODE, project.hex())))
          .hasAtLeastOneElementOfType(IgotCard.class);
    }
  }

  @Test
  void theRequestIsOneThatFossilUnderstands() throws Exception {
    try (CannedServer canned = CannedServer.text("application/x-fossil-uncompressed", "# ok\n");
        HttpTransport transport = new HttpTransport(canned.url(), HttpOptions.of(budget))) {
      exchange(transport, alice(), VERSION);

      assertThat(canned.requestHead()).startsWith("POST / HTTP/1.1\r\n")
          .containsPattern("(?i)\r\nContent-Type: application/x-fossil\r\n")
          .containsPattern("(?i)\r\nContent-Length: [1-9]")
          .doesNotContainPattern("(?i)\r\n(Expect|Upgrade|HTTP2-Settings|Transfer-Encoding|Accept-Encoding|Cookie):");
    }
  }

  @Test
  void onceTheServerIsKnownToBeNewTheLoginMovesToTheCookie() throws Exception {
    try (
        CannedServer canned = CannedServer.text("application/x-fossil-uncompressed",
            "pragma server-version 22900 20260821 165942\n");
        HttpTransport transport = new HttpTransport(canned.url(), HttpOptions.of(budget))) {
      exchange(transport, alice(), VERSION);
      exchange(transport, alice(), VERSION);

      assertThat(canned.requestHead())
          .containsPattern("(?i)\r\nCookie: x-f-l-c=login\\+tester\\+[0-9a-f]{40}\\+[0-9a-f]{40}\r\n");
    }
  }

  @Test
  void everyFailureIsOneOfFour() throws Exception {
    assertFailure(
        "HTTP/1.0 400 Bad Request\r\nContent-Type: text/html\r\n\r\n<html><b>hash of rid 4</b> does not match</html>",
        TransportException.Refused.class, "server says: hash of rid 4 does not match (HTTP 400)");
    assertFailure("HTTP/1.1 503 Busy\r\nRetry-After: 7\r\nContent-Length: 4\r\n\r\nbusy",
        TransportException.Refused.class,
        "busy");
    assertFailure("HTTP/1.1 413 Large\r\nContent-Length: 0\r\n\r\n", TransportException.TooLarge.class,
        "does not take");
    assertFailure("HTTP/1.0 401 No\r\nWWW-Authenticate: Basic realm=x\r\nContent-Length: 0\r\n\r\n",
        TransportException.Refused.class, "HTTP password");
    assertFailure("HTTP/1.0 200 OK\r\nContent-Type: text/html\r\nContent-Length: 8\r\n\r\n<p>hi</p",
        TransportException.Refused.class,
        "not as a Fossil server: hi");
    assertFailure(
        "HTTP/1.0 200 OK\r\nContent-Type: application/x-fossil-uncompressed\r\nContent-Length: 99\r\n\r\nprivate\n",
        TransportException.NoAnswer.class, "");
    assertFailure("HTTP/1.0 200 OK\r\nContent-Type: application/x-fossil\r\nContent-Length: 8\r\n\r\nrubbish!",
        TransportException.NoAnswer.class, "");
    assertFailure("", TransportException.NoAnswer.class, "");
    assertFailure("HTTP/1.0 302 Found\r\nLocation: ftp://x/\r\nContent-Length: 0\r\n\r\n",
        TransportException.Refused.class,
        "redirects to nowhere");
    assertFailure("HTTP/1.0 200 OK\r\nContent-Type: application/x-fossil-uncompressed\r\n\r\n#" + "x".repeat(3_000_000),
        TransportException.TooLarge.class, "larger than 2000000 bytes");
  }

  @Test
  void aServerThatRedirectsForEverIsGivenUp() throws Exception {
    try (
        CannedServer canned = new CannedServer(
            "HTTP/1.0 302 Found\r\nLocation: /\r\nConnection: close\r\nContent-Length: 0\r\n\r\n");
        HttpTransport transport = new HttpTransport(canned.url(), HttpOptions.of(budget))) {
      assertThatThrownBy(() -> exchange(transport, Principal.NOBODY, VERSION))
          .isInstanceOf(TransportException.Refused.class)
          .hasMessageContaining("more than 19 redirects");
      assertThat(canned.requests()).isEqualTo(20);
    }
  }

  @Test
  void aReplyThatStallsEndsAtTheDeadline() throws Exception {
    try (CannedServer canned = CannedServer.stalling(
        "HTTP/1.0 200 OK\r\nContent-Type: application/x-fossil-uncompressed\r\nContent-Length: 99\r\n\r\nprivate\n");
        HttpTransport transport = new HttpTransport(canned.url(), HttpOptions.of(budget))) {
      List<Card> reply = new ArrayList<>();

      assertThatThrownBy(
          () -> transport.exchange(round(Principal.NOBODY, Duration.ofSeconds(4)), CardSource.of(VERSION),
              reply::add))
          .isInstanceOf(TransportException.NoAnswer.class)
          .hasMessageContaining("deadline");
      assertThat(reply).as("cards that came before").hasSize(1);
    }
  }

  @Test
  void anAnswerThatComesAsItIsGivenUpIsClosed() throws Exception {
    try (CannedServer server = CannedServer.stalling("HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\nthe beginning");
        HttpClient client = HttpClient.newHttpClient()) {
      CompletableFuture<HttpResponse<InputStream>> answer = client.sendAsync(
          HttpRequest.newBuilder(server.url()).POST(BodyPublishers.ofString("x")).build(),
          BodyHandlers.ofInputStream());
      InputStream body = answer.get(20, TimeUnit.SECONDS).body();

      HttpTransport.abandon(answer);

      assertThatThrownBy(body::read).isInstanceOf(IOException.class);
    }
  }

  private void assertFailure(String answer, Class<? extends TransportException> type, String message) throws Exception {
    try (CannedServer canned = new CannedServer(answer);
        HttpTransport transport = new HttpTransport(canned.url(), HttpOptions.of(budget))) {
      assertThatThrownBy(() -> exchange(transport, Principal.NOBODY, VERSION)).isInstanceOf(type)
          .hasMessageContaining(message)
          .hasMessageContaining(transport.peerName());
    }
  }

  private static Principal alice() {
    return new Principal.FossilLogin(new PasswordLogin(FossilProcess.USER, "pw"));
  }

  private static Round round(Principal asker, Duration patience) {
    return new Round(new RoundId("r1"), project, asker, Deadline.after(patience, System.nanoTime()), Trace.NONE,
        2_000_000);
  }

  private static List<Card> exchange(HttpTransport transport, Principal asker, Card... request) throws Exception {
    List<Card> reply = new ArrayList<>();
    transport.exchange(round(asker, Duration.ofSeconds(30)), CardSource.of(request), card -> {
      card.close();
      reply.add(card);
    });
    return reply;
  }
}
