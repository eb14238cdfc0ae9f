package io.edgesync.sync.rights;

import io.edgesync.repository.user.Capabilities;
import io.edgesync.xfer.artifact.ProjectCode;
import io.edgesync.xfer.card.LoginCard;
import io.edgesync.xfer.round.Principal;
import org.jspecify.annotations.Nullable;

/** Decides the rights of a round. Thread-safe. */
public interface Authorizer {

  /**
   * Whether a login card whose nonce is already known to match its body proves its user. {@code nobody} and
   * {@code anonymous} need no proof: their card is accepted and adds nothing.
   */
  boolean proves(ProjectCode project, LoginCard login);

  /**
   * The rights of a round.
   *
   * @param asker what is proven of who asks, beside the login
   * @param login the Fossil login that the round's login card proved; null without one
   */
  Capabilities rights(ProjectCode project, Principal asker, @Nullable String login);

  /** Whether a node that proves its key may do more than one that does not. */
  default boolean heedsProofs() {
    return false;
  }
}
