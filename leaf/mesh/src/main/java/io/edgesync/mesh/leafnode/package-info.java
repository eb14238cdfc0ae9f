/**
 * Leafnode links seen from outside: {@link io.edgesync.mesh.leafnode.LinkOptions} says what is dialled and how it logs in,
 * {@link io.edgesync.mesh.leafnode.LeafRemote} is one address of it, {@link io.edgesync.mesh.leafnode.LinkStatus} how a link is doing, and
 * {@link io.edgesync.mesh.leafnode.PortProbe} tells what kind of server answers at an address, so that an error can name the right one.
 *
 * <pre>
 *   nats-leaf://HOST:PORT → LeafRemote ┐
 *   login, TLS, account, role ─────────┴→ LinkOptions → broker (dials, redials for ever) → LinkStatus → status, doctor
 *                  INFO of the server ──→ RemoteUrls ──┘
 * </pre>
 *
 * Values are immutable. A probe opens a socket of its own and blocks its caller. The links themselves live in
 * {@code io.edgesync.mesh.broker}, beside the router they feed.
 */
@NullMarked
package io.edgesync.mesh.leafnode;

import org.jspecify.annotations.NullMarked;
