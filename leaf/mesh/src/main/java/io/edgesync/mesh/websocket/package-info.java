/**
 * NATS in WebSocket frames (RFC 6455): the listener for browsers, for clients and for leafnode links, and the links that we dial.
 * {@link io.edgesync.mesh.websocket.WebsocketOptions} is the configuration, as a {@code websocket} block of {@code nats-server} has it;
 * {@link io.edgesync.mesh.websocket.WebsocketListener} puts an upgrade ahead of each channel, and
 * {@link io.edgesync.mesh.websocket.WebsocketFrames} then stands between the socket and the connection.
 * {@link io.edgesync.mesh.websocket.WebsocketDialer} is the other side: it asks for the upgrade, and masks.
 *
 * <pre>
 *   socket → [TLS] → HTTP request → Upgrade (method, headers, origin) → Acceptor → a connection of the broker
 *   socket → [TLS] → FrameReader (unmasks in place) → [Inflation] → connection
 *   socket ← [TLS] ← frame heads ahead of what is written ← [Deflation] ← connection
 * </pre>
 *
 * To a connection nothing is different from TCP: frames cut the stream anywhere, and neither side cares. Bytes are unmasked where they lie,
 * and written by reference; a frame of any length passes in the parts in which it comes. Everything belongs to the channel's event loop.
 *
 * <p>The HTTP is Netty's; the frames are not: see {@code docs/adr/0004-frames-are-read-as-a-stream.md}. No subprotocol is agreed on, no
 * WebSocket ping is ever sent. Sources: RFC 6455, RFC 7692, and {@code nats-server} ({@code server/websocket.go}) as observed.
 */
@NullMarked
package io.edgesync.mesh.websocket;

import org.jspecify.annotations.NullMarked;
