package io.edgesync.repository.crosslink;

import io.edgesync.repository.artifact.ArtifactAccess;
import io.edgesync.repository.database.SqlSession;
import io.edgesync.repository.database.TagId;
import io.edgesync.repository.structure.Artifact;
import io.edgesync.repository.structure.ArtifactParser;
import io.edgesync.repository.structure.Attachment;
import io.edgesync.repository.structure.ClusterArtifact;
import io.edgesync.repository.structure.ControlArtifact;
import io.edgesync.repository.structure.ForumPost;
import io.edgesync.repository.structure.Manifest;
import io.edgesync.repository.structure.TagChange;
import io.edgesync.repository.structure.Technote;
import io.edgesync.repository.structure.TicketChange;
import io.edgesync.repository.structure.WikiPage;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Which artifact sets or cancels which tag on another one, also where nothing in {@code tagxref} tells of it: control artifacts, and
 * check-ins that close what they merge.
 */
final class TagsOnOthers {

  /** A tag that {@code source} sets or cancels on {@code target}. */
  record Assertion(long target, long source, double mtime) {}

  /** What artifacts say of tags, in their order, and when. */
  record Cards(List<TagChange> tags, double mtime) {

    static final Cards NONE = new Cards(List.of(), 0);

    static Cards of(Artifact artifact) {
      return switch (artifact) {
        case ControlArtifact control -> new Cards(control.tags(), control.julianDay());
        case Manifest manifest -> new Cards(manifest.tags(), manifest.julianDay());
        case Technote note -> new Cards(note.tags(), note.julianDay());
        case ClusterArtifact _,WikiPage _,TicketChange _,Attachment _,ForumPost _ -> NONE;
      };
    }

    static Cards of(long rid, ArtifactAccess artifacts) throws SQLException {
      byte[] content = artifacts.expand(rid);
      Artifact artifact = content == null ? null : ArtifactParser.parseOrNull(content);
      return artifact == null ? NONE : of(artifact);
    }

    boolean isOnOthers() {
      return tags.stream().anyMatch(tag -> tag.target() != null);
    }
  }

  private record Row(int tagId, Assertion assertion) {}

  /**
   * Sources whose cards do not show in {@code tagxref}. A check-in closes what it merges, which only shows as long as nothing else closes
   * that one as well.
   */
  private static final String SOURCES = "SELECT objid FROM event WHERE type='g' UNION SELECT cid FROM plink WHERE NOT isprim"
      + " AND EXISTS (SELECT 1 FROM tagxref WHERE tagid=" + TagId.CLOSED + " AND srcid=0)";

  private final Map<Integer, List<Assertion>> byTag = new HashMap<>();
  private final Map<Long, Set<Long>> targets = new HashMap<>();
  private final Set<Long> read = new HashSet<>();

  static TagsOnOthers read(SqlSession session, ArtifactAccess artifacts, Tagger tagger) throws SQLException {
    TagsOnOthers all = new TagsOnOthers();
    for (long rid : session.list(row -> row.getLong(1), SOURCES)) {
      all.add(rid, Cards.of(rid, artifacts), artifacts, tagger);
    }
    for (Row row : session.list(
        row -> new Row(row.getInt(1), new Assertion(row.getLong(2), row.getLong(3), row.getDouble(4))),
        "SELECT tagid, rid, srcid, mtime FROM tagxref WHERE srcid>0 AND srcid<>rid")) {
      if (!all.read.contains(row.assertion().source())) {
        all.add(row.tagId(), row.assertion());
      }
    }
    return all;
  }

  void add(long rid, Cards cards, ArtifactAccess artifacts, Tagger tagger) throws SQLException {
    if (!read.add(rid)) {
      return;
    }
    for (TagChange change : cards.tags()) {
      long target = change.target() == null ? 0 : artifacts.ridFor(change.target(), false, false);
      if (target != 0 && target != rid) {
        add(tagger.tagId(change.name()), new Assertion(target, rid, cards.mtime()));
      }
    }
  }

  private void add(int tagId, Assertion assertion) {
    byTag.computeIfAbsent(tagId, key -> new ArrayList<>(1)).add(assertion);
    targets.computeIfAbsent(assertion.source(), key -> new HashSet<>(2)).add(assertion.target());
  }

  /** Those on whom one of {@code sources} sets or cancels a tag. */
  Set<Long> targetsOf(Set<Long> sources) {
    Set<Long> found = new HashSet<>();
    sources.forEach(source -> found.addAll(targets.getOrDefault(source, Set.of())));
    return found;
  }

  Set<Integer> tagIds() {
    return byTag.keySet();
  }

  List<Assertion> of(int tagId) {
    return byTag.getOrDefault(tagId, List.of());
  }
}
