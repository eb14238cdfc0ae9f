package io.edgesync.mesh.broker;

import java.time.Duration;

/**
 * What one peer may cost. {@link #DEFAULT} is {@code nats-server}'s where that has the same limit.
 *
 * @param payloadBytesMax headers and payload of one message
 * @param controlLineBytesMax arguments of one line of a client
 * @param clientPendingBytesMax bytes waiting to be written to one client or link before it is cut as a slow consumer
 * @param budgetBytesMax bytes that all peers together may make the broker keep, whatever for: the {@link Budget}. By default half of
 *        the heap
 * @param linkHighWaterBytes bytes waiting on one link from which on publishers of this process wait and clients that publish to it are
 *        read more slowly
 * @param subscriberPendingBytesMax payload bytes waiting for one handler of the Bus
 * @param writeDeadline within which a client has to take all that waited at its beginning, and a link anything; a publisher of this
 *        process waits as long
 * @param pingInterval between PINGs of an idle connection
 * @param pingsOutMax unanswered PINGs before a connection is stale
 * @param connectionsMax clients at one time, and accepted links at one time
 */
public record BrokerLimits(int payloadBytesMax, int controlLineBytesMax, long clientPendingBytesMax,
    long budgetBytesMax, long linkHighWaterBytes, long subscriberPendingBytesMax, Duration writeDeadline,
    Duration pingInterval, int pingsOutMax, int connectionsMax, ClientLimits clients) {

  public static final BrokerLimits DEFAULT = new BrokerLimits(1 << 20, 4096, 64L << 20,
      Runtime.getRuntime().maxMemory() / 2, 8L << 20, 64L << 20,
      Duration.ofSeconds(10), Duration.ofMinutes(2), 2, 65_536, ClientLimits.DEFAULT);

  public BrokerLimits withPayloadBytesMax(int bytes) {
    return new BrokerLimits(bytes, controlLineBytesMax, clientPendingBytesMax, budgetBytesMax, linkHighWaterBytes,
        subscriberPendingBytesMax, writeDeadline, pingInterval, pingsOutMax, connectionsMax, clients);
  }

  public BrokerLimits withControlLineBytesMax(int bytes) {
    return new BrokerLimits(payloadBytesMax, bytes, clientPendingBytesMax, budgetBytesMax, linkHighWaterBytes,
        subscriberPendingBytesMax, writeDeadline, pingInterval, pingsOutMax, connectionsMax, clients);
  }

  public BrokerLimits withPending(long clientMax, long budgetMax, long linkHighWater) {
    return new BrokerLimits(payloadBytesMax, controlLineBytesMax, clientMax, budgetMax, linkHighWater,
        subscriberPendingBytesMax, writeDeadline, pingInterval, pingsOutMax, connectionsMax, clients);
  }

  public BrokerLimits withSubscriberPending(long bytesMax) {
    return new BrokerLimits(payloadBytesMax, controlLineBytesMax, clientPendingBytesMax, budgetBytesMax,
        linkHighWaterBytes, bytesMax, writeDeadline, pingInterval, pingsOutMax, connectionsMax, clients);
  }

  public BrokerLimits withPings(Duration interval, int outMax) {
    return new BrokerLimits(payloadBytesMax, controlLineBytesMax, clientPendingBytesMax, budgetBytesMax,
        linkHighWaterBytes, subscriberPendingBytesMax, writeDeadline, interval, outMax, connectionsMax, clients);
  }

  public BrokerLimits withWriteDeadline(Duration deadline) {
    return new BrokerLimits(payloadBytesMax, controlLineBytesMax, clientPendingBytesMax, budgetBytesMax,
        linkHighWaterBytes, subscriberPendingBytesMax, deadline, pingInterval, pingsOutMax, connectionsMax, clients);
  }

  public BrokerLimits withConnectionsMax(int connections) {
    return new BrokerLimits(payloadBytesMax, controlLineBytesMax, clientPendingBytesMax, budgetBytesMax,
        linkHighWaterBytes, subscriberPendingBytesMax, writeDeadline, pingInterval, pingsOutMax, connections, clients);
  }

  public BrokerLimits withClients(ClientLimits limits) {
    return new BrokerLimits(payloadBytesMax, controlLineBytesMax, clientPendingBytesMax, budgetBytesMax,
        linkHighWaterBytes, subscriberPendingBytesMax, writeDeadline, pingInterval, pingsOutMax, connectionsMax,
        limits);
  }
}
