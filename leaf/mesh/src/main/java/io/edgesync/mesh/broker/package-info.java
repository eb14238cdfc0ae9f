/**
 * The embedded NATS server. {@link io.edgesync.mesh.broker.Broker} owns the listeners, links and threads; the router decides who
 * gets a message; connections speak the protocol to clients and leafnodes.
 *
 * <pre>
 *   socket → Connection (parses) → ClientConnection | LeafLink → Router (trie, interest)
 *                                                                 ├→ Outbound of each client and link → socket
 *                                                                 └→ bounded queue of each Bus subscription → its virtual thread
 * </pre>
 *
 * Thread rule: a connection's parsing state belongs to its event loop; the router's tables are guarded by one lock, taken for changes
 * of interest and for cache misses only; each {@code Outbound} has its own lock. A message is routed on the thread that brought it.
 * No handler blocks an event loop: a client that publishes too fast has its reading paused.
 *
 * <p>Clients: {@code Operations} judges how a line begins, {@code ClientConnection} obeys it, {@code Clients} knows who is connected and
 * who was, {@code Heartbeat} finds out who is not there any more, {@code Alarms} call off what an ended one would do later, {@code Outbound} who reads too slowly.
 * {@code Budget} bounds what all peers together make the broker keep, and says who has to go.
 *
 * <p>Links: a {@code LeafHandshake} of either side opens a {@code LeafLink}, {@code LeafInterests} is what its peer wants,
 * {@code LinkPermissions} what may pass, {@code Announcements} what it is told; {@code RemoteDialer} keeps those that we dial.
 *
 * <p>{@code Access} holds the accounts, a {@code Router} each, and lets clients in ({@code ClientLogin}); a {@code Session} is what a
 * client may do then. What it may not receive is left out of each {@code Match}, so that delivering asks nothing. {@code Encryption}
 * puts TLS ahead of a connection. There is no JetStream and no cluster here.
 * Sources: the NATS client protocol page, and {@code nats-server}'s behaviour as observed on the wire.
 */
@NullMarked
package io.edgesync.mesh.broker;

import org.jspecify.annotations.NullMarked;
