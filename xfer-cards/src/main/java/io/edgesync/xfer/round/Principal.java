package io.edgesync.xfer.round;

import io.edgesync.xfer.card.PragmaCard;
import io.edgesync.xfer.login.LoginSigner;
import org.jspecify.annotations.Nullable;

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
   * The asking side's node, which proves itself by a first line over the rest of the body.
   *
   * @param signer the Fossil login in front of it; null without one
   */
  record ProvingNode(BodyProver prover, @Nullable LoginSigner signer) implements Principal {}

  /**
   * Somebody on the mesh, whose key nothing has proven.
   *
   * @param link    what the message came by, for a person
   * @param account the mesh account that the link was authenticated in; null where it was in none
   */
  record Mesh(String link, @Nullable String account) implements Principal {}

  /**
   * A node whose key is proven.
   *
   * @param nodeKey the public NATS user nkey, {@code U…}
   * @param by      how its message came; null where that is not known
   */
  record Node(String nodeKey, @Nullable Mesh by) implements Principal {
    public Node(String nodeKey) {
      this(nodeKey, null);
    }
  }

  /** Makes the line that vouches for a text: in front of a request, behind a reply. */
  @FunctionalInterface
  interface BodyProver {

    /** @param digest SHA-256 of the text without the line */
    PragmaCard prove(byte[] digest);
  }

  Principal NOBODY = new Nobody();
}
