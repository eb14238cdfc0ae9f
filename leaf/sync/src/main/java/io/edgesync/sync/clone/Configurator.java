package io.edgesync.sync.clone;

import io.edgesync.xfer.round.Transport;

/** Whose users, shun list and other configuration a clone takes; of others nothing but the project's name and description is taken. */
public sealed interface Configurator {

  /** The one server that is asked for everything: the person named it. */
  record Server() implements Configurator {}

  /**
   * One node of a mesh.
   *
   * @param transport whose replies are proven to be the node's, {@link io.edgesync.sync.rights.SealedTransport}; stays the caller's to close
   */
  record Node(Transport transport) implements Configurator {}

  /** Nobody's. */
  record None(String why) implements Configurator {}
}
