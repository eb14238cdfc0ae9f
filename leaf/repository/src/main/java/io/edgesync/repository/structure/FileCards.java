package io.edgesync.repository.structure;

import io.edgesync.xfer.card.FossilText;
import java.util.ArrayList;
import java.util.List;

/** The F-cards of a manifest as its text has them, for writers that carry them over; {@link FileList} does not keep every letter. */
public final class FileCards {

  private FileCards() {}

  /**
   * Name, hash and permission of each file, unescaped; a deletion has its name alone. Old names are left out, and so are the files whose
   * names Fossil keeps for itself.
   *
   * @param manifest a text that the parser took for a check-in
   */
  public static List<List<String>> of(byte[] manifest) {
    List<List<String>> cards = new ArrayList<>();
    for (int start = 0, end; start < manifest.length; start = end + 1) {
      end = start;
      while (end < manifest.length && manifest[end] != '\n') {
        end++;
      }
      if (end - start > 2 && manifest[start] == 'F' && manifest[start + 1] == ' ') {
        List<String> card = card(TextBytes.decode(manifest, start + 2, end).split(" ", -1));
        if (!FileNames.isReserved(card.getFirst())) {
          cards.add(card);
        }
      }
    }
    return cards;
  }

  private static List<String> card(String[] arguments) {
    List<String> card = new ArrayList<>(3);
    card.add(FossilText.unescape(arguments[0]));
    if (arguments.length > 1 && !arguments[1].isEmpty()) {
      card.add(arguments[1]);
      if (arguments.length > 2 && !arguments[2].isEmpty()) {
        card.add(FossilText.unescape(arguments[2]));
      }
    }
    return card;
  }
}
