package io.edgesync.repository.rebuild;

import io.edgesync.repository.crosslink.ParentTag;
import io.edgesync.repository.crosslink.TagPropagation;
import io.edgesync.repository.crosslink.TagRow;
import io.edgesync.repository.crosslink.TaggedVersion;
import io.edgesync.repository.database.TagId;
import io.edgesync.repository.structure.ClusterArtifact;
import io.edgesync.repository.structure.ControlArtifact;
import io.edgesync.repository.structure.TagChange;
import io.edgesync.xfer.artifact.Hash;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Crosslinks a {@link Catalog} in memory: parenthood, tags with their propagation and side effects, events, references in
 * comments. Artifacts are taken one after the other as a stock rebuild does, because of two tags of the same time the first one
 * wins; what depends on files alone ({@code mlink}) is left to the {@link TableWriter}. Everything here is by rid, since 0 has a
 * meaning in tags that no slot may have. Source: Fossil {@code src/manifest.c, manifest_crosslink()}.
 */
final class BulkCrosslink {

  private final Catalog catalog;
  private final ArtifactSlots slots;
  private final FileComparison files;
  private final double now;

  private final Map<String, Integer> tagIds;
  private final TagMemory tags = new TagMemory(this::propagated);
  private final TagPropagation propagation = TagPropagation.ofRebuild(tags);
  private final EventMemory events;
  /** Parents of each linked check-in; differs from the manifest's own where a {@code parent} tag says so. */
  private final Map<Integer, int[]> parents = new HashMap<>();
  private final BitSet branchMoved = new BitSet();
  private final BitSet clustered = new BitSet();
  private final BitSet madePrivate = new BitSet();
  private final BitSet others = new BitSet();
  private final List<Checkin> orphans = new ArrayList<>();
  private boolean sawDeltaManifest;

  BulkCrosslink(Catalog catalog, ArtifactSlots slots, FileComparison files, List<String> predefinedTags,
      Wording wording, double now) {
    this.catalog = catalog;
    this.slots = slots;
    this.files = files;
    this.events = new EventMemory(wording);
    this.now = now;
    this.tagIds = new LinkedHashMap<>();
    for (String tag : predefinedTags) {
      tagIds.put(tag, tagIds.size() + 1);
    }
  }

  void run() throws SQLException {
    for (Catalog.Entry entry : catalog.entries()) {
      switch (entry) {
        case Catalog.Entry.OfCheckin of -> checkin(of.checkin());
        case Catalog.Entry.OfControl of -> control(of.slot(), of.control());
        case Catalog.Entry.OfCluster of -> cluster(of.slot(), of.cluster());
        case Catalog.Entry.OfOther of -> other(of.slot(), of.version());
      }
    }
    for (List<TagRow> rows : tags.rows()) {
      for (TagRow row : rows) {
        if (row.tagId() == TagId.PARENT && row.tagType() == 1 && row.value() != null) {
          reparent((int) row.rid(), row.value());
        }
      }
    }
  }

  private void checkin(Checkin checkin) throws SQLException {
    if (!files.hasFiles(checkin)) {
      orphans.add(checkin);
      return;
    }
    int rid = slots.rid(checkin.slot());
    sawDeltaManifest |= checkin.isDelta();
    int[] own = Arrays.stream(checkin.parents()).map(slots::rid).toArray();
    link(rid, own, checkin.julianDay());
    events.checkin(rid, checkin, tags);
    apply(rid, checkin.tags(), checkin.julianDay());
    if (own.length > 0) {
      propagation.propagateAll(own[0]);
    }
  }

  private void link(int rid, int[] linked, double mtime) {
    int[] before = parents.put(rid, linked);
    if (before != null && before.length > 0) {
      tags.removePrimaryChild(before[0], rid);
    }
    if (linked.length > 0) {
      tags.addPrimaryChild(linked[0], rid, mtime);
    }
  }

  private void control(int slot, ControlArtifact control) throws SQLException {
    int rid = slots.rid(slot);
    apply(rid, control.tags(), control.julianDay());
    events.control(rid, control);
  }

  /** The tags of an artifact of any other kind, between those of check-ins; its event is made later, and knows what came when. */
  private void other(int slot, TaggedVersion version) throws SQLException {
    int rid = slots.rid(slot);
    others.set(slot);
    apply(rid, version.tags(), version.julianDay());
    int[] before = version.parents().stream().mapToInt(parent -> slots.rid(slots.slot(parent))).toArray();
    if (before.length > 0) {
      link(rid, before, version.julianDay());
      propagation.propagateAll(before[0]);
    }
    if (version.gathering() != null) {
      insert(version.gathering(), 1, version.value(), rid, version.julianDay(), rid);
    }
  }

  private void cluster(int slot, ClusterArtifact cluster) throws SQLException {
    int rid = slots.rid(slot);
    insert("cluster", 1, null, rid, now, rid);
    for (Hash member : cluster.members()) {
      int at = slots.slot(member);
      if (slots.rid(at) > 0) {
        clustered.set(at);
      }
    }
  }

  private void apply(int rid, List<TagChange> changes, double mtime) throws SQLException {
    for (TagChange change : changes) {
      Hash named = change.target();
      int target = named == null ? rid : slots.rid(slots.slot(named));
      if (target > 0) {
        insert(change.name(), change.kind().tagType(), change.value(), rid, mtime, target);
      }
    }
  }

  private void insert(String name, int tagType, @Nullable String value, int source, double mtime, int target)
      throws SQLException {
    int tagId = tagIds.computeIfAbsent(name, unseen -> tagIds.size() + 1);
    TagRow row = new TagRow(tagId, tagType, source, target, value, mtime, target);
    propagation.insert(row, stored -> tagged(stored, tagType == 0 ? null : value));
  }

  /** What follows from the predefined tags on the tagged artifact itself. */
  private void tagged(TagRow row, @Nullable String value) {
    int rid = (int) row.rid();
    switch (row.tagId()) {
      case TagId.BGCOLOR, TagId.COMMENT, TagId.USER, TagId.DATE -> events.tagged(row, value);
      case TagId.PRIVATE -> madePrivate.set(rid);
      case TagId.BRANCH -> branchMoved(rid);
      case TagId.PARENT -> {
        if (row.tagType() == 1 && value != null) {
          reparent(rid, value);
        }
      }
      default -> {
        // other tags act through their row alone
      }
    }
  }

  private void propagated(int rid, int tagId, @Nullable String value) {
    if (tagId == TagId.BGCOLOR) {
      events.coloured(rid, value);
    } else if (tagId == TagId.BRANCH) {
      branchMoved(rid);
    }
  }

  private void branchMoved(int rid) {
    branchMoved.set(rid);
    for (int parent : parents.getOrDefault(rid, new int[0])) {
      if (parent > 0) { // a shunned parent has no rid, and so no place in the table
        branchMoved.set(parent);
      }
    }
  }

  /** Gives a check-in the parents that a {@link ParentTag} names. */
  private void reparent(int rid, String value) {
    Checkin checkin = catalog.checkin(slots.slotOfRid(rid));
    if (checkin == null || !parents.containsKey(rid)) {
      return;
    }
    List<Hash> named = ParentTag.parents(value);
    if (named != null) {
      link(rid, named.stream().mapToInt(parent -> slots.rid(slots.slot(parent))).toArray(), checkin.julianDay());
    }
  }

  /** Rids of the leaves, as Fossil sees them: no child, by whatever edge, on the same branch. */
  BitSet leaves() {
    BitSet leaves = (BitSet) branchMoved.clone();
    parents.forEach((child, linked) -> {
      for (int parent : linked) {
        if (leaves.get(parent) && tags.branch(parent).equals(tags.branch(child))) {
          leaves.clear(parent);
        }
      }
    });
    return leaves;
  }

  Map<String, Integer> tagIds() {
    return tagIds;
  }

  TagMemory tags() {
    return tags;
  }

  EventMemory events() {
    return events;
  }

  /** The parents of a linked check-in, the primary one first; {@code null} for one that waits for its baseline. */
  int @Nullable [] parents(int rid) {
    return parents.get(rid);
  }

  List<Checkin> orphans() {
    return orphans;
  }

  /** Slots of the members of clusters. */
  BitSet clustered() {
    return clustered;
  }

  /** Rids that a tag makes private. */
  BitSet madePrivate() {
    return madePrivate;
  }

  /** Slots of what {@link OtherKinds} has to do with. */
  BitSet others() {
    return others;
  }

  boolean sawDeltaManifest() {
    return sawDeltaManifest;
  }
}
