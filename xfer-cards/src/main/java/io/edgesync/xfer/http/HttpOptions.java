package io.edgesync.xfer.http;

import io.edgesync.xfer.card.CardLimits;
import io.edgesync.xfer.content.MemoryBudget;
import io.edgesync.xfer.round.Throttles;
import java.time.Duration;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * How to speak to one Fossil server.
 *
 * @param limits         what a reply may hold
 * @param budget         what payloads are charged to
 * @param connectTimeout how long to wait for a connection
 * @param userAgent      stock servers show it to nobody, but some proxies want one
 * @param tls            trust to use instead of Java's own, or null
 * @param throttles      the pace of requests and replies
 */
public record HttpOptions(CardLimits limits, MemoryBudget budget, Duration connectTimeout, String userAgent,
    @Nullable SSLContext tls, Throttles throttles) {

  public static HttpOptions of(MemoryBudget budget) {
    return new HttpOptions(CardLimits.DEFAULT, budget, Duration.ofSeconds(15), "Fossil/EdgeSync", null,
        Throttles.NONE);
  }

  public HttpOptions withLimits(CardLimits limits) {
    return new HttpOptions(limits, budget, connectTimeout, userAgent, tls, throttles);
  }

  public HttpOptions withConnectTimeout(Duration timeout) {
    return new HttpOptions(limits, budget, timeout, userAgent, tls, throttles);
  }

  public HttpOptions withThrottles(Throttles pace) {
    return new HttpOptions(limits, budget, connectTimeout, userAgent, tls, pace);
  }
}
