package io.edgesync.agent.http;

import io.edgesync.sync.answer.Answer;
import io.edgesync.sync.answer.Asked;
import io.edgesync.sync.answer.DuplicateRoundException;
import io.edgesync.xfer.card.BodyTooLargeException;
import io.edgesync.xfer.card.StarvedException;
import io.edgesync.xfer.envelope.BodyForm;
import io.edgesync.xfer.envelope.EncodedBody;
import io.edgesync.xfer.envelope.ReceivedBody;
import io.edgesync.xfer.envelope.XferBody;
import io.edgesync.xfer.round.Deadline;
import io.edgesync.xfer.round.Principal;
import io.edgesync.xfer.round.Round;
import io.edgesync.xfer.round.RoundId;
import io.edgesync.xfer.round.Trace;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.io.IOException;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One request and its reply, on a virtual thread of its own. */
final class Exchange {

  private static final Logger LOG = LoggerFactory.getLogger(Exchange.class);
  private static final String COMPRESSED = "application/x-fossil";
  private static final String UNCOMPRESSED = "application/x-fossil-uncompressed";
  private static final int RETRY_AFTER_SECONDS = 2;
  private static final long DISCARD_BYTES_MAX = 16L << 20;

  private final RequestHead head;
  private final BodyPipe body;
  private final Reply reply;
  private final String address;
  private final HttpFrontOptions options;
  private final Routes routes;
  private final Semaphore answers;

  Exchange(RequestHead head, BodyPipe body, Reply reply, String address, HttpFrontOptions options, Routes routes,
      Semaphore answers) {
    this.head = head;
    this.body = body;
    this.reply = reply;
    this.address = address;
    this.options = options;
    this.routes = routes;
    this.answers = answers;
  }

  /** Sends the reply; false when the connection is of no more use. */
  boolean run() throws InterruptedException {
    try {
      respond();
      return reply.keepsConnection() && body.isAtEnd();
    } catch (IOException e) {
      LOG.debug("request not answered address={} path={} reason={}", address, head.path(), e.getMessage());
      return false;
    }
  }

  private void respond() throws IOException, InterruptedException {
    if (head.fault() != null) {
      refuse(HttpResponseStatus.BAD_REQUEST, head.fault());
    } else if (head.isXfer()) {
      Optional<XferHandler> handler = routes.find(head.path());
      if (handler.isEmpty()) {
        refuse(HttpResponseStatus.NOT_FOUND, "no repository of this name here");
      } else if (head.length() < 0) {
        refuse(HttpResponseStatus.BAD_REQUEST, "a request body needs a Content-Length");
      } else if (head.length() > options.limits().bodyBytesMax()) {
        tooLarge(options.limits().bodyBytesMax());
      } else {
        round(handler.get());
      }
    } else if (head.isRead()) {
      read();
    } else {
      refuse(HttpResponseStatus.METHOD_NOT_ALLOWED, "only Fossil's sync protocol is answered here");
    }
  }

  private void read() throws IOException, InterruptedException {
    if (head.path().equals("/healthz")) {
      reply.page("application/json", FrontPage.health(routes));
    } else if (head.path().equals("/") || routes.names().contains(head.path().substring(1))) {
      reply.page("text/html; charset=utf-8", FrontPage.html(routes));
    } else {
      reply.text(HttpResponseStatus.NOT_FOUND, "no such page here");
    }
  }

  private void round(XferHandler handler) throws IOException, InterruptedException {
    BodyForm form = head.contentType().equals(COMPRESSED) ? BodyForm.ZLIB : BodyForm.PLAIN;
    try (ReceivedBody request = XferBody.receive(body, form, head.loginCookie(), options.limits(), options.budget())) {
      if (!answers.tryAcquire(options.answerPatience().toNanos(), TimeUnit.NANOSECONDS)) {
        reply.busy("busy, try again in a moment", RETRY_AFTER_SECONDS);
        return;
      }
      EncodedBody encoded;
      String type;
      try {
        Answer answer = handler.answer(Asked.of(newRound(), request, address));
        type = answer.isClone() ? UNCOMPRESSED : head.contentType();
        encoded = XferBody.encode(answer, Principal.NOBODY, null,
            type.equals(COMPRESSED) ? BodyForm.ZLIB : BodyForm.PLAIN);
        handler.made(answer);
      } finally {
        answers.release();
      }
      // The client's pace is its own business: others compute meanwhile.
      try (EncodedBody sent = encoded) {
        reply.body(type, sent);
      }
    } catch (BodyTooLargeException e) {
      tooLarge(e.limitBytes());
    } catch (BodyPipe.StalledException e) {
      refuse(HttpResponseStatus.REQUEST_TIMEOUT, "the request did not arrive in time");
    } catch (StarvedException | DuplicateRoundException e) {
      reply.busy("busy, try again in a moment", RETRY_AFTER_SECONDS);
    } catch (RuntimeException e) {
      LOG.warn("round not answered address={} path={}", address, head.path(), e);
      reply.text(HttpResponseStatus.INTERNAL_SERVER_ERROR, "the round could not be answered");
    }
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
    body.discard(DISCARD_BYTES_MAX);
    reply.text(status, text);
  }
}
