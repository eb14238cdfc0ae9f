package io.edgesync.repository.tag;

import io.edgesync.repository.RepositoryException;
import io.edgesync.repository.authoring.Author;
import io.edgesync.repository.authoring.Authoring;
import io.edgesync.repository.authoring.Draft;
import io.edgesync.repository.structure.CardWriter;
import io.edgesync.repository.structure.TagChange;
import io.edgesync.repository.structure.TagChange.Kind;
import io.edgesync.xfer.artifact.Hash;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The tags of a repository, to read and to write. Callable from any thread. */
public final class Tags {

  private static final List<String> RESERVED = List.of("wiki-", "tkt-", "event-");
  private static final String SYMBOLIC = "sym-";

  private final Authoring authoring;

  public Tags(Authoring authoring) {
    this.authoring = authoring;
  }

  /** The names of all tags that some artifact bears, as stored ({@code sym-NAME} for a symbolic one), in byte order. */
  public List<String> names() {
    return authoring.read(TagReader::names);
  }

  /** The active tags of an artifact, by name; none where it is not here. */
  public List<TagOn> on(Hash artifact) {
    return authoring.read(session -> TagReader.on(session,
        session.number(0, "SELECT rid FROM blob WHERE uuid=?", artifact.hex())));
  }

  /**
   * The artifacts that bear a tag, the latest tagged first.
   *
   * @param name as {@link #names} has it
   */
  public List<Tagging> bearers(String name, int max) {
    return authoring.read(session -> TagReader.bearers(session, name, max));
  }

  /**
   * Tags an artifact; returns the control artifact's name. On a check-in the name becomes a symbolic one, by which it can be named.
   *
   * @param value what the tag carries; {@code null} or empty for nothing
   */
  public Hash add(Hash target, String name, @Nullable String value, Author author) {
    return write(new TagChange(Kind.ADD, name, target, value), false, author);
  }

  /** As {@link #add}, for the target and all that descend from it, up to where the tag is set anew or cancelled. */
  public Hash propagate(Hash target, String name, @Nullable String value, Author author) {
    return write(new TagChange(Kind.PROPAGATE, name, target, value), false, author);
  }

  /** Cancels a tag on an artifact, and where it was inherited from there. */
  public Hash cancel(Hash target, String name, Author author) {
    return write(new TagChange(Kind.CANCEL, name, target, null), false, author);
  }

  /**
   * Writes a tag under the very name given, so that {@code bgcolor}, {@code closed} and the like can be set.
   *
   * @param change with a target; a value on a cancelling tag does not count
   */
  public Hash raw(TagChange change, Author author) {
    return write(change, true, author);
  }

  /** Gives a check-in other parents, the primary one first, as {@code fossil reparent} does. */
  public Hash reparent(Hash checkin, List<Hash> parents, Author author) {
    if (parents.isEmpty()) {
      throw new RepositoryException.Refused(checkin + ": expected at least one new parent");
    }
    String value = parents.stream().map(Hash::hex).collect(Collectors.joining(" "));
    return authoring.write(author, session -> {
      for (Hash parent : parents) {
        Tagged.checkin(session, parent);
      }
      return Tagged.checkin(session, checkin);
    }, tagged -> draft(new TagChange(Kind.ADD, "parent", checkin, value), tagged, author));
  }

  private Hash write(TagChange change, boolean isRaw, Author author) {
    Hash target = change.target();
    if (target == null) {
      throw new IllegalArgumentException("a control artifact tags others, never itself");
    }
    check(change.name());
    if (authoring.bytes(target).isPresent() && authoring.artifact(target).isEmpty()) {
      throw new RepositoryException.Refused(target + ": is the content of a file, which Fossil does not tag");
    }
    return authoring.write(author, session -> Tagged.of(session, target), tagged -> {
      String name = tagged.isCheckin() && !isRaw ? SYMBOLIC + change.name() : change.name();
      String value = change.kind() == Kind.CANCEL ? null : change.value();
      return draft(new TagChange(change.kind(), name, target, value), tagged, author);
    });
  }

  private Draft draft(TagChange change, Tagged tagged, Author author) {
    byte[] text = new CardWriter()
        .card('D', authoring.date(author))
        .tags(List.of(change))
        .card('U', author.login())
        .finish();
    return Draft.of(text).withPrivacy(tagged.isPrivate()).quietly();
  }

  /** Refuses the names that stock refuses because they would make a wiki page, ticket or technote of any artifact. */
  private static void check(String name) {
    if (name.isEmpty() || RESERVED.stream().anyMatch(name::startsWith)) {
      throw new RepositoryException.Refused("tag \"" + name + "\": expected a name that does not begin with "
          + String.join(", ", RESERVED) + ", which Fossil keeps for itself");
    }
  }
}
