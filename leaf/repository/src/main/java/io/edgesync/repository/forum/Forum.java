package io.edgesync.repository.forum;

import java.util.List;
import io.edgesync.repository.RepositoryException;
import io.edgesync.repository.authoring.Author;
import io.edgesync.repository.authoring.Authoring;
import io.edgesync.repository.authoring.Draft;
import io.edgesync.repository.database.SqlSession;
import io.edgesync.repository.structure.CardWriter;
import io.edgesync.repository.structure.ForumPost;
import io.edgesync.xfer.artifact.Hash;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** The forum of a repository, to write. Callable from any thread. */
public final class Forum {

  private static final String FOSSIL_WIKI = "text/x-fossil-wiki";

  private final Authoring authoring;

  public Forum(Authoring authoring) {
    this.authoring = authoring;
  }

  /** The first posts of the threads, by the newest post in each, newest first. */
  public List<Hash> threads(int max) {
    return authoring.read(session -> ThreadReader.threads(session, max));
  }

  /** All versions of all posts of a thread, oldest first. */
  public List<Hash> posts(Hash thread) {
    return authoring.read(session -> ThreadReader.posts(session, thread));
  }

  /** Starts a thread; returns its first post. */
  public Hash post(String title, PostText text, Author author) {
    refuseBlank(text);
    return write(null, new Place(null, title, null), text, author);
  }

  /** Answers a post, any version of it. */
  public Hash reply(Hash inReplyTo, PostText text, Author author) {
    refuseBlank(text);
    ForumPost answered = find(inReplyTo);
    return write(null, new Place(root(inReplyTo, answered), null, inReplyTo), text, author);
  }

  /**
   * Replaces a post by another version.
   *
   * @param post  the newest version
   * @param title the thread's title where {@code post} begins a thread, {@code null} to keep it; replies have none
   * @throws RepositoryException.Refused when {@code post} was edited already
   */
  public Hash edit(Hash post, @Nullable String title, PostText text, Author author) {
    ForumPost before = find(post);
    boolean isReply = before.inReplyTo() != null;
    if (isReply && title != null) {
      throw new RepositoryException.Refused("forum post " + post + ": is a reply, and a reply has no title");
    }
    String kept = title != null ? title : before.title() == null ? "" : before.title();
    Place place = new Place(root(post, before), isReply ? null : kept, before.inReplyTo());
    return write(post, place, text, author);
  }

  /** Empties a post, which is what deleting means. */
  public Hash delete(Hash post, Author author) {
    ForumPost before = find(post);
    Hash inReplyTo = before.inReplyTo();
    Place place = new Place(root(post, before), inReplyTo == null ? "" : null, inReplyTo);
    return write(post, place, new PostText("", FOSSIL_WIKI), author);
  }

  /** Where a post stands in its thread. */
  private record Place(@Nullable Hash root, @Nullable String title, @Nullable Hash inReplyTo) {}

  private Hash write(@Nullable Hash edited, Place place, PostText text, Author author) {
    byte[] artifact = new CardWriter()
        .card('D', authoring.date(author))
        .optional('G', hex(place.root()))
        .optional('H', place.title())
        .optional('I', hex(place.inReplyTo()))
        .optional('N', text.mimetype().equals(FOSSIL_WIKI) ? null : text.mimetype())
        .optional('P', hex(edited))
        .card('U', author.login())
        .text(text.text())
        .finish();
    return authoring.<@Nullable Hash>write(author, session -> successor(session, edited), successor -> {
      if (successor != null) {
        throw new RepositoryException.Refused(
            "forum post " + edited + ": was edited already, by " + successor + "; edit that version");
      }
      return Draft.of(artifact);
    });
  }

  private static @Nullable String hex(@Nullable Hash hash) {
    return hash == null ? null : hash.hex();
  }

  private static void refuseBlank(PostText text) {
    if (text.isBlank()) {
      throw new RepositoryException.Refused("forum post: expected a text, found white space alone");
    }
  }

  private ForumPost find(Hash post) {
    if (authoring.artifact(post).orElse(null) instanceof ForumPost found) {
      return found;
    }
    throw new RepositoryException.Refused(post + ": expected a forum post that is in this repository");
  }

  private static Hash root(Hash post, ForumPost found) {
    return found.root() == null ? post : found.root();
  }

  private static @Nullable Hash successor(SqlSession session, @Nullable Hash edited) throws SQLException {
    String hash = edited == null
        ? null
        : session.text("SELECT c.uuid FROM blob p JOIN plink ON pid=p.rid JOIN blob c ON c.rid=cid"
            + " WHERE p.uuid=? ORDER BY plink.mtime LIMIT 1", edited.hex());
    return hash == null ? null : new Hash(hash);
  }
}
