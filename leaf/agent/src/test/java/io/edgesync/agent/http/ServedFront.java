package io.edgesync.agent.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgesync.repository.user.Capabilities;
import io.edgesync.sync.SyncClock;
import io.edgesync.sync.answer.AnswerLimits;
import io.edgesync.sync.answer.AnswerListener;
import io.edgesync.sync.answer.Answerer;
import io.edgesync.sync.memory.MemoryArtifactStore;
import io.edgesync.sync.rights.Authorizer;
import io.edgesync.xfer.artifact.ProjectCode;
import io.edgesync.xfer.card.CardLimits;
import io.edgesync.xfer.card.LoginCard;
import io.edgesync.xfer.content.MemoryBudget;
import io.edgesync.xfer.login.LoginVerification;
import io.edgesync.xfer.round.Principal;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A front over a store in memory; closing it checks that all memory was given back. */
final class ServedFront implements AutoCloseable {

  static final ProjectCode PROJECT = new ProjectCode("c0dec0dec0dec0dec0dec0dec0dec0dec0dec0de");
  private static final InetSocketAddress ANY = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
  private static final int READ_MILLIS = 20_000;

  private final MemoryBudget budget = new MemoryBudget(64 << 20);
  private final MemoryArtifactStore store = new MemoryArtifactStore(PROJECT, "5".repeat(40), 32 << 20);
  private final Answerer answerer = new Answerer(store, new Rights(), AnswerLimits.DEFAULT, null, SyncClock.SYSTEM,
      AnswerListener.SILENT);
  private HttpFrontOptions options = HttpFrontOptions.of(CardLimits.DEFAULT.withBodyBytesMax(40 << 20), budget);
  private @Nullable HttpFront front;

  /** Everybody pulls and clones, alice with her password pushes. */
  private static final class Rights implements Authorizer {
    @Override
    public boolean proves(ProjectCode project, LoginCard login) {
      return login.user().equals("alice") && LoginVerification.signatureMatches(login, "tiger seven", project);
    }

    @Override
    public Capabilities rights(ProjectCode project, Principal asker, @Nullable String login) {
      return new Capabilities(login == null ? "go" : "goi");
    }
  }

  HttpFrontOptions options() {
    return options;
  }

  void setOptions(HttpFrontOptions other) {
    options = other;
  }

  MemoryArtifactStore store() {
    return store;
  }

  /** Answers for the store. */
  XferHandler handler() {
    return answerer::answer;
  }

  HttpFront start(Routes routes) throws IOException {
    HttpFront started = HttpFront.start(ANY, options, routes);
    front = started;
    return started;
  }

  HttpFront start() throws IOException {
    return start(Routes.of(Map.of("one", handler())));
  }

  static Socket connect(HttpFront http) throws IOException {
    Socket socket = new Socket(http.address().getAddress(), http.address().getPort());
    socket.setSoTimeout(READ_MILLIS);
    return socket;
  }

  /** See {@link RawHttp#exchange}. */
  static String exchange(HttpFront http, String requestLine, @Nullable String contentType, String body)
      throws IOException {
    return RawHttp.exchange(connect(http), requestLine, contentType, body.getBytes(StandardCharsets.ISO_8859_1));
  }

  static void send(Socket socket, String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
  }

  @Override
  public void close() {
    if (front != null) {
      front.close();
    }
    assertThat(budget.availableBytes()).as("bytes given back to the budget").isEqualTo(budget.totalBytes());
  }
}
