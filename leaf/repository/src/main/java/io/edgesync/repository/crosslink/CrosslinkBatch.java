package io.edgesync.repository.crosslink;

import io.edgesync.repository.artifact.ArtifactAccess;
import io.edgesync.repository.artifact.Crosslinking;
import io.edgesync.repository.database.SqlSession;
import io.edgesync.repository.database.SqlText;
import io.edgesync.repository.database.TagId;
import io.edgesync.repository.markup.Backlinks;
import io.edgesync.repository.structure.Artifact;
import io.edgesync.repository.structure.ArtifactParser;
import io.edgesync.repository.structure.Attachment;
import io.edgesync.repository.structure.ClusterArtifact;
import io.edgesync.repository.structure.ControlArtifact;
import io.edgesync.repository.structure.ForumPost;
import io.edgesync.repository.structure.JulianDay;
import io.edgesync.repository.structure.Manifest;
import io.edgesync.repository.structure.TagChange;
import io.edgesync.repository.structure.Technote;
import io.edgesync.repository.structure.TicketChange;
import io.edgesync.repository.structure.WikiPage;
import io.edgesync.xfer.artifact.Hash;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;

/** The artifacts of one transaction, on the writer's thread. */
public final class CrosslinkBatch implements Crosslinking.Batch {

  private final ArtifactAccess artifacts;
  private final InstantSource clock;
  private final PendingPicks pendingPicks;
  private final EarlierPicks earlierPicks;
  private final Occasion occasion;
  private final SqlSession session;
  private final LeafChecks leaves;
  private final Tagger tagger;
  private final Manifests manifests;
  private final TimeFudge fudge = new TimeFudge();
  private final CheckinLinks links;
  private final EventTags eventTags;
  private final Events events;
  private final TicketLinks tickets;
  private final WikiLinks wikiPages;
  private final TechnoteLinks technotes;
  private final ForumLinks forumPosts;
  private final AttachmentLinks attachments;
  private final MovedArtifacts moved;
  private final TagDecisions decisions;

  CrosslinkBatch(
      SqlSession session,
      ArtifactAccess artifacts,
      InstantSource clock,
      PendingPicks pendingPicks,
      EarlierPicks earlierPicks,
      KnownContests contests,
      Occasion occasion)
      throws SQLException {
    this.artifacts = artifacts;
    this.clock = clock;
    this.pendingPicks = pendingPicks;
    this.earlierPicks = earlierPicks;
    this.occasion = occasion;
    this.session = session;
    this.leaves = new LeafChecks(session);
    RebuildOrder order = new RebuildOrder(session);
    boolean wikiIsHtml = session.any(Backlinks.WIKI_IS_HTML);
    this.eventTags = new EventTags(session, order, wikiIsHtml);
    this.tagger = new Tagger(session, leaves, eventTags, occasion.setsTags());
    this.manifests = new Manifests(artifacts);
    this.links = new CheckinLinks(session, artifacts, manifests, fudge, pendingPicks, leaves, order);
    this.events = new Events(session, eventTags, wikiIsHtml, !occasion.isRebuild());
    this.tickets = new TicketLinks(session, artifacts, events, order);
    KindContext context = new KindContext(
        session, artifacts, tagger, events, order, new VersionLinks(session, artifacts, tagger, leaves));
    this.wikiPages = new WikiLinks(context);
    this.technotes = new TechnoteLinks(context);
    this.forumPosts = new ForumLinks(context);
    this.attachments = new AttachmentLinks(context);
    this.moved = new MovedArtifacts(session, artifacts, eventTags);
    this.decisions = new TagDecisions(session, artifacts, tagger, order, contests);
  }

  @Override
  public void artifactAvailable(long rid, byte[] content) throws SQLException {
    Artifact artifact = ArtifactParser.parseOrNull(content);
    if (artifact != null) {
      crosslink(rid, artifact);
    }
  }

  @Override
  public void movedBelowAnother(long rid) throws SQLException {
    moved.moved(rid, this::gathers);
    decisions.moved(rid);
  }

  private void crosslink(long rid, Artifact artifact) throws SQLException {
    if (occasion.setsTags()) {
      decisions.arrived(rid, artifact);
    }
    switch (artifact) {
      case Manifest manifest -> {
        if (checkin(rid, manifest)) {
          orphansOf(rid);
        }
      }
      case ClusterArtifact cluster -> cluster(rid, cluster);
      case ControlArtifact control -> {
        tags(rid, control.tags(), control.julianDay());
        events.control(rid, control);
      }
      case WikiPage page -> wikiPages.crosslink(rid, page);
      case TicketChange change -> {
        tagger.mark(TaggedVersion.of(change), rid);
        tickets.changed(rid, change);
        attachments.touch(change.ticket());
      }
      case Attachment attachment -> attachments.crosslink(rid, attachment);
      case Technote note -> {
        tags(rid, note.tags(), note.julianDay());
        technotes.crosslink(rid, note);
        attachments.touch(note.id());
      }
      case ForumPost post -> forumPosts.crosslink(rid, post);
    }
    if (!(artifact instanceof Manifest)) {
      links.relinkChildren(rid);
    }
  }

  /** Returns false where the check-in must wait for its baseline. */
  private boolean checkin(long rid, Manifest manifest) throws SQLException {
    manifests.keep(rid, manifest);
    Hash baseline = manifest.baseline();
    if (baseline != null && manifests.files(manifest) == null) {
      long baselineRid = artifacts.ridFor(baseline, true, artifacts.isPrivate(rid));
      session.update("INSERT OR IGNORE INTO orphan(rid, baseline) VALUES(?,?)", rid, baselineRid);
      links.relinkChildren(rid);
      return false;
    }
    links.cherryPicks(rid, manifest);
    earlierPicks.crosslinked(rid);
    long parent = 0;
    if (!session.any("SELECT 1 FROM mlink WHERE mid=?", rid)) {
      parent = links.link(rid, manifest, manifest.parents());
      events.checkin(rid, manifest);
      if (baseline != null) {
        session.update(
            "REPLACE INTO config(name, value, mtime) SELECT 'seen-delta-manifest', '1', ?"
                + " WHERE NOT EXISTS (SELECT 1 FROM config WHERE name='seen-delta-manifest' AND value='1')",
            clock.instant().getEpochSecond());
      }
    }
    tags(rid, manifest.tags(), manifest.julianDay());
    if (parent != 0) {
      tagger.propagateAll(parent);
    }
    return true;
  }

  /** Crosslinks the delta manifests that waited for {@code baseline}. */
  private void orphansOf(long baseline) throws SQLException {
    List<Long> waiting = session.list(row -> row.getLong(1), "SELECT rid FROM orphan WHERE baseline=? ORDER BY rid",
        baseline);
    if (waiting.isEmpty()) {
      return;
    }
    session.update("DELETE FROM orphan WHERE baseline=?", baseline);
    for (long rid : waiting) {
      Manifest manifest = manifests.find(rid);
      if (manifest != null) {
        crosslink(rid, manifest);
      }
    }
  }

  private void cluster(long rid, ClusterArtifact cluster) throws SQLException {
    tagger.insert("cluster", 1, null, rid, JulianDay.of(clock.instant()), rid, this::reparent);
    boolean isPrivate = artifacts.isPrivate(rid);
    for (Hash member : cluster.members()) {
      long memberRid = artifacts.ridFor(member, true, isPrivate);
      if (memberRid > 0) {
        session.update("DELETE FROM unclustered WHERE rid=?", memberRid);
        if (!isPrivate) {
          // Only private artifacts spoke of it so far; when it comes, it is no longer to be listed in a cluster.
          session.update("DELETE FROM private WHERE rid=? AND rid IN (SELECT rid FROM phantom)", memberRid);
        }
      }
    }
  }

  private void tags(long rid, List<TagChange> tags, double mtime) throws SQLException {
    boolean isPrivate = tags.stream().anyMatch(tag -> tag.target() != null) && artifacts.isPrivate(rid);
    for (TagChange tag : tags) {
      long target = tag.target() == null ? rid : artifacts.ridFor(tag.target(), true, isPrivate);
      if (target != 0) {
        tagger.insert(tag.name(), tag.kind().tagType(), tag.value(), rid, mtime, target, this::reparent);
        tickets.tagged(tag.name());
        gathers(tag.name());
      }
    }
  }

  /** A tag that somebody set may be one that gathers the versions of something. */
  private void gathers(String tag) {
    if (tag.startsWith(WikiLinks.TAG)) {
      wikiPages.touch(tag.substring(WikiLinks.TAG.length()));
    } else if (tag.startsWith(TechnoteLinks.TAG)) {
      String id = tag.substring(TechnoteLinks.TAG.length());
      technotes.touch(id);
      attachments.touch(id);
    }
  }

  /** Gives a check-in the parents that a {@link ParentTag} names. */
  private void reparent(long rid, String value) throws SQLException {
    List<Hash> parents = ParentTag.parents(value);
    Manifest manifest = parents == null ? null : manifests.find(rid);
    if (parents == null || manifest == null) {
      return;
    }
    // The old parents have lost a child, the new ones got one.
    leaves.check(rid);
    session.update("DELETE FROM plink WHERE cid=?", rid);
    session.update("DELETE FROM mlink WHERE mid=?", rid);
    links.link(rid, manifest, parents);
    leaves.check(rid);
  }

  void replayTickets() {
    tickets.replayAll();
  }

  @Override
  public void end() throws SQLException {
    completePicks();
    if (!occasion.isRebuild()) {
      reparentAll();
    }
    decisions.settle();
    tickets.end();
    technotes.settle();
    forumPosts.settle();
    attachments.settle();
    wikiPages.settle();
    eventTags.settle();
    if (occasion.movesTimes()) {
      for (Map.Entry<Long, Double> moved : fudge.settle().entrySet()) {
        session.update(
            "UPDATE event SET mtime=? WHERE objid=? AND (mtime=omtime OR omtime IS NULL)",
            moved.getValue(), moved.getKey());
      }
    }
    leaves.settle();
  }

  private void completePicks() throws SQLException {
    for (Hash target : pendingPicks.targets()) {
      if (artifacts.ridFor(target, false, false) != 0) {
        for (long rid : pendingPicks.take(target)) {
          Manifest manifest = manifests.find(rid);
          if (manifest != null) {
            links.cherryPicks(rid, manifest);
            links.relink(rid);
          }
        }
      }
    }
  }

  private void reparentAll() throws SQLException {
    record Reparented(long rid, String value) {}
    for (Reparented tagged : session.list(
        row -> new Reparented(row.getLong(1), SqlText.orEmpty(row, 2)),
        "SELECT rid, value FROM tagxref WHERE tagid=" + TagId.PARENT + " AND tagtype=1 AND value IS NOT NULL")) {
      reparent(tagged.rid(), tagged.value());
    }
  }
}
