package io.edgesync.repository.technote;

import java.util.Optional;
import io.edgesync.repository.authoring.Versions;
import io.edgesync.repository.authoring.Author;
import io.edgesync.repository.authoring.Authoring;
import io.edgesync.repository.authoring.Draft;
import io.edgesync.repository.database.SqlSession;
import io.edgesync.repository.structure.CardWriter;
import io.edgesync.repository.structure.TagChange;
import io.edgesync.repository.structure.Technote;
import io.edgesync.repository.structure.Trimmed;
import io.edgesync.xfer.artifact.Hash;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** The technotes of a repository, to write. Callable from any thread. */
public final class Technotes {

  /** The E-card's time has no fraction. */
  private static final DateTimeFormatter SECONDS = DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss", Locale.ROOT)
      .withZone(ZoneOffset.UTC);

  /** Before the id in the tag that every version has. */
  static final String TAG = "event-";

  private final Authoring authoring;
  private final RandomGenerator random;

  /** @param random draws the ids of new technotes */
  public Technotes(Authoring authoring, RandomGenerator random) {
    this.authoring = authoring;
    this.random = random;
  }

  /** The ids of the technotes, emptied ones left out, in order. */
  public List<TechnoteId> ids() {
    return authoring.read(session -> Versions.names(session, TAG)).stream().filter(TechnoteId::isId)
        .map(TechnoteId::new).toList();
  }

  /** The versions of a technote, newest first; none where there is no such note. */
  public List<Hash> versions(TechnoteId id) {
    return authoring.read(session -> Versions.of(session, id.tag()));
  }

  /** The newest version of a technote. */
  public Optional<Technote> note(TechnoteId id) {
    return versions(id).stream().findFirst().flatMap(authoring::artifact)
        .filter(Technote.class::isInstance).map(Technote.class::cast);
  }

  /** An id for a new technote. */
  public TechnoteId newId() {
    byte[] id = new byte[20];
    random.nextBytes(id);
    return new TechnoteId(HexFormat.of().formatHex(id));
  }

  /** Writes the next version of technote {@code id}, or its first; returns the artifact's name. */
  public Hash write(TechnoteId id, NewTechnote note, Author author) {
    return authoring.write(author, session -> newest(session, id), before -> {
      String mimetype = note.mimetype() != null ? note.mimetype() : before == null ? null : mimetype(before);
      String comment = Trimmed.of(note.comment());
      return Draft.of(new CardWriter()
          .optional('C', comment.isEmpty() ? null : comment)
          .card('D', authoring.date(author))
          .card('E', time(note.when()), id.digits())
          .optional('N', mimetype)
          .optional('P', before == null ? null : before.hex())
          .tags(tags(note))
          .card('U', author.login())
          .text(note.text())
          .finish());
    });
  }

  private static String time(Instant when) {
    return SECONDS.format(when);
  }

  private static List<TagChange> tags(NewTechnote note) {
    List<TagChange> tags = new ArrayList<>();
    if (note.color() != null && !note.color().isEmpty()) {
      tags.add(new TagChange(TagChange.Kind.ADD, "bgcolor", null, note.color()));
    }
    note.tags().stream().distinct()
        .forEach(tag -> tags.add(new TagChange(TagChange.Kind.ADD, "sym-" + tag, null, null)));
    return tags;
  }

  private @Nullable String mimetype(Hash version) {
    return authoring.artifact(version).orElse(null) instanceof Technote note ? note.mimetype() : null;
  }

  private static @Nullable Hash newest(SqlSession session, TechnoteId id) throws SQLException {
    String hash = session.text("SELECT b.uuid FROM tag t JOIN tagxref x USING(tagid) JOIN blob b ON b.rid=x.rid"
        + " WHERE t.tagname=? ORDER BY x.mtime DESC LIMIT 1", id.tag());
    return hash == null ? null : new Hash(hash);
  }
}
