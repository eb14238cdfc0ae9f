package io.edgesync.repository.structure;

import io.edgesync.xfer.artifact.Hash;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A version of a wiki page.
 *
 * @param text the W-card's bytes, as UTF-8
 */
public record WikiPage(
    @Nullable String comment,
    double julianDay,
    String title,
    @Nullable String mimetype,
    List<Hash> parents,
    String user,
    String text)
    implements
      Artifact {

  public WikiPage {
    parents = List.copyOf(parents);
  }

  /** Whether Fossil takes {@code title}: 1 to 100 bytes, no control characters, no blank at either end nor two in a row. */
  public static boolean isTitle(String title) {
    return isTitle(TextBytes.encode(title));
  }

  private static boolean isTitle(byte[] text) {
    int n = text.length;
    if (n < 1 || n > 100 || text[0] == ' ' || text[n - 1] == ' ') {
      return false;
    }
    for (int i = 0; i < n; i++) {
      int c = text[i] & 0xff;
      if (c < ' ' || (c == ' ' && text[i - 1] == ' ')) {
        return false;
      }
    }
    return true;
  }
}
