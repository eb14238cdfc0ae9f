package io.edgesync.repository.tag;

import io.edgesync.repository.RepositoryException;
import io.edgesync.repository.authoring.Author;
import io.edgesync.repository.authoring.Authoring;
import io.edgesync.repository.authoring.Draft;
import io.edgesync.repository.database.SqlSession;
import io.edgesync.repository.database.TagId;
import io.edgesync.repository.markup.Html;
import io.edgesync.repository.structure.ArtifactParser;
import io.edgesync.repository.structure.CardWriter;
import io.edgesync.repository.structure.FileCards;
import io.edgesync.repository.structure.Manifest;
import io.edgesync.repository.structure.TagChange;
import io.edgesync.repository.structure.TagChange.Kind;
import io.edgesync.xfer.artifact.Hash;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The branches of a repository, to list, begin, close and hide. Callable from any thread. */
public final class Branches {

  /** The color that a private branch gets where none is chosen. */
  public static final String PRIVATE_COLOR = "#fec084";

  private final Authoring authoring;

  public Branches(Authoring authoring) {
    this.authoring = authoring;
  }

  /** What a new branch depends on. */
  private record Basis(boolean isPrivate, boolean nameIsTaken, List<String> symbolicTags) {}

  /** What is tagged, and whether it is as it shall become already. */
  private record Candidate(Hash checkin, boolean isLeaf, boolean isSet) {}

  /** All branches, open and closed, by name. Looks at every check-in once: 20 ms for 20,000. */
  public List<BranchInfo> list() {
    return authoring.read(BranchReader::branches);
  }

  /** The leaves of all branches, open and closed, newest first. */
  public List<Leaf> leaves() {
    return authoring.read(BranchReader::leaves);
  }

  /**
   * Begins a branch by a check-in that changes no file; returns its name.
   *
   * @throws RepositoryException.Refused when a branch of that name is open already
   */
  public Hash create(NewBranch branch, Author author) {
    byte[] parent = authoring.bytes(branch.basis())
        .orElseThrow(() -> new RepositoryException.Refused(
            branch.basis() + ": expected a check-in to begin at, it is not in this repository"));
    ParentCards cards = ParentCards.of(branch.basis(), parent);
    return authoring.write(author, session -> basis(session, branch), basis -> {
      if (basis.nameIsTaken()) {
        throw new RepositoryException.Refused("a branch " + branch.name() + " is open already; choose another name");
      }
      boolean isPrivate = branch.isPrivate() || basis.isPrivate();
      CardWriter out = new CardWriter()
          .optional('B', cards.baseline())
          .card('C', "Create new branch named \"" + Html.escaped(branch.name()) + "\"")
          .card('D', authoring.date(author));
      cards.files().forEach(file -> out.card('F', file.toArray(String[]::new)));
      byte[] text = out.card('P', branch.basis().hex())
          .optional('R', cards.checksum())
          .tags(tags(branch, isPrivate, basis.symbolicTags()))
          .card('U', author.login())
          .finish();
      return Draft.of(text).withPrivacy(isPrivate);
    });
  }

  private static Basis basis(SqlSession session, NewBranch branch) throws SQLException {
    Tagged tagged = Tagged.checkin(session, branch.basis());
    return new Basis(tagged.isPrivate(), BranchTags.isOpen(session, branch.name()),
        BranchTags.symbolic(session, tagged.rid(), false));
  }

  private static Collection<TagChange> tags(NewBranch branch, boolean isPrivate, List<String> inherited) {
    Map<String, TagChange> tags = new LinkedHashMap<>();
    inherited.forEach(
        name -> tags.put("-" + name, new TagChange(Kind.CANCEL, "sym-" + name, null, null)));
    String color = branch.color() != null ? branch.color() : isPrivate ? PRIVATE_COLOR : null;
    if (color != null && !color.isEmpty()) {
      tags.put("*bgcolor", new TagChange(Kind.PROPAGATE, "bgcolor", null, color));
    }
    tags.put("*branch", new TagChange(Kind.PROPAGATE, "branch", null, branch.name()));
    tags.put("*sym", new TagChange(Kind.PROPAGATE, "sym-" + branch.name(), null, null));
    return tags.values();
  }

  /**
   * Closes leaves, by one control artifact; those that are closed already are left out.
   *
   * @throws RepositoryException.Refused for a check-in that is no leaf, or when nothing is left to do
   */
  public Hash close(List<Hash> leaves, Author author) {
    return mark(leaves, TagId.CLOSED, Kind.ADD, "closed", author);
  }

  /** Opens leaves again. */
  public Hash reopen(List<Hash> leaves, Author author) {
    return mark(leaves, TagId.CLOSED, Kind.CANCEL, "closed", author);
  }

  /** Hides check-ins and all that descends from them. */
  public Hash hide(List<Hash> checkins, Author author) {
    return mark(checkins, TagId.HIDDEN, Kind.PROPAGATE, "hidden", author);
  }

  /** Shows hidden check-ins again. */
  public Hash unhide(List<Hash> checkins, Author author) {
    return mark(checkins, TagId.HIDDEN, Kind.CANCEL, "hidden", author);
  }

  private Hash mark(List<Hash> checkins, int tagid, Kind kind, String name, Author author) {
    return authoring.write(author, session -> candidates(session, checkins, tagid), candidates -> {
      List<TagChange> tags = new ArrayList<>();
      for (Candidate candidate : candidates) {
        if (tagid == TagId.CLOSED && !candidate.isLeaf()) {
          throw new RepositoryException.Refused(
              candidate.checkin() + ": expected a leaf, it has a child on the same branch");
        }
        if (candidate.isSet() == (kind == Kind.CANCEL)) {
          tags.add(new TagChange(kind, name, candidate.checkin(), null));
        }
      }
      if (tags.isEmpty()) {
        throw new RepositoryException.Refused("nothing to do: " + checkins + " are all as wanted already");
      }
      return Draft.of(new CardWriter()
          .card('D', authoring.date(author))
          .tags(tags)
          .card('U', author.login())
          .finish());
    });
  }

  private static List<Candidate> candidates(SqlSession session, List<Hash> checkins, int tagid) throws SQLException {
    List<Candidate> candidates = new ArrayList<>();
    for (Hash checkin : checkins.stream().distinct().toList()) {
      long rid = Tagged.checkin(session, checkin).rid();
      candidates.add(new Candidate(checkin, BranchTags.isLeaf(session, rid),
          session.any("SELECT 1 FROM tagxref WHERE rid=? AND tagid=? AND tagtype>0", rid, tagid)));
    }
    return candidates;
  }

  /**
   * The cards that a branch's first check-in takes over. Read from the text, for the third argument of an F-card goes along as it stands.
   */
  private record ParentCards(@Nullable String baseline, @Nullable String checksum, List<List<String>> files) {

    static ParentCards of(Hash name, byte[] parent) {
      Manifest manifest = ArtifactParser.parseAs(parent, Manifest.class);
      if (manifest == null) {
        throw new RepositoryException.Refused(name + ": expected a check-in, found another artifact");
      }
      Hash baseline = manifest.baseline();
      return new ParentCards(baseline == null ? null : baseline.hex(), manifest.repositoryChecksum(),
          FileCards.of(parent));
    }
  }
}
