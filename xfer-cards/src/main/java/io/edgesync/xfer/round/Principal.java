package io.edgesync.xfer.round;

import io.edgesync.xfer.login.LoginSigner;

/**
 * Who asks a round. On the asking side it says how the round is to be signed; on the answering side it says what the transport
 * proved, and the login card in the body may add to it.
 */
public sealed interface Principal {

  /** No claim at all: the rights of the Fossil user {@code nobody}. */
  record Nobody() implements Principal {}

  /** The asking side's Fossil login; the envelope codec signs the finished body with {@code signer}. */
  record FossilLogin(LoginSigner signer) implements Principal {}

  /**
   * A node whose key the transport has proven.
   *
   * @param nodeKey the public NATS user nkey, {@code U…}
   */
  record Node(String nodeKey) implements Principal {}

  Principal NOBODY = new Nobody();
}
