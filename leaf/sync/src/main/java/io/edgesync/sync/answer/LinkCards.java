package io.edgesync.sync.answer;

import io.edgesync.repository.link.ProjectLinks;
import io.edgesync.xfer.card.FossilText;
import io.edgesync.xfer.card.PragmaCard;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What one request says about where its sender can be called, and asks about who else can. Each is heeded once. */
final class LinkCards {

  private final @Nullable ProjectLinks links;
  private final RequestState state;
  private boolean hasUrl;
  private boolean hasAsked;

  LinkCards(@Nullable ProjectLinks links, RequestState state) {
    this.links = links;
    this.state = state;
  }

  void read(PragmaCard pragma) {
    // A round over NATS came by no URL.
    if (links == null || state.asked.base() == null) {
      return;
    }
    if (pragma.name().equals("client-url")) {
      if (pragma.arguments().size() == 1 && state.rights.write() && !state.isRepeated && !hasUrl) {
        hasUrl = true;
        links.syncedFrom(pragma.arguments().getFirst());
      }
    } else if (state.rights.read() && !hasAsked) {
      hasAsked = true;
      state.links = links.told(state.asked.base()).stream().map(link -> new PragmaCard("link",
          List.of(FossilText.escape(link.url()), FossilText.escape(link.argument()), Long.toString(link.mtime()))))
          .toList();
    }
  }
}
