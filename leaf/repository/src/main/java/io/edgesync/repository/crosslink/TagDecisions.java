package io.edgesync.repository.crosslink;

import io.edgesync.repository.artifact.ArtifactAccess;
import io.edgesync.repository.crosslink.TagsOnOthers.Cards;
import io.edgesync.repository.database.SqlSession;
import io.edgesync.repository.structure.Artifact;
import io.edgesync.repository.structure.ControlArtifact;
import io.edgesync.repository.structure.TagChange;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Decides who has a tag where Fossil lets the order of a rebuild decide: an own tag against a younger one of an ancestor, two tags of one
 * time. On arrival an own tag stays and the first of two; at the end of a batch that may have changed something, the few such tags are
 * replayed in the order in which a rebuild would visit, and rows that come out otherwise are put right.
 */
final class TagDecisions {

  private static final int MOVED_MAX = 1_000;

  private record Arrived(long rid, Cards cards) {}

  private final SqlSession session;
  private final ArtifactAccess artifacts;
  private final Tagger tagger;
  private final RebuildOrder order;
  private final KnownContests known;
  private final List<Arrived> arrived = new ArrayList<>();
  /** Whose tags may be others by now, and those of their descendants. */
  private final Set<Long> changed = new HashSet<>();
  /** What became a delta; a rebuild comes to it, and to all that are deltas on it, at another time. */
  private final List<Long> moved = new ArrayList<>();

  TagDecisions(
      SqlSession session, ArtifactAccess artifacts, Tagger tagger, RebuildOrder order, KnownContests known) {
    this.session = session;
    this.artifacts = artifacts;
    this.tagger = tagger;
    this.order = order;
    this.known = known;
  }

  /** To be called before {@code artifact} is crosslinked. */
  void arrived(long rid, Artifact artifact) throws SQLException {
    Cards cards = Cards.of(artifact);
    if (cards.isOnOthers()) {
      arrived.add(new Arrived(rid, cards));
    }
    // Others came from it, or spoke of it, before it came. Else it inherits, and nobody inherits from it yet.
    if (session.any("SELECT 1 FROM plink WHERE pid=?1 UNION ALL SELECT 1 FROM tagxref WHERE rid=?1", rid)) {
      changed.add(rid);
    }
    if (!(artifact instanceof ControlArtifact) || cards.tags().stream().anyMatch(tag -> tag.name().equals("parent"))) {
      known.linked();
    }
  }

  /** Something became a delta. */
  void moved(long rid) {
    moved.add(rid);
  }

  void settle() throws SQLException {
    boolean tagsChanged = !arrived.isEmpty() || !changed.isEmpty();
    if (!tagsChanged && moved.isEmpty()) {
      return;
    }
    boolean isAllDecided = known.enter(session);
    TagsOnOthers all = known.onOthers(session, artifacts, tagger);
    for (Arrived one : arrived) {
      all.add(one.rid(), one.cards(), artifacts, tagger);
      changed.addAll(all.targetsOf(Set.of(one.rid())));
    }
    if (tagsChanged) {
      known.changed();
    }
    List<TagContest> contests = known.contests(session, all);
    if (isAllDecided && !contests.isEmpty() && addMoved(all)) {
      contests = contests.stream().map(each -> each.about(changed)).filter(each -> !each.isEmpty()).toList();
    }
    decide(contests, all);
    arrived.clear();
    changed.clear();
    moved.clear();
  }

  /** Adds who is concerned by what moved; false where that is too much to tell. */
  private boolean addMoved(TagsOnOthers all) throws SQLException {
    Set<Long> below = new HashSet<>();
    for (long rid : moved) {
      below
          .addAll(session.list(row -> row.getLong(1), MovedArtifacts.BELOW + " SELECT rid FROM below", rid, MOVED_MAX));
      if (below.size() >= MOVED_MAX) {
        return false;
      }
    }
    changed.addAll(below);
    changed.addAll(below.isEmpty() ? Set.of() : all.targetsOf(below));
    return true;
  }

  private void decide(List<TagContest> contests, TagsOnOthers all) throws SQLException {
    if (contests.isEmpty()) {
      return;
    }
    List<Map<Long, List<TagRow>>> cards = new ArrayList<>();
    Set<Long> visited = new HashSet<>();
    CardMemory memory = new CardMemory(artifacts);
    for (TagContest contest : contests) {
      Map<Long, List<TagRow>> ofContest = cards(contest, all, memory);
      visited.addAll(contest.parents().keySet());
      visited.addAll(ofContest.keySet());
      cards.add(ofContest);
    }
    Map<Long, Integer> visits = new HashMap<>();
    for (long rid : order.inOrder(visited)) {
      visits.put(rid, visits.size());
    }
    TagReplay.Effort effort = new TagReplay.Effort();
    for (int i = 0; i < contests.size(); i++) {
      decide(contests.get(i), cards.get(i), visits, effort);
    }
  }

  private void decide(
      TagContest contest, Map<Long, List<TagRow>> cards, Map<Long, Integer> visits, TagReplay.Effort effort)
      throws SQLException {
    Set<Long> visited = new HashSet<>(contest.parents().keySet());
    visited.addAll(cards.keySet());
    visited.retainAll(visits.keySet());
    TagReplay replay = new TagReplay(contest, effort);
    for (long rid : visited.stream().sorted(Comparator.comparingInt(each -> visits.getOrDefault(each, 0))).toList()) {
      replay.visit(rid, cards.getOrDefault(rid, List.of()));
    }
    if (effort.isSpent()) {
      return;
    }
    for (long rid : contest.parents().keySet()) {
      if (contest.asserted().contains(rid)) {
        TagRow decided = replay.find(rid, contest.tagId());
        if (!Objects.equals(decided, tagger.find(rid, contest.tagId()))) {
          tagger.decide(rid, contest.tagId(), decided);
        }
      }
    }
  }

  /** All that artifacts say of the tag, by the artifact that says it. */
  private Map<Long, List<TagRow>> cards(TagContest contest, TagsOnOthers all, CardMemory memory) throws SQLException {
    String name = session.text("SELECT tagname FROM tag WHERE tagid=?", contest.tagId());
    Map<Long, List<TagRow>> cards = new LinkedHashMap<>();
    for (TagsOnOthers.Assertion assertion : all.of(contest.tagId())) {
      if (contest.asserted().contains(assertion.target())) {
        add(assertion.source(), contest, name, memory, cards);
      }
    }
    for (long rid : contest.asserted()) {
      if (!session.any("SELECT 1 FROM orphan WHERE rid=?", rid)) {
        add(rid, contest, name, memory, cards);
      }
      TagRow present = tagger.find(rid, contest.tagId());
      if (present != null && present.sourceRid() != 0
          && cards.getOrDefault(present.sourceRid(), List.of()).isEmpty()) {
        cards.put(present.sourceRid(), List.of(present)); // the tag that gathers versions needs no card
      }
    }
    return cards;
  }

  private void add(
      long source, TagContest contest, @Nullable String name, CardMemory memory, Map<Long, List<TagRow>> cards)
      throws SQLException {
    if (name == null || cards.containsKey(source)) {
      return;
    }
    Cards all = memory.cards(source, name);
    List<TagRow> rows = new ArrayList<>();
    for (TagChange tag : all.tags()) {
      long target = tag.target() == null ? source : artifacts.ridFor(tag.target(), false, false);
      if (contest.asserted().contains(target)) {
        rows.add(new TagRow(contest.tagId(), tag.kind().tagType(), source, target, tag.value(), all.mtime(), target));
      }
    }
    cards.put(source, rows);
  }
}
