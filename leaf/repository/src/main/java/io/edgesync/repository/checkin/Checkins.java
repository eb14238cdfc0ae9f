package io.edgesync.repository.checkin;

import io.edgesync.repository.RepositoryException;
import io.edgesync.repository.artifact.ArtifactStore;
import io.edgesync.repository.artifact.LocalStore;
import io.edgesync.repository.artifact.LocalStore.NewArtifact;
import io.edgesync.repository.artifact.Provenance;
import io.edgesync.repository.authoring.Authoring;
import io.edgesync.repository.checkin.CheckinRequest.Allowance;
import io.edgesync.repository.checkin.CheckinRequest.ManifestForm;
import io.edgesync.repository.database.RepositoryDatabase;
import io.edgesync.repository.database.SqlSession;
import io.edgesync.repository.structure.ArtifactParser;
import io.edgesync.repository.structure.MalformedArtifactException;
import io.edgesync.repository.structure.Manifest;
import io.edgesync.repository.tag.BranchTags;
import io.edgesync.repository.timeline.FileEntry;
import io.edgesync.repository.timeline.Timeline;
import io.edgesync.xfer.artifact.Hash;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;

/** Makes check-ins in a repository, without a working tree. Callable from any thread. */
public final class Checkins {

  /** How often a check-in is made anew because what it builds on changed while it was prepared. */
  private static final int ATTEMPTS = 5;

  private final RepositoryDatabase database;
  private final ArtifactStore artifacts;
  private final LocalStore local;
  private final Timeline timeline;
  private final InstantSource clock;

  public Checkins(
      RepositoryDatabase database, ArtifactStore artifacts, LocalStore local, Timeline timeline, InstantSource clock) {
    this.database = database;
    this.artifacts = artifacts;
    this.local = local;
    this.timeline = timeline;
    this.clock = clock;
  }

  /** What the check-in builds on is not as it was: the tip moved, a tag came, a setting changed. */
  private static final class Changed extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Changed() {
      super("changed meanwhile", null, false, false);
    }
  }

  /**
   * Makes a check-in and returns its name. When this returns it is on disk and crosslinked.
   *
   * @throws RepositoryException.Refused when it would fork, build on a closed check-in, change nothing, be older than its parent,
   *     or a path cannot be checked in; nothing is stored then
   */
  public Hash commit(CheckinRequest request) {
    request.changes().files().keySet().forEach(FilePaths::check);
    request.changes().renames().keySet().forEach(FilePaths::check);
    Authoring.mimetype(request.wording().mimetype());
    for (int attempt = 1;; attempt++) {
      try {
        return attempt(request, attempt < ATTEMPTS);
      } catch (Changed again) {
        assert attempt < ATTEMPTS;
      }
    }
  }

  private Hash attempt(CheckinRequest request, boolean mayTryAgain) {
    Parent parent = database.read(session -> Parent.of(session, request));
    CheckinPlan plan = CheckinPlan.of(request, parent, clock.instant());
    plan.checkDate();
    Hash before = parent.hash();
    List<FileEntry> files = before == null ? List.of() : timeline.files(before);
    CheckinTree tree = new CheckinTree(before == null ? "the empty history" : before.hex(), files, request.changes(),
        plan.isPrivate());
    tree.lay(local);
    checkChange(plan, tree);
    // Stock has the checksum in every first check-in, whatever the setting says.
    boolean usesChecksum = before == null || parent.settings().usesChecksum();
    byte[] manifest = manifest(plan, new CheckinManifest(plan, tree.files(),
        usesChecksum ? tree.checksum(artifacts) : null));
    Hash name = local.namesFor(List.of(manifest)).getFirst();
    List<NewArtifact> created = new ArrayList<>(tree.created());
    created.add(new NewArtifact(name, manifest, plan.isPrivate(), true));
    local.store(Provenance.local(request.wording().user()), created, session -> {
      if (mayTryAgain && !Parent.of(session, request).equals(parent)) {
        throw new Changed();
      }
      guard(session, plan);
    });
    return name;
  }

  /** A new branch is a change, and so is a merge, even if no file differs. */
  private static void checkChange(CheckinPlan plan, CheckinTree tree) {
    boolean beginsBranch = plan.newBranch() != null && plan.parent().hash() != null;
    if (!tree.isChanged() && !beginsBranch && !plan.isMerge() && !plan.request().allows(Allowance.EMPTY)) {
      throw new RepositoryException.Refused("nothing has changed: the files are as in " + plan.parent().hash());
    }
  }

  private byte[] manifest(CheckinPlan plan, CheckinManifest writer) {
    byte[] manifest = chosenForm(plan, writer);
    try {
      ArtifactParser.explain(manifest);
    } catch (MalformedArtifactException refused) {
      throw new RepositoryException.Refused("the check-in would not be readable: " + refused.getMessage());
    }
    return manifest;
  }

  private byte[] chosenForm(CheckinPlan plan, CheckinManifest writer) {
    ManifestForm form = plan.request().form();
    Parent.Settings settings = plan.parent().settings();
    Hash parentHash = plan.parent().hash();
    if (form == ManifestForm.DELTA && settings.forbidsDeltas()) {
      throw new RepositoryException.Refused(
          "delta manifests are forbidden in this repository (setting forbid-delta-manifests)");
    }
    boolean mayUseDelta = form == ManifestForm.DELTA
        || (form == ManifestForm.AUTOMATIC && settings.seenDeltas() && !settings.forbidsDeltas());
    if (!mayUseDelta || parentHash == null) {
      return writer.complete();
    }
    Manifest before = timeline.manifest(parentHash);
    Hash baselineHash = before.baseline() == null ? parentHash : before.baseline();
    Manifest baseline = before.baseline() == null ? before : timeline.manifest(baselineHash);
    return form == ManifestForm.DELTA
        ? writer.relative(baselineHash, baseline)
        : writer.shorter(baselineHash, baseline);
  }

  /** What must hold at the moment of storing. */
  private static void guard(SqlSession session, CheckinPlan plan) throws SQLException {
    Parent parent = plan.parent();
    String newBranch = plan.newBranch();
    if (newBranch != null) {
      if (!plan.nameMayBeTaken() && BranchTags.isOpen(session, newBranch)) {
        throw new RepositoryException.Refused("a branch " + newBranch + " is open already, and "
            + (parent.hash() == null ? "a check-in without parent" : parent.hash())
            + " is not on it; choose another name, or build on that branch's tip");
      }
      return;
    }
    if (Parent.isClosed(session, parent.rid())) {
      throw new RepositoryException.Refused(
          parent.hash() + ": expected an open check-in to build on, it is closed; begin a new branch");
    }
    if (!plan.isPrivate() && !plan.request().allows(Allowance.FORK) && !BranchTags.isLeaf(session, parent.rid())) {
      throw new RepositoryException.Refused(
          "would fork: " + parent.hash() + " is not the tip of " + parent.branch()
              + " any more; build on the tip, begin a new branch, or allow a fork (--allow-fork)");
    }
  }
}
