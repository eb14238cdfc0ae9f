package io.edgesync.xfer.http;

import io.edgesync.xfer.card.CardLimits;
import io.edgesync.xfer.content.MemoryBudget;
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
 */
public record HttpOptions(CardLimits limits, MemoryBudget budget, Duration connectTimeout, String userAgent,
    @Nullable SSLContext tls) {

  public static HttpOptions of(MemoryBudget budget) {
    return new HttpOptions(CardLimits.DEFAULT, budget, Duration.ofSeconds(15), "Fossil/EdgeSync", null);
  }

  public HttpOptions withLimits(CardLimits limits) {
    return new HttpOptions(limits, budget, connectTimeout, userAgent, tls);
  }

  public HttpOptions withConnectTimeout(Duration timeout) {
    return new HttpOptions(limits, budget, timeout, userAgent, tls);
  }
}
