package io.edgesync.ops.bench.broker;

import java.nio.charset.StandardCharsets;
import java.util.function.IntFunction;

/**
 * A stream of messages through a server.
 *
 * @param name        for the report
 * @param publishers  connections that publish
 * @param subscribers connections that subscribe, each once to every pattern
 * @param queue       whether the subscribers are one queue group
 * @param patterns    how many patterns a subscriber has
 * @param pattern     the pattern of a number, of equal length for all
 * @param subject     the subject of a number that this pattern matches, of equal length for all
 * @param payload     bytes in a message
 * @param messages    how many are published in one measurement, by all publishers together
 * @param overLink    whether publishers and subscribers sit at the two ends of a leafnode link
 */
record Flow(String name, int publishers, int subscribers, boolean queue, int patterns, IntFunction<String> pattern,
    IntFunction<String> subject, int payload, int messages, boolean overLink) {

  static Flow simple(String name, int publishers, int subscribers, boolean queue, int payload, int messages) {
    return new Flow(name, publishers, subscribers, queue, 1, _ -> "bench.flow", _ -> "bench.flow", payload, messages,
        false);
  }

  static Flow spread(String name, int patterns, IntFunction<String> pattern, IntFunction<String> subject, int payload,
      int messages) {
    return new Flow(name, 1, 1, false, patterns, pattern, subject, payload, messages, false);
  }

  Flow throughLink() {
    return new Flow(name, publishers, subscribers, queue, patterns, pattern, subject, payload, messages, true);
  }

  /** The subscriptions of one subscriber; sids have equal length. */
  String subscriptions() {
    StringBuilder lines = new StringBuilder();
    for (int i = 0; i < patterns; i++) {
      lines.append("SUB ").append(pattern.apply(i)).append(queue ? " workers " : " ").append(1_000_000 + i)
          .append("\r\n");
    }
    return lines.toString();
  }

  /** Messages to publish, one after the other over all subjects: at least {@code bytesMin} bytes. */
  byte[] chunk(int bytesMin) {
    StringBuilder text = new StringBuilder();
    String body = "x".repeat(payload);
    int i = 0;
    while (text.length() < bytesMin || i % patterns != 0) {
      text.append("PUB ").append(subject.apply(i % patterns)).append(' ').append(payload).append("\r\n").append(body)
          .append("\r\n");
      i++;
    }
    return text.toString().getBytes(StandardCharsets.US_ASCII);
  }

  int publishedBytes() {
    return "PUB ".length() + subject.apply(0).length() + 1 + digits() + 2 + payload + 2;
  }

  int deliveredBytes() {
    return "MSG ".length() + subject.apply(0).length() + 1 + 7 + 1 + digits() + 2 + payload + 2;
  }

  private int digits() {
    return Integer.toString(payload).length();
  }

  /** How many deliveries follow from {@code published} messages. */
  long deliveries(long published) {
    return queue ? published : published * subscribers;
  }
}
