package io.edgesync.repository.wiki;

import java.util.Optional;
import java.util.List;
import io.edgesync.repository.authoring.Versions;
import io.edgesync.repository.RepositoryException;
import io.edgesync.repository.authoring.Author;
import io.edgesync.repository.authoring.Authoring;
import io.edgesync.repository.authoring.Draft;
import io.edgesync.repository.database.SqlSession;
import io.edgesync.repository.structure.CardWriter;
import io.edgesync.repository.structure.WikiPage;
import io.edgesync.xfer.artifact.Hash;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** The wiki of a repository, to read and to write. Callable from any thread. */
public final class WikiPages {

  private final Authoring authoring;

  public WikiPages(Authoring authoring) {
    this.authoring = authoring;
  }

  /** The titles of the pages, emptied ones left out, in byte order. */
  public List<String> titles() {
    return authoring.read(session -> Versions.names(session, "wiki-"));
  }

  /** The versions of a page, newest first; none where there is no such page. */
  public List<Hash> versions(String title) {
    return authoring.read(session -> Versions.of(session, "wiki-" + title));
  }

  /** The newest version of a page that is here whole, be it an emptied one. */
  public Optional<WikiPage> page(String title) {
    return versions(title).stream().findFirst().flatMap(authoring::artifact)
        .filter(WikiPage.class::isInstance).map(WikiPage.class::cast);
  }

  /**
   * Writes a new version of a page, or its first; returns the artifact's name.
   *
   * @throws RepositoryException.Refused when {@link WikiEdit#basedOn} is not the newest version any more
   */
  public Hash edit(WikiEdit edit, Author author) {
    return authoring.write(author, session -> newest(session, edit.title()), before -> {
      Hash basedOn = edit.basedOn();
      if (basedOn != null && !basedOn.equals(before)) {
        throw new RepositoryException.Refused("wiki page " + edit.title() + ": " + basedOn
            + " is not its newest version, which is " + before + "; take in what was changed there and edit that");
      }
      return draft(edit, before, author);
    });
  }

  /**
   * Writes the first version of a page.
   *
   * @throws RepositoryException.Refused when there is a page of that title, be it an emptied one
   */
  public Hash create(WikiEdit edit, Author author) {
    return authoring.write(author, session -> newest(session, edit.title()), before -> {
      if (before != null) {
        throw new RepositoryException.Refused("wiki page " + edit.title() + ": exists already; edit it");
      }
      return draft(edit, null, author);
    });
  }

  /** Writes an empty version of a page, which is what deleting means. */
  public Hash delete(String title, Author author) {
    WikiEdit edit = WikiEdit.of(title, "");
    return authoring.write(author, session -> newest(session, title), before -> {
      if (before == null) {
        throw new RepositoryException.Refused("wiki page " + title + ": there is no such page to delete");
      }
      return draft(edit, before, author);
    });
  }

  private Draft draft(WikiEdit edit, @Nullable Hash before, Author author) {
    String mimetype = edit.mimetype() != null ? edit.mimetype() : before == null ? null : mimetype(before);
    return Draft.of(new CardWriter()
        .card('D', authoring.date(author))
        .card('L', edit.title())
        .optional('N', WikiEdit.FOSSIL_WIKI.equals(mimetype) ? null : mimetype)
        .optional('P', before == null ? null : before.hex())
        .card('U', author.login())
        .text(edit.text())
        .finish());
  }

  private @Nullable String mimetype(Hash version) {
    return authoring.artifact(version).orElse(null) instanceof WikiPage page ? page.mimetype() : null;
  }

  private static @Nullable Hash newest(SqlSession session, String title) throws SQLException {
    String hash = session.text("SELECT b.uuid FROM tag t JOIN tagxref x USING(tagid) JOIN blob b ON b.rid=x.rid"
        + " WHERE t.tagname=? ORDER BY x.mtime DESC LIMIT 1", "wiki-" + title);
    return hash == null ? null : new Hash(hash);
  }
}
