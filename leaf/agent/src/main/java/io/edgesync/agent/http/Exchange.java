package io.edgesync.agent.http;

import io.edgesync.repository.RepositoryException;
import io.edgesync.sync.answer.Answer;
import io.edgesync.sync.answer.Asked;
import io.edgesync.sync.answer.DuplicateRoundException;
import io.edgesync.sync.answer.Turns;
import io.edgesync.xfer.card.BodyTooLargeException;
import io.edgesync.xfer.card.ErrorCard;
import io.edgesync.xfer.card.ProtocolException;
import io.edgesync.xfer.card.StarvedException;
import io.edgesync.xfer.envelope.BodyForm;
import io.edgesync.xfer.envelope.EncodedBody;
import io.edgesync.xfer.envelope.ReceivedBody;
import io.edgesync.xfer.envelope.XferBody;
import io.edgesync.xfer.round.CardSource;
import io.edgesync.xfer.round.Deadline;
import io.edgesync.xfer.round.Principal;
import io.edgesync.xfer.round.Round;
import io.edgesync.xfer.round.RoundId;
import io.edgesync.xfer.round.Trace;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One request and its reply, on a virtual thread of its own. */
final class Exchange {

  private static final Logger LOG = LoggerFactory.getLogger(Exchange.class);
  private static final String COMPRESSED = "application/x-fossil";
  private static final String UNCOMPRESSED = "application/x-fossil-uncompressed";
  private static final String BUSY = "busy, try again in a moment";
  private static final int RETRY_AFTER_SECONDS = 2;
  private static final long DISCARD_BYTES_MAX = 16L << 20;
  private static final Set<String> FOSSILS_PAGES = Set.of("", "/", "/index", "/home", "/xfer");

  private final RequestHead head;
  private final BodyPipe body;
  private final Reply reply;
  private final String address;
  private final HttpFrontOptions options;
  private final Routes routes;
  private final Turns<Route> answers;
  private final Page.Visitor visitor;
  private boolean isBodyHeldBack;

  Exchange(RequestHead head, BodyPipe body, Reply reply, InetAddress from, HttpFrontOptions options, Routes routes,
      Turns<Route> answers) {
    this.head = head;
    this.body = body;
    this.reply = reply;
    this.address = from.getHostAddress();
    this.visitor = new Page.Visitor(from.isLoopbackAddress());
    this.isBodyHeldBack = head.awaitsContinue();
    this.options = options;
    this.routes = routes;
    this.answers = answers;
  }

  /** What becomes of the connection. */
  enum Outcome {
    /** Another request may come. */
    KEEP,
    /** The reply was the last one. */
    CLOSE,
    /** There is no whole reply, and nobody to wait for. */
    CUT
  }

  /** Sends the reply. */
  Outcome run() throws InterruptedException {
    try {
      respond();
      return reply.keepsConnection() && (body.isAtEnd() || !head.hasBody()) ? Outcome.KEEP : Outcome.CLOSE;
    } catch (IOException e) {
      LOG.debug("request not answered address={} path={} reason={}", address, head.path(), e.getMessage());
      return Outcome.CUT;
    }
  }

  private void respond() throws IOException, InterruptedException {
    if (head.fault() != null) {
      refuse(head.fault().status(), head.fault().text());
    } else if (head.isXfer()) {
      xfer();
    } else if (head.isRead()) {
      read();
    } else {
      refuse(HttpResponseStatus.METHOD_NOT_ALLOWED, "only Fossil's sync protocol is answered here");
    }
  }

  private void xfer() throws IOException, InterruptedException {
    Optional<Routes.Found> found = routes.find(head.path());
    if (found.isEmpty()) {
      notServed();
    } else if (head.length() < 0 && !head.isChunked()) {
      refuse(HttpResponseStatus.LENGTH_REQUIRED, "a request body needs a Content-Length");
    } else if (head.length() > options.limits().bodyBytesMax()) {
      tooLarge(options.limits().bodyBytesMax());
    } else {
      round(found.get());
    }
  }

  private void notServed() throws IOException, InterruptedException {
    refuse(HttpResponseStatus.NOT_FOUND, "no repository of this name here");
  }

  private void read() throws IOException, InterruptedException {
    // What is sent along with a question for a page is nothing that anybody reads.
    if (head.hasBody()) {
      reply.closeAfterwards();
    }
    Page page = routes.page(head.path());
    if (page != null) {
      try {
        reply.page(page.read(visitor));
      } catch (RuntimeException e) {
        LOG.warn("page not made path={}", head.path(), e);
        reply.text(HttpResponseStatus.INTERNAL_SERVER_ERROR, "the page could not be made");
      }
    } else if (head.path().equals("/") || isFossilsOwnPage()) {
      reply.page(FrontPage.of(routes, head.path()));
    } else {
      reply.text(HttpResponseStatus.NOT_FOUND, "no such page here");
    }
  }

  /** The pages of a repository that every Fossil has; here they are one that says what this is. */
  private boolean isFossilsOwnPage() {
    return routes.find(head.path()).map(Routes.Found::rest).filter(FOSSILS_PAGES::contains).isPresent();
  }

  private void round(Routes.Found found) throws IOException, InterruptedException {
    if (head.awaitsContinue()) {
      isBodyHeldBack = false;
      reply.proceed();
    }
    Route route = found.route();
    BodyForm form = head.contentType().equals(COMPRESSED) ? BodyForm.ZLIB : BodyForm.PLAIN;
    InputStream paced = route.throttles().down().pace(body, body::excuse);
    try (ReceivedBody request = XferBody.receive(paced, form, head.loginCookie(), options.limits(), options.budget())) {
      Made made;
      try (Turns<Route>.Turn turn = answers.take(route, options.answerPatience())) {
        if (turn == null) {
          reply.busy(BUSY, RETRY_AFTER_SECONDS);
          return;
        }
        made = make(route, request, base(found));
      }
      if (made == null) {
        notServed();
        return;
      }
      // The client's pace is its own business: others compute meanwhile.
      try (EncodedBody sent = made.body()) {
        reply.body(made.type(), sent, route.throttles().up());
      }
    } catch (BodyTooLargeException e) {
      tooLarge(e.limitBytes());
    } catch (ProtocolException e) {
      malformed(route, form, e);
    } catch (BodyPipe.StalledException e) {
      refuse(HttpResponseStatus.REQUEST_TIMEOUT, "the request did not arrive in time");
    } catch (StarvedException | DuplicateRoundException e) {
      reply.busy(BUSY, RETRY_AFTER_SECONDS);
    } catch (RepositoryException.Busy e) {
      LOG.warn("round not answered address={} path={} reason={}", address, head.path(), e.getMessage());
      reply.busy("the repository is locked by another program, try again in a moment", RETRY_AFTER_SECONDS);
    } catch (RepositoryException e) {
      LOG.warn("round not answered address={} path={} reason={}", address, head.path(), e.getMessage());
      LOG.debug("round not answered address={} path={}", address, head.path(), e);
      reply.text(HttpResponseStatus.INTERNAL_SERVER_ERROR, "the round could not be answered");
    } catch (RuntimeException e) {
      LOG.warn("round not answered address={} path={}", address, head.path(), e);
      reply.text(HttpResponseStatus.INTERNAL_SERVER_ERROR, "the round could not be answered");
    }
  }

  /** What shows before a card is read is told as what shows behind it. */
  private void malformed(Route route, BodyForm form, ProtocolException fault) throws IOException, InterruptedException {
    CardSource error = CardSource.of(List.of(new ErrorCard(fault.reason())));
    try (EncodedBody sent = XferBody.encode(error, Principal.NOBODY, null, form)) {
      reply.body(head.contentType(), sent, route.throttles().up());
    }
  }

  /** An answer with all its cards made. */
  private record Made(String type, EncodedBody body) {}

  /** Null when the repository is not served any more. */
  private @Nullable Made make(Route route, ReceivedBody request, @Nullable String base)
      throws DuplicateRoundException, IOException, InterruptedException {
    try (Route.Visit visit = route.enter()) {
      if (visit == null) {
        return null;
      }
      Answer answer = visit.handler().answer(Asked.of(newRound(), request, address).at(base));
      String type = answer.isClone() ? UNCOMPRESSED : head.contentType();
      EncodedBody encoded = XferBody.encode(answer, Principal.NOBODY, null,
          type.equals(COMPRESSED) ? BodyForm.ZLIB : BodyForm.PLAIN);
      boolean isMade = false;
      try {
        visit.handler().made(answer);
        isMade = true;
        return new Made(type, encoded);
      } finally {
        if (!isMade) {
          encoded.close();
        }
      }
    }
  }

  /** The URL of the repository as the client dialled it. Source: {@code src/main.c, set_base_url()}. */
  private @Nullable String base(Routes.Found found) {
    if (head.host() == null) {
      return null;
    }
    boolean isHttps = options.tls() != null;
    String server = head.host().replaceFirst(isHttps ? ":443$" : ":80$", "").replaceFirst("\\.$", "");
    return (isHttps ? "https://" : "http://") + server
        + head.path().substring(0, head.path().length() - found.rest().length());
  }

  /** HTTP clients name no rounds, so none is ever taken for a repetition. */
  private Round newRound() {
    return new Round(new RoundId(UUID.randomUUID().toString()), null, Principal.NOBODY,
        Deadline.after(options.roundTimeout(), System.nanoTime()), Trace.NONE, options.limits().bodyBytesMax());
  }

  private void tooLarge(long limitBytes) throws IOException, InterruptedException {
    refuse(HttpResponseStatus.REQUEST_ENTITY_TOO_LARGE, "at most " + limitBytes + " bytes are taken");
  }

  private void refuse(HttpResponseStatus status, String text) throws IOException, InterruptedException {
    reply.closeAfterwards();
    if (!isBodyHeldBack) {
      body.discard(DISCARD_BYTES_MAX);
    }
    reply.text(status, text);
  }
}
