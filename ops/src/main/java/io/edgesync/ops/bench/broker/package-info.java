/**
 * The embedded NATS server beside {@code nats-server}: the same load, from the same raw sockets, on each in turn.
 *
 * <pre>
 * BrokerBench → ServerProcess (a process of its own) ← RawClient ← Flow (throughput) | Requests (latency)
 *            └→ messages per second, processor seconds per million messages, microseconds, as ratios
 * </pre>
 *
 * <p>The load writes prepared bytes and counts the bytes that come back, so that it costs little beside the servers, with which it shares
 * the machine. A server's own cost is read from the processor time of its process.
 *
 * <p>Threads: one platform thread a connection.
 */
@NullMarked
package io.edgesync.ops.bench.broker;

import org.jspecify.annotations.NullMarked;
