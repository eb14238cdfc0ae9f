package io.edgesync.mesh.leafnode;

/** Hears of links, solicited and accepted. Called one call at a time on a thread of the broker's own; may block. */
public interface LinkListener {

  /** The handshake is done and interest flows; {@code link} is set. */
  void linkUp(LinkStatus status);

  /** A link that was up is gone; {@code link} still names it, and {@code lastError} says why. */
  void linkDown(LinkStatus status);
}
