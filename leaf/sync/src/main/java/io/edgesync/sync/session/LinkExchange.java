package io.edgesync.sync.session;

import io.edgesync.repository.link.ProjectLink;
import io.edgesync.repository.link.ProjectLinks;
import io.edgesync.xfer.card.FossilText;
import io.edgesync.xfer.card.PragmaCard;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * What a session with a server says about where we can be called, and learns about who else can. Source: {@code src/xfer.c, client_sync()}.
 *
 * @param server the URL that is called
 * @param asks   whether the server is asked about others; stock does only with {@code --share-links}
 */
public record LinkExchange(ProjectLinks links, String server, boolean asks) {

  /** A server that is told of us, and asked about nobody. */
  public static LinkExchange telling(ProjectLinks links, String server) {
    return new LinkExchange(links, server, false);
  }

  /** What the first request says. */
  List<PragmaCard> said(boolean pulls) {
    List<PragmaCard> cards = new ArrayList<>();
    links.publicUrl().ifPresent(url -> cards.add(new PragmaCard("client-url", List.of(url))));
    if (asks && pulls) {
      cards.add(new PragmaCard("req-links", List.of()));
    }
    return cards;
  }

  /** The server answered, and neither refused nor said what it must not: then the repository stays as it was, unlike with stock. */
  void answered() {
    links.syncedWith(server);
  }

  void learn(Collection<ProjectLink> told) {
    if (asks && !told.isEmpty()) {
      links.learn(told);
    }
  }

  static Optional<ProjectLink> parse(PragmaCard pragma) {
    List<String> said = pragma.arguments();
    return pragma.name().equals("link") && said.size() == 3 && said.get(2).matches("[0-9]{1,18}")
        ? Optional.of(new ProjectLink(FossilText.unescape(said.get(0)), FossilText.unescape(said.get(1)),
            Long.parseLong(said.get(2))))
        : Optional.empty();
  }
}
