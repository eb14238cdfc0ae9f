package io.edgesync.mesh.broker;

import io.edgesync.mesh.leafnode.LinkStatus.Direction;

/**
 * The opening of a leafnode link, from the TCP connection to the first interest:
 *
 * <pre>
 *   acceptor ── INFO (nonce) ──▶ solicitor
 *   acceptor ◀── CONNECT ─────── solicitor
 *   acceptor ── INFO (connect_info), LS+ … ──▶ solicitor
 *   acceptor ◀── LS+ … ───────── solicitor
 * </pre>
 *
 * Runs on the link's event loop; the peer is known to others once the link is up.
 */
sealed interface LeafHandshake permits AcceptingHandshake, SolicitingHandshake {

  Direction direction();

  /** {@link Peer#UNKNOWN} until it has introduced itself. */
  Peer peer();

  void begin(LeafLink link);

  /** An event of the channel. */
  default void onEvent(Object event) {}

  void onLine(LeafLink link, byte[] bytes, int from, int end);

  /** Those who are let in are others now. */
  default void renew(LeafLink link) {}

  /** An INFO on a link that is up. */
  void onLaterInfo(LeafLink link, String json);
}
