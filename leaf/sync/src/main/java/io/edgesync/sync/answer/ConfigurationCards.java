package io.edgesync.sync.answer;

import io.edgesync.xfer.card.ConfigCard;
import io.edgesync.xfer.card.ReqconfigCard;

/** The cards of one request about configuration. */
final class ConfigurationCards {

  private final RequestState state;

  ConfigurationCards(RequestState state) {
    this.state = state;
  }

  void config(ConfigCard card) {
    state.fatal(state.rights.admin()
        ? "configuration push is not supported by this server"
        : "not authorized to push configuration");
  }

  void reqconfig(ReqconfigCard card) {
    // Nothing is offered: an empty answer is allowed.
  }
}
