package io.edgesync.mesh.account;

/** How a connection comes in; users may be confined to some of these, by the names that JWTs have for them. */
public enum ConnectionKind {
  STANDARD, WEBSOCKET, LEAFNODE, LEAFNODE_WS
}
