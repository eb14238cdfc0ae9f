package io.edgesync.repository.wiki;

import io.edgesync.repository.RepositoryException;
import io.edgesync.repository.authoring.Authoring;
import io.edgesync.repository.structure.WikiPage;
import io.edgesync.xfer.artifact.Hash;
import org.jspecify.annotations.Nullable;

/**
 * A new version of a wiki page.
 *
 * @param title    1 to 100 bytes without control characters, blanks at the ends or two in a row
 * @param text     empty deletes the page
 * @param mimetype {@code null} for that of the version before; Fossil's own markup where there is none
 * @param basedOn  the version that was edited, which must still be the newest; {@code null} to follow whatever is newest
 */
public record WikiEdit(String title, String text, @Nullable String mimetype, @Nullable Hash basedOn) {

  /** The markup that pages have unless they say otherwise. */
  public static final String FOSSIL_WIKI = "text/x-fossil-wiki";

  /** @throws RepositoryException.Refused for what Fossil does not take as a title or a text */
  public WikiEdit {
    if (!WikiPage.isTitle(title)) {
      throw new RepositoryException.Refused("wiki page \"" + title
          + "\": expected a title of 1 to 100 bytes, without control characters, blanks at its ends or two in a row");
    }
    if (title.equalsIgnoreCase("sandbox")) {
      throw new RepositoryException.Refused(
          "wiki page " + title + ": Fossil keeps its sandbox out of the history; choose another title");
    }
    Authoring.text("wiki page " + title, text);
    Authoring.mimetype(mimetype);
  }

  public static WikiEdit of(String title, String text) {
    return new WikiEdit(title, text, null, null);
  }

  public WikiEdit as(String type) {
    return new WikiEdit(title, text, type, basedOn);
  }

  public WikiEdit on(Hash version) {
    return new WikiEdit(title, text, mimetype, version);
  }
}
