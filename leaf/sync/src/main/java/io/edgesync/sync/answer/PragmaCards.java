package io.edgesync.sync.answer;

import io.edgesync.sync.PeerHello;
import io.edgesync.xfer.card.PragmaCard;
import java.util.List;

/** The pragmas of one request; those that nobody knows here are ignored, as every Fossil does. */
final class PragmaCards {

  private final RequestState state;

  PragmaCards(RequestState state) {
    this.state = state;
  }

  void read(PragmaCard pragma) {
    switch (pragma.name()) {
      case "client-version" -> clientVersion(pragma.arguments());
      case "send-catalog" -> state.wantsCatalog = true;
      case "send-private" -> sendPrivate();
      default -> PeerHello.parse(pragma).ifPresent(hello -> state.peer = hello);
    }
  }

  private void sendPrivate() {
    if (state.rights.syncPrivate()) {
      state.wantsPrivate = true;
    } else {
      state.append("not authorized to sync private content");
    }
  }

  private void clientVersion(List<String> arguments) {
    state.clientVersion = number(arguments, 0);
    state.clientDate = number(arguments, 1);
    if (arguments.size() >= 3) {
      state.said.notice(Answerer.SERVER_VERSION);
    }
  }

  private static int number(List<String> arguments, int index) {
    return arguments.size() > index && arguments.get(index).matches("[0-9]{1,9}")
        ? Integer.parseInt(arguments.get(index))
        : 0;
  }
}
