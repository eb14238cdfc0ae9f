package io.edgesync.repository.rebuild;

import io.edgesync.repository.structure.JulianDay;
import io.edgesync.repository.crosslink.CheckinRows;
import io.edgesync.repository.crosslink.FileChange;
import io.edgesync.repository.crosslink.TagRow;
import io.edgesync.repository.crosslink.TimeFudge;
import io.edgesync.repository.structure.Manifest.CherryPick;
import io.edgesync.xfer.artifact.Hash;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.BitSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Fills the empty derived tables from what was crosslinked in memory. One use, inside the caller's transaction. */
final class TableWriter {

  private final Connection connection;
  private final BlobIndex blobs;
  private final ArtifactSlots slots;
  private final Catalog catalog;
  private final BulkCrosslink links;
  private final FileComparison files;
  private final BitSet wasPrivate;
  private final BitSet isPrivate;
  private final TimeFudge fudge = new TimeFudge();
  private final Map<String, Integer> fileNames = new LinkedHashMap<>();

  /**
   * @param wasPrivate slots of private artifacts as the run found them: what turns out to be public or private on the way is in
   *                   {@code unclustered} as before
   */
  TableWriter(Connection connection, BlobIndex blobs, ArtifactSlots slots, Catalog catalog, BulkCrosslink links,
      FileComparison files, BitSet wasPrivate) {
    this.connection = connection;
    this.blobs = blobs;
    this.slots = slots;
    this.catalog = catalog;
    this.links = links;
    this.files = files;
    this.wasPrivate = wasPrivate;
    this.isPrivate = (BitSet) wasPrivate.clone();
  }

  void write() throws SQLException {
    checkins();
    fileNames();
    tags();
    events();
    references();
    leaves();
    cherryPicks();
    // All rows that refer to unknown artifacts are written by now, so that the phantoms are known.
    phantoms();
    unclustered();
  }

  /** Slots of private artifacts: those of before, without what a public check-in turned out to use, with what tags say. */
  BitSet nowPrivate() {
    BitSet slotsOfPrivate = (BitSet) isPrivate.clone();
    links.madePrivate().stream().map(slots::slotOfRid).filter(slot -> slot >= 0).forEach(slotsOfPrivate::set);
    return slotsOfPrivate;
  }

  private void checkins() throws SQLException {
    try (BatchInsert plink = insert("plink(pid, cid, isprim, mtime, baseid) VALUES(?,?,?,?,?)", "OR IGNORE ");
        BatchInsert mlink = insert("mlink(mid, fid, pmid, pid, fnid, pfnid, mperm, isaux) VALUES(?,?,?,?,?,?,?,?)", "");
        BatchInsert orphan = insert("orphan(rid, baseline) VALUES(?,?)", "")) {
      for (Catalog.Entry entry : catalog.entries()) {
        int[] parents = links.parents(slots.rid(entry.slot()));
        if (parents != null && entry instanceof Catalog.Entry.OfCheckin(Checkin checkin)) {
          parents(checkin, parents, plink);
          changedFiles(checkin, parents, mlink);
        }
      }
      for (Checkin waiting : links.orphans()) {
        orphan.row(slots.rid(waiting.slot()), slots.rid(waiting.baseline()));
      }
    }
  }

  private void parents(Checkin checkin, int[] parents, BatchInsert plink) throws SQLException {
    Integer baseline = checkin.isDelta() ? slots.rid(checkin.baseline()) : null;
    for (int i = 0; i < parents.length; i++) {
      plink.row(parents[i], slots.rid(checkin.slot()), i == 0 ? 1 : 0, JulianDay.asWritten(checkin.julianDay()),
          baseline);
    }
  }

  private void changedFiles(Checkin checkin, int[] parents, BatchInsert mlink) throws SQLException {
    int[] sources = parents.length == 0 ? parents : sources(checkin, slots.slotOfRid(parents[0]));
    int[] picked = checkin.picks().stream().filter(pick -> !pick.backedOut())
        .mapToInt(pick -> slots.slot(pick.target()))
        .toArray();
    if (sources.length > 0 && files.hasFiles(catalog.checkin(sources[0]))) {
      note(sources, checkin);
      note(picked, checkin);
    }
    int mid = slots.rid(checkin.slot());
    for (CheckinRows.Row row : files.rows(checkin, sources, picked, parents.length + picked.length)) {
      FileChange change = row.change();
      int fid = rid(change.after());
      int before = rid(change.before());
      String old = change.oldName();
      int name = fileName(change.name());
      int oldName = old == null ? 0 : fileName(old);
      if (row.isStored()) {
        mlink.row(mid, fid, row.parentRid(), before == 0 && row.isByMerge() ? -1 : before, name, oldName,
            change.mperm(), row.isAuxiliary() ? 1 : 0);
      }
      if (change.after() != null && !isPrivate.get(checkin.slot())) {
        isPrivate.clear(slots.slot(change.after()));
      }
    }
  }

  /** The primary parent that counts, then the manifest's own merge parents, which a {@code parent} tag leaves alone. */
  private static int[] sources(Checkin checkin, int primary) {
    int[] own = checkin.parents();
    int[] sources = new int[Math.max(1, own.length)];
    System.arraycopy(own, 0, sources, 0, own.length);
    sources[0] = primary;
    return sources;
  }

  private void note(int[] sources, Checkin checkin) {
    for (int source : sources) {
      Checkin parent = catalog.checkin(source);
      if (parent != null && files.hasFiles(parent)) {
        fudge.note(slots.rid(source), parent.julianDay(), slots.rid(checkin.slot()), checkin.julianDay());
      }
    }
  }

  private int rid(@Nullable Hash name) {
    return name == null ? 0 : slots.rid(slots.slot(name));
  }

  private int fileName(String name) {
    return fileNames.computeIfAbsent(name, unseen -> fileNames.size() + 1);
  }

  private void fileNames() throws SQLException {
    try (BatchInsert filename = insert("filename(fnid, name) VALUES(?,?)", "")) {
      for (Map.Entry<String, Integer> entry : fileNames.entrySet()) {
        filename.row(entry.getValue(), entry.getKey());
      }
    }
  }

  private void tags() throws SQLException {
    try (BatchInsert tag = insert("tag(tagid, tagname) VALUES(?,?)", "OR IGNORE ")) {
      for (Map.Entry<String, Integer> entry : links.tagIds().entrySet()) {
        tag.row(entry.getValue(), entry.getKey());
      }
    }
    try (BatchInsert tagxref = insert("tagxref(tagid, tagtype, srcid, origid, value, mtime, rid) VALUES(?,?,?,?,?,?,?)",
        "")) {
      for (List<TagRow> rows : links.tags().rows()) {
        for (TagRow row : rows) {
          tagxref.row(row.tagId(), row.tagType(), row.sourceRid(), row.originRid(), row.value(), row.mtime(),
              row.rid());
        }
      }
    }
  }

  private void events() throws SQLException {
    Map<Long, Double> moved = new HashMap<>(fudge.settle());
    try (BatchInsert event = insert("event(type, mtime, objid, user, comment, bgcolor, euser, ecomment, omtime)"
        + " VALUES(?,?,?,?,?,?,?,?,?)", "")) {
      for (EventRow row : links.events().rows().values()) {
        Double mtime = row.mtime;
        Double other = moved.get((long) row.rid);
        if (other != null && (row.omtime == null || row.omtime.equals(mtime))) {
          mtime = other;
        }
        event.row(row.type, mtime, row.rid, row.user, row.comment, row.bgcolor, row.amendedUser,
            row.amendedComment, row.omtime);
      }
    }
  }

  private void references() throws SQLException {
    try (BatchInsert backlink = insert("backlink(target, srctype, srcid, mtime) VALUES(?,0,?,?)", "OR REPLACE ")) {
      for (Map.Entry<Integer, EventMemory.References> entry : links.events().references().entrySet()) {
        for (String target : entry.getValue().targets()) {
          backlink.row(target, entry.getKey(), JulianDay.asWritten(entry.getValue().mtime()));
        }
      }
    }
  }

  private void leaves() throws SQLException {
    try (BatchInsert leaf = insert("leaf(rid) VALUES(?)", "OR IGNORE ")) {
      for (int rid : links.leaves().stream().toArray()) {
        leaf.row(rid);
      }
    }
  }

  private void cherryPicks() throws SQLException {
    try (BatchInsert cherrypick = insert("cherrypick(parentid, childid, isExclude) VALUES(?,?,?)", "OR REPLACE ")) {
      for (Catalog.Entry entry : catalog.entries()) {
        if (entry instanceof Catalog.Entry.OfCheckin(Checkin checkin)
            && links.parents(slots.rid(checkin.slot())) != null) {
          for (CherryPick pick : checkin.picks()) {
            int target = slots.slot(pick.target());
            if (slots.hasRid(target)) {
              cherrypick.row(slots.rid(target), slots.rid(checkin.slot()), pick.backedOut() ? 1 : 0);
            }
          }
        }
      }
    }
  }

  private void phantoms() throws SQLException {
    try (BatchInsert blob = insert("blob(rid, rcvid, size, uuid, content) VALUES(?,0,-1,?,NULL)", "");
        BatchInsert phantom = insert("phantom(rid) VALUES(?)", "");
        BatchInsert unclustered = insert("unclustered(rid) VALUES(?)", "OR IGNORE ")) {
      for (int slot = 0; slot < blobs.rows(); slot++) {
        if (blobs.isPhantom(slot)) {
          phantom.row(blobs.rid(slot));
        }
      }
      slots.forEachPhantom((slot, rid, name) -> {
        blob.row(rid, name);
        phantom.row(rid);
        if (!links.clustered().get(slot)) {
          unclustered.row(rid);
        }
      });
    }
  }

  private void unclustered() throws SQLException {
    try (BatchInsert unclustered = insert("unclustered(rid) VALUES(?)", "OR IGNORE ")) {
      for (int slot = 0; slot < blobs.rows(); slot++) {
        if (!wasPrivate.get(slot) && !links.clustered().get(slot)) {
          unclustered.row(blobs.rid(slot));
        }
      }
    }
  }

  private BatchInsert insert(String what, String conflict) throws SQLException {
    return new BatchInsert(connection, "INSERT " + conflict + "INTO " + what);
  }
}
