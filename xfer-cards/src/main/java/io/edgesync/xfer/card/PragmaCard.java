package io.edgesync.xfer.card;

import java.util.List;

/**
 * Everything that was added later: {@code pragma client-version 22100 20230226 192424}. Unknown names are ignored by every
 * Fossil, which is why our own additions ride here.
 *
 * @param arguments at most four tokens, as sent (escaped where the pragma escapes)
 */
public record PragmaCard(String name, List<String> arguments) implements Card {

  public PragmaCard {
    arguments = List.copyOf(arguments);
  }
}
