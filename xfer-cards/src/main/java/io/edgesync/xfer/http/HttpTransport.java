package io.edgesync.xfer.http;

import io.edgesync.xfer.card.BodyTooLargeException;
import io.edgesync.xfer.card.Card;
import io.edgesync.xfer.card.CardLimits;
import io.edgesync.xfer.card.PragmaCard;
import io.edgesync.xfer.envelope.BodyForm;
import io.edgesync.xfer.envelope.EncodedBody;
import io.edgesync.xfer.envelope.XferBody;
import io.edgesync.xfer.envelope.XferBody.LoginPlacement;
import io.edgesync.xfer.round.CardSink;
import io.edgesync.xfer.round.CardSource;
import io.edgesync.xfer.round.Deadline;
import io.edgesync.xfer.round.Round;
import io.edgesync.xfer.round.Transport;
import io.edgesync.xfer.round.TransportException;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Rounds with an unmodified Fossil server, or with a leaf's HTTP front: one POST for each round.
 *
 * <p>Fossil's server speaks HTTP/1.0, needs a {@code Content-Length}, and knows neither chunks, nor {@code Expect}, nor an
 * upgrade to HTTP/2: the request body is spooled for its length and its signature, and none of those is ever offered. Replies
 * are read as they arrive. The login travels in the body until the server says that it is new enough for the cookie. A redirect
 * repeats the same POST elsewhere, but never from https to http. Connections are kept where the server does not say that it
 * closes, as every Fossil does. Source: {@code src/http.c, http_exchange()}.
 *
 * <p>Threads: {@link #exchange} blocks its caller; several threads may have rounds under way.
 */
public final class HttpTransport implements Transport {

  private static final int REDIRECTS_MAX = 19;
  /** A server that takes a request more slowly is given up. */
  private static final long UPLOAD_BYTES_PER_SECOND_MIN = 8 << 10;
  private static final String CONTENT_TYPE = "application/x-fossil";

  private final HttpOptions options;
  private final HttpClient client;
  private final String peerName;

  /** Where a permanent redirect led; written by whichever round met it, read by later ones. */
  private volatile URI url;
  /** Set by the round that learns the server's version, read by later ones. */
  private volatile LoginPlacement placement = LoginPlacement.BODY;

  /** @param url http or https; user, password, query and fragment in it are ignored: the round's asker signs */
  public HttpTransport(URI url, HttpOptions options) {
    this.options = options;
    this.url = withoutCredentials(url);
    this.peerName = this.url.toString();
    HttpClient.Builder builder = HttpClient.newBuilder()
        .version(HttpClient.Version.HTTP_1_1)
        .followRedirects(HttpClient.Redirect.NEVER)
        .connectTimeout(options.connectTimeout());
    if (options.tls() != null) {
      builder.sslContext(options.tls());
    }
    this.client = builder.build();
  }

  private static URI withoutCredentials(URI url) {
    String scheme = url.getScheme() == null ? "" : url.getScheme().toLowerCase(Locale.ROOT);
    if ((!scheme.equals("http") && !scheme.equals("https")) || url.getHost() == null) {
      throw new IllegalArgumentException("expected http://HOST/ or https://HOST/, got "
          + (url.getHost() == null ? "a URL without a host" : "a URL that starts with " + scheme + ":"));
    }
    String path = url.getRawPath() == null || url.getRawPath().isEmpty() ? "/" : url.getRawPath();
    String port = url.getPort() < 0 ? "" : ":" + url.getPort();
    return URI.create(scheme + "://" + url.getHost() + port + path);
  }

  @Override
  public boolean compresses() {
    return true;
  }

  @Override
  public String peerName() {
    return peerName;
  }

  @Override
  public void exchange(Round round, CardSource request, CardSink reply)
      throws TransportException, InterruptedException {
    try (EncodedBody body = encode(round, request)) {
      URI target = url;
      Deadline deadline = round.deadline();
      boolean permanent = true;
      for (int hop = 0; hop <= REDIRECTS_MAX; hop++) {
        long startNanos = System.nanoTime();
        AtomicLong heldUpNanos = new AtomicLong();
        HttpResponse<InputStream> response = post(deadline, target, body, heldUpNanos);
        deadline = deadline
            .later(min(Duration.ofNanos(System.nanoTime() - startNanos), slowness(body, heldUpNanos.get())));
        try (InputStream in = response.body(); Expiry expiry = Expiry.of(in, remaining(deadline))) {
          int status = response.statusCode();
          switch (status) {
            case 200 -> {
              receive(round, response, in, expiry, reply);
              if (permanent) {
                url = target;
              }
              return;
            }
            case 301, 302, 307, 308 -> {
              permanent &= status == 301 || status == 308;
              target = redirected(target, response);
            }
            default -> throw refusal(response, in, body);
          }
        } catch (IOException e) {
          throw new TransportException.NoAnswer(target + ": " + ExchangeFailure.describe(e), e);
        }
      }
      throw new TransportException.Refused(peerName + ": more than " + REDIRECTS_MAX + " redirects", 0, Duration.ZERO);
    }
  }

  private EncodedBody encode(Round round, CardSource request) throws TransportException, InterruptedException {
    try {
      return XferBody.encode(request, round.asker(), round.project(), BodyForm.ZLIB, placement);
    } catch (IOException e) {
      throw new TransportException.NotSent(
          peerName + ": the request could not be put together: " + ExchangeFailure.describe(e), e);
    }
  }

  /** @param heldUpNanos counts what our own pace cost */
  private HttpResponse<InputStream> post(Deadline deadline, URI target, EncodedBody body, AtomicLong heldUpNanos)
      throws TransportException, InterruptedException {
    Duration remaining = remaining(deadline);
    if (remaining.isZero()) {
      throw new TransportException.NotSent(target + ": the deadline passed before the request was sent", null);
    }
    HttpRequest.Builder post = HttpRequest.newBuilder(target)
        .header("User-Agent", options.userAgent())
        .header("Content-Type", CONTENT_TYPE)
        .POST(BodyPublishers.fromPublisher(
            BodyPublishers.ofInputStream(() -> options.throttles().up().pace(body.open(), heldUpNanos::addAndGet)),
            body.length()));
    if (body.loginCookie() != null) {
      post.header("Cookie", "x-f-l-c=" + body.loginCookie());
    }
    long startNanos = System.nanoTime();
    CompletableFuture<HttpResponse<InputStream>> answer = client.sendAsync(post.build(), BodyHandlers.ofInputStream());
    boolean isTaken = false;
    try {
      while (true) {
        // The JDK's own timeout cannot be told that others were in turn meanwhile.
        Duration left = remaining.plus(slowness(body, heldUpNanos.get()))
            .minusNanos(System.nanoTime() - startNanos);
        if (!left.isPositive()) {
          throw new TransportException.NoAnswer(target + ": no answer within " + remaining.toSeconds() + " s", null);
        }
        try {
          HttpResponse<InputStream> response = answer.get(left.toNanos(), TimeUnit.NANOSECONDS);
          isTaken = true;
          return response;
        } catch (TimeoutException e) {
          // Or later.
        }
      }
    } catch (ExecutionException e) {
      throw ExchangeFailure.of(target, e.getCause() == null ? e : e.getCause());
    } finally {
      if (!isTaken) {
        abandon(answer);
      }
    }
  }

  /** Nobody waits any more for an answer, which may have come this moment. */
  static void abandon(CompletableFuture<HttpResponse<InputStream>> answer) {
    if (!answer.cancel(true) && answer.state() == Future.State.SUCCESS) {
      try {
        answer.resultNow().body().close();
      } catch (IOException e) {
        // What nobody reads is gone all the same.
      }
    }
  }

  private static Duration remaining(Deadline deadline) {
    return deadline.remaining(System.nanoTime());
  }

  /** What a request takes at most to get there, beside the patience for its answer. */
  private static Duration slowness(EncodedBody body, long heldUpNanos) {
    return Duration.ofSeconds(body.length() / UPLOAD_BYTES_PER_SECOND_MIN).plusNanos(heldUpNanos);
  }

  private static Duration min(Duration a, Duration b) {
    return a.compareTo(b) < 0 ? a : b;
  }

  private URI redirected(URI from, HttpResponse<InputStream> response) throws TransportException {
    String location = response.headers().firstValue("Location").orElse("");
    URI to;
    try {
      to = withoutCredentials(from.resolve(location));
    } catch (IllegalArgumentException e) {
      throw new TransportException.Refused(from + ": redirects to nowhere", response.statusCode(), Duration.ZERO);
    }
    if (from.getScheme().equals("https") && to.getScheme().equals("http")) {
      throw new TransportException.Refused(
          from + ": redirects from https to http, which would send the login in the clear",
          response.statusCode(), Duration.ZERO);
    }
    String text = to.toString();
    // Servers add the page of older clients; it is no part of a repository's URL.
    return text.endsWith("/xfer") ? URI.create(text.substring(0, text.length() - "xfer".length())) : to;
  }

  private void receive(Round round, HttpResponse<InputStream> response, InputStream in, Expiry expiry, CardSink reply)
      throws TransportException, InterruptedException {
    BodyForm form = form(response, in);
    CardLimits limits = options.limits().within(round.replyBytesMax());
    InputStream paced = expiry.prolonging(in, options.throttles().down());
    try (CardSource.Cards cards = XferBody.stream(paced, form, limits, options.budget())) {
      for (Card card = cards.next(); card != null; card = cards.next()) {
        noteVersion(card);
        reply.accept(card);
      }
    } catch (BodyTooLargeException e) {
      throw new TransportException.TooLarge(peerName + ": the reply is larger than " + e.limitBytes() + " bytes",
          e.limitBytes());
    } catch (IOException e) {
      if (Thread.interrupted()) {
        throw new InterruptedException();
      }
      throw new TransportException.NoAnswer(
          peerName + ": "
              + (expiry.expired() ? "the reply was not complete at its deadline" : ExchangeFailure.describe(e)),
          e);
    }
  }

  private BodyForm form(HttpResponse<InputStream> response, InputStream in) throws TransportException {
    String type = response.headers().firstValue("Content-Type").orElse(CONTENT_TYPE);
    if (type.startsWith(CONTENT_TYPE + "-debug") || type.startsWith(CONTENT_TYPE + "-uncompressed")) {
      return BodyForm.PLAIN;
    }
    if (type.startsWith(CONTENT_TYPE)) {
      return BodyForm.ZLIB;
    }
    throw new TransportException.Refused(
        peerName + ": answers, but not as a Fossil server: " + ErrorPage.text(in), response.statusCode(),
        Duration.ZERO);
  }

  private TransportException refusal(HttpResponse<InputStream> response, InputStream in, EncodedBody body) {
    int status = response.statusCode();
    if (status == 413) {
      return new TransportException.TooLarge(
          peerName + ": the server does not take a request of " + body.length() + " bytes", body.length());
    }
    String text = status == 401
        ? "the server wants an HTTP password (Basic), which is not a Fossil login"
        : "server says: " + ErrorPage.text(in);
    return new TransportException.Refused(peerName + ": " + text + " (HTTP " + status + ")", status,
        retryAfter(response));
  }

  private static Duration retryAfter(HttpResponse<?> response) {
    String seconds = response.headers().firstValue("Retry-After").orElse("");
    return seconds.matches("[0-9]{1,6}") ? Duration.ofSeconds(Long.parseLong(seconds)) : Duration.ZERO;
  }

  /** A server from 2.27 on reads the login from a cookie, and is then told it there. */
  private void noteVersion(Card card) {
    if (card instanceof PragmaCard(var name, var arguments) && name.equals("server-version") && arguments.size() >= 3
        && readsCookie(number(arguments.get(0)), number(arguments.get(1)), number(arguments.get(2)))) {
      placement = LoginPlacement.COOKIE;
    }
  }

  private static boolean readsCookie(int version, int date, int time) {
    return version >= 22700 && (date > 20250727 || (date == 20250727 && time >= 110500));
  }

  private static int number(String digits) {
    return digits.matches("[0-9]{1,9}") ? Integer.parseInt(digits) : 0;
  }

  /** Ends the rounds under way: their callers get {@link TransportException.NoAnswer}. */
  @Override
  public void close() {
    client.shutdownNow();
  }
}
