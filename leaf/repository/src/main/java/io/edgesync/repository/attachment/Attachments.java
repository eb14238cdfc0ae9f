package io.edgesync.repository.attachment;

import io.edgesync.repository.structure.JulianDay;
import io.edgesync.repository.database.SqlText;
import io.edgesync.repository.database.Columns;
import java.sql.ResultSet;
import java.util.ArrayList;
import java.util.List;
import io.edgesync.repository.RepositoryException;
import io.edgesync.repository.authoring.Author;
import io.edgesync.repository.authoring.Authoring;
import io.edgesync.repository.authoring.Draft;
import io.edgesync.repository.structure.ArtifactParser;
import io.edgesync.repository.structure.CardWriter;
import io.edgesync.repository.structure.Trimmed;
import io.edgesync.xfer.artifact.Hash;
import io.edgesync.xfer.envelope.StoredForm;

/** The attachments of a repository, to write. Callable from any thread. */
public final class Attachments {

  private final Authoring authoring;

  public Attachments(Authoring authoring) {
    this.authoring = authoring;
  }

  /**
   * Attaches a file; returns the name of the attachment artifact. Content that would itself be read as an artifact is stored compressed (4
   * bytes big-endian size, then a zlib stream), under the file's name with {@code .gz} added, as stock does.
   *
   * @param filename  its last component counts
   * @param content   not copied, must not change afterwards
   * @param comment   may be empty; blanks around it do not count
   * @throws RepositoryException.Refused when there is no such target
   */
  public Hash add(AttachmentTarget target, String filename, byte[] content, String comment, Author author) {
    boolean isArtifact = ArtifactParser.parseOrNull(content) != null;
    byte[] stored = isArtifact ? StoredForm.compress(content) : content;
    String trimmed = Trimmed.of(comment);
    byte[] text = new CardWriter()
        .card('A', baseName(filename) + (isArtifact ? ".gz" : ""), target.name(), authoring.nameFor(stored).hex())
        .optional('C', trimmed.isEmpty() ? null : trimmed)
        .card('D', authoring.date(author))
        .card('U', author.login())
        .finish();
    return write(target, author, Draft.of(text).referringTo(stored));
  }

  /** The files that are attached to something now, by name. */
  public List<AttachedFile> list(AttachmentTarget target) {
    return authoring.read(session -> {
      List<AttachedFile> files = new ArrayList<>();
      try (ResultSet row = session.bind(
          "SELECT filename, uuid, lower(src), mtime, coalesce(user, ''), coalesce(comment, '')"
              + " FROM attachment JOIN blob ON rid=attachid WHERE target=? AND isLatest AND src<>'' ORDER BY filename",
          target.name()).executeQuery()) {
        while (row.next()) {
          files.add(new AttachedFile(SqlText.orEmpty(row, 1), Columns.name(row, 2), Columns.name(row, 3),
              JulianDay.toInstant(row.getDouble(4)), SqlText.orEmpty(row, 5), SqlText.orEmpty(row, 6)));
        }
      }
      return files;
    });
  }

  /**
   * Takes an attached file away; its history stays.
   *
   * @param filename as it was attached, {@code .gz} included
   * @throws RepositoryException.Refused when nothing of that name is attached
   */
  public Hash delete(AttachmentTarget target, String filename, Author author) {
    byte[] text = new CardWriter()
        .card('A', filename, target.name())
        .card('D', authoring.date(author))
        .card('U', author.login())
        .finish();
    return authoring.write(author, session -> session.any(
        "SELECT 1 FROM attachment WHERE target=? AND filename=? AND isLatest AND src<>''", target.name(), filename),
        isThere -> {
          if (!isThere) {
            throw new RepositoryException.Refused(
                target.name() + ": expected an attached file " + filename + " to delete, found none");
          }
          return Draft.of(text).quietly();
        });
  }

  private Hash write(AttachmentTarget target, Author author, Draft draft) {
    return authoring.write(author, session -> session.any(
        "SELECT 1 FROM tag JOIN tagxref USING(tagid) WHERE tagname=?", target.tag()), isThere -> {
          if (!isThere) {
            throw new RepositoryException.Refused(
                target.name()
                    + ": expected a wiki page, ticket or technote to attach to, it is not in this repository");
          }
          return draft;
        });
  }

  private static String baseName(String filename) {
    int slash = Math.max(filename.lastIndexOf('/'), filename.lastIndexOf('\\'));
    String name = filename.substring(slash + 1);
    return name.isEmpty() ? "unknown" : name;
  }
}
