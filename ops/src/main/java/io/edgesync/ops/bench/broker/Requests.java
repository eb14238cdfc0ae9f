package io.edgesync.ops.bench.broker;

import io.edgesync.ops.broker.RawClient;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/** Requesters that each have one request under way, and one responder that answers all of them. */
final class Requests {

  private static final int PING_BYTES = "PING\r\n".length();
  private static final String PAYLOAD = "0123456789abcdef";

  /**
   * @param took  over all requests
   * @param p50   median, in nanoseconds
   * @param p99   99th percentile, in nanoseconds
   */
  record Result(Duration took, long count, long p50, long p99) {}

  private Requests() {}

  static Result run(int port, int requesters, int requestsEach) throws Exception {
    ExecutorService threads = Executors
        .newCachedThreadPool(Thread.ofPlatform().daemon().name("requests-", 0).factory());
    List<RawClient> clients = new ArrayList<>();
    try {
      RawClient responder = RawClient.connect(port);
      clients.add(responder);
      responder.send("SUB bench.service 1\r\n");
      responder.flush();
      threads.submit(() -> respond(responder));
      List<RawClient> asking = new ArrayList<>();
      for (int i = 0; i < requesters; i++) {
        RawClient requester = RawClient.connect(port);
        clients.add(requester);
        requester.send("SUB _INBOX." + (100 + i) + ".* 1\r\n");
        requester.flush();
        asking.add(requester);
      }
      List<Future<long[]>> all = new ArrayList<>();
      long began = System.nanoTime();
      for (int i = 0; i < requesters; i++) {
        RawClient requester = asking.get(i);
        String inbox = "_INBOX." + (100 + i) + ".1";
        all.add(threads.submit(() -> ask(requester, inbox, requestsEach)));
      }
      long[] times = new long[requesters * requestsEach];
      for (int i = 0; i < requesters; i++) {
        System.arraycopy(all.get(i).get(2, TimeUnit.MINUTES), 0, times, i * requestsEach, requestsEach);
      }
      Duration took = Duration.ofNanos(System.nanoTime() - began);
      Arrays.sort(times);
      return new Result(took, times.length, times[times.length / 2], times[(int) (times.length * 0.99)]);
    } finally {
      for (RawClient client : clients) {
        client.close();
      }
      threads.shutdownNow();
      threads.awaitTermination(5, TimeUnit.SECONDS);
    }
  }

  private static long[] ask(RawClient requester, String inbox, int count) throws IOException {
    ByteBuffer request = ascii("PUB bench.service " + inbox + " " + PAYLOAD.length() + "\r\n" + PAYLOAD + "\r\n");
    int answer = ("MSG " + inbox + " 1 " + PAYLOAD.length() + "\r\n" + PAYLOAD + "\r\n").length();
    long[] times = new long[count];
    for (int i = 0; i < count; i++) {
      long began = System.nanoTime();
      requester.send(request.duplicate());
      requester.skipMessage(answer);
      times[i] = System.nanoTime() - began;
    }
    return times;
  }

  /** Every request looks alike but for the digits of its inbox. */
  private static void respond(RawClient responder) {
    int request = ("MSG bench.service 1 _INBOX.100.1 " + PAYLOAD.length() + "\r\n" + PAYLOAD + "\r\n").length();
    int inboxAt = "MSG bench.service 1 ".length();
    byte[] got = new byte[1024 * 1024];
    ByteBuffer answers = ByteBuffer.allocateDirect(1024 * 1024);
    byte[] before = "PUB ".getBytes(StandardCharsets.US_ASCII);
    byte[] after = (" " + PAYLOAD.length() + "\r\n" + PAYLOAD + "\r\n").getBytes(StandardCharsets.US_ASCII);
    int inbox = "_INBOX.100.1".length();
    int held = 0;
    try {
      while (true) {
        ByteBuffer in = responder.fill();
        int more = in.remaining();
        in.get(got, held, more);
        held += more;
        int at = 0;
        answers.clear();
        while (held - at >= (got[at] == 'P' ? PING_BYTES : request)) {
          if (got[at] == 'P') {
            answers.put(RawClient.PONG);
            at += PING_BYTES;
            continue;
          }
          answers.put(before).put(got, at + inboxAt, inbox).put(after);
          at += request;
        }
        System.arraycopy(got, at, got, 0, held - at);
        held -= at;
        responder.send(answers.flip());
      }
    } catch (IOException closed) {
      // The measurement is over.
    }
  }

  private static ByteBuffer ascii(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
    return ByteBuffer.allocateDirect(bytes.length).put(bytes).flip();
  }
}
