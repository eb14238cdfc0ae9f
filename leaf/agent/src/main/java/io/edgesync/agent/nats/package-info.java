/**
 * Rounds over the Bus. Between our own nodes a body of any size travels as plain cards in parts
 * ({@link io.edgesync.agent.nats.NatsTransport} asks, {@link io.edgesync.agent.nats.NatsAnswerer} answers, both over one
 * {@link io.edgesync.agent.nats.PeerEndpoint}); with Go EdgeSync a body is one compressed message
 * ({@link io.edgesync.agent.nats.SharedTransport}, {@link io.edgesync.agent.nats.SharedAnswerer}).
 *
 * <pre>
 * cards → EncodedBody → PartsOut ══ parts, credit ══ PartsIn → ReceivedBody → answering side
 * cards ← CardReader  ← PartsIn  ══ parts, credit ══ PartsOut ← Spool ← answering side's cards
 * </pre>
 *
 * A part carries the headers of {@link io.edgesync.agent.nats.Part}. A sender keeps at most a window of bytes ahead of what
 * the receiver has consumed, so a body of any size takes a window of memory on either side; what an answer makes faster than
 * the asker takes it lies in a temporary file. A missing part is found by its index and ends the exchange.
 *
 * <p>What is subscribed to for the projects of a node, and which project a message is for, is
 * {@link io.edgesync.agent.nats.ProjectInterest}'s.
 *
 * <p>Threads: one Bus handler per node routes and never blocks; an exchange runs on its caller's thread, an answer on a
 * virtual thread of its own.
 */
@NullMarked
package io.edgesync.agent.nats;

import org.jspecify.annotations.NullMarked;
