/**
 * Being a client of somebody else's NATS server: {@link io.edgesync.agent.foreign.NatsBus} is the second implementation of the
 * {@link io.edgesync.mesh.Bus}, over jnats, which is loaded only when a {@code nats://} or {@code tls://} URL asks for it.
 * {@link io.edgesync.agent.foreign.ForeignServer} is such a URL.
 *
 * <pre>
 * publish, request → jnats → server
 * server → jnats's reading thread → its dispatcher's thread → bounded queue per subscription → handler (virtual thread)
 * </pre>
 *
 * <p>{@link io.edgesync.agent.foreign.ForeignConnection} dials for ever and says once when the server is lost and once when it is
 * back. Nobody who sends over such a server can be known: deliveries name no link and no key.
 *
 * <p>Knows nothing of projects, rounds or peers.
 */
@NullMarked
package io.edgesync.agent.foreign;

import org.jspecify.annotations.NullMarked;
