package io.edgesync.agent.http;

import io.edgesync.mesh.tls.TlsOptions;
import io.edgesync.xfer.card.CardLimits;
import io.edgesync.xfer.content.MemoryBudget;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What one front takes and how long it waits.
 *
 * @param limits         bounds of a request: its text, its lines, its payloads
 * @param budget         what payloads are charged to
 * @param tls            for HTTPS; null for plain text
 * @param connectionsMax connections open at once
 * @param perAddressMax  of them, those from one address, or from one network of IPv6
 * @param answersMax     rounds computed at once; others wait up to {@code answerPatience}, then are told to come back
 * @param answerPatience how long a request waits for its turn
 * @param idleTimeout    how long a connection may stay without a whole head of a request on it
 * @param stallTimeout   how long a request's body, or a client's reading of the reply, may stand still
 * @param roundTimeout   how long a request may take to arrive as a whole, and an answer to be made
 */
public record HttpFrontOptions(CardLimits limits, MemoryBudget budget, @Nullable TlsOptions tls, int connectionsMax,
    int perAddressMax, int answersMax, Duration answerPatience, Duration idleTimeout, Duration stallTimeout,
    Duration roundTimeout) {

  public HttpFrontOptions {
    if (connectionsMax < 1 || perAddressMax < 1 || answersMax < 1) {
      throw new IllegalArgumentException("an HTTP front needs at least one connection and one answer at a time");
    }
  }

  /**
   * Plain text, 256 connections, 64 of one address, 8 answers at once, a minute of idleness, which is more than Java's own client keeps
   * an unused connection, half a minute of standstill, ten minutes for a round.
   */
  public static HttpFrontOptions of(CardLimits limits, MemoryBudget budget) {
    return new HttpFrontOptions(limits, budget, null, 256, 64, 8, Duration.ofSeconds(30), Duration.ofMinutes(1),
        Duration.ofSeconds(30), Duration.ofMinutes(10));
  }

  public HttpFrontOptions withTls(@Nullable TlsOptions with) {
    return new HttpFrontOptions(limits, budget, with, connectionsMax, perAddressMax, answersMax, answerPatience,
        idleTimeout, stallTimeout, roundTimeout);
  }

  public HttpFrontOptions withConnectionsMax(int connections, int perAddress) {
    return new HttpFrontOptions(limits, budget, tls, connections, perAddress, answersMax, answerPatience, idleTimeout,
        stallTimeout, roundTimeout);
  }

  public HttpFrontOptions withAnswersMax(int answers, Duration patience) {
    return new HttpFrontOptions(limits, budget, tls, connectionsMax, perAddressMax, answers, patience, idleTimeout,
        stallTimeout, roundTimeout);
  }

  public HttpFrontOptions withTimeouts(Duration idle, Duration stall) {
    return new HttpFrontOptions(limits, budget, tls, connectionsMax, perAddressMax, answersMax, answerPatience, idle,
        stall, roundTimeout);
  }
}
