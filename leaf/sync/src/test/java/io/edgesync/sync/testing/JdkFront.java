package io.edgesync.sync.testing;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.edgesync.sync.answer.Answer;
import io.edgesync.sync.answer.Answerer;
import io.edgesync.sync.answer.Asked;
import io.edgesync.sync.answer.DuplicateRoundException;
import io.edgesync.xfer.card.CardLimits;
import io.edgesync.xfer.content.MemoryBudget;
import io.edgesync.xfer.envelope.BodyForm;
import io.edgesync.xfer.envelope.EncodedBody;
import io.edgesync.xfer.envelope.ReceivedBody;
import io.edgesync.xfer.envelope.XferBody;
import io.edgesync.xfer.round.Deadline;
import io.edgesync.xfer.round.Principal;
import io.edgesync.xfer.round.Round;
import io.edgesync.xfer.round.RoundId;
import io.edgesync.xfer.round.Trace;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/** The smallest HTTP server that stock Fossil syncs with: an answerer behind the JDK's own server, on a free port of 127.0.0.1. */
public final class JdkFront implements AutoCloseable {

  private static final String PLAIN = "application/x-fossil-uncompressed";

  private final HttpServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final Answerer answerer;
  private final MemoryBudget budget;
  private final AtomicInteger rounds = new AtomicInteger();

  public JdkFront(Answerer answerer, MemoryBudget budget) {
    this.answerer = answerer;
    this.budget = budget;
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.setExecutor(threads);
    server.createContext("/", this::handle);
    server.start();
  }

  public URI url() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/");
  }

  public String url(String user, String password) {
    return "http://" + user + ":" + password + "@127.0.0.1:" + server.getAddress().getPort() + "/";
  }

  private void handle(HttpExchange http) throws IOException {
    String type = http.getRequestHeaders().getFirst("Content-Type");
    BodyForm form = "application/x-fossil".equals(type) ? BodyForm.ZLIB : BodyForm.PLAIN;
    try (http; ReceivedBody request = XferBody.receive(http.getRequestBody(), form, null, CardLimits.DEFAULT, budget)) {
      Round round = new Round(new RoundId("http-" + rounds.incrementAndGet()), null, Principal.NOBODY,
          Deadline.after(Duration.ofMinutes(1), System.nanoTime()), Trace.NONE, Long.MAX_VALUE);
      Answer answer = answerer.answer(Asked.of(round, request, http.getRemoteAddress().getAddress().getHostAddress())
          .at(url().toString().replaceFirst("/$", "")));
      try (EncodedBody reply = XferBody.encode(answer, Principal.NOBODY, null,
          answer.isClone() ? BodyForm.PLAIN : form)) {
        http.getResponseHeaders().set("Content-Type", answer.isClone() ? PLAIN : type);
        http.sendResponseHeaders(200, reply.length());
        try (InputStream bytes = reply.open()) {
          bytes.transferTo(http.getResponseBody());
        }
      }
    } catch (DuplicateRoundException e) {
      throw new IllegalStateException("each request has a round of its own", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    server.stop(0);
    threads.close();
  }
}
