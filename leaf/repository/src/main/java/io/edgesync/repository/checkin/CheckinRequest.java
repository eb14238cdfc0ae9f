package io.edgesync.repository.checkin;

import io.edgesync.repository.structure.Manifest.CherryPick;
import io.edgesync.xfer.artifact.Hash;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What is to be checked in. Made by {@link #of} and the methods that each say one thing more.
 *
 * @param ancestry  what it builds on
 * @param changes   which files differ from the parent's
 * @param wording   what it says of itself
 * @param labels    branch and tags
 * @param allowed   rules that do not hold for it
 * @param form      how its manifest lists the files
 */
public record CheckinRequest(
    Ancestry ancestry, FileChanges changes, Wording wording, Labels labels, Set<Allowance> allowed, ManifestForm form) {

  /**
   * What a check-in builds on.
   *
   * @param parent {@code null} for the tip of the branch
   * @param isRoot whether it has no parent at all
   * @param merged other parents whose changes the files have, in the order in which they were merged
   * @param picked single check-ins whose changes were taken in or backed out
   */
  public record Ancestry(@Nullable Hash parent, boolean isRoot, List<Merged> merged, List<CherryPick> picked) {
    public Ancestry {
      merged = List.copyOf(merged);
      picked = List.copyOf(picked);
    }
  }

  /**
   * A merge parent.
   *
   * @param integrates whether this check-in also closes it, provided that it is a leaf
   */
  public record Merged(Hash checkin, boolean integrates) {}

  /**
   * The files that differ from the parent's, whose others stay.
   *
   * @param files   to add or change, by path with slashes
   * @param deletes paths to delete, which the parent must have
   * @param renames new paths, each with the one that the file has in the parent; its content may be in {@code files}, and must be if the
   *                parent has no such file, because it came by a merge
   */
  public record FileChanges(Map<String, NewFile> files, Set<String> deletes, Map<String, String> renames) {
    public FileChanges {
      files = Map.copyOf(files);
      deletes = Set.copyOf(deletes);
      renames = Map.copyOf(renames);
    }
  }

  /**
   * @param comment  as it is; empty becomes {@code (no comment)}
   * @param user     the login that the check-in carries
   * @param date     to the millisecond, {@code null} for now
   * @param mimetype of the comment; {@code null} for Fossil's own markup
   */
  public record Wording(String comment, String user, @Nullable Instant date, @Nullable String mimetype) {
    public Wording {
      if (user.isBlank()) {
        throw new IllegalArgumentException("a check-in needs a user");
      }
    }
  }

  /**
   * @param branch      {@code null} for the parent's, and the main branch where there is no parent either. One that is not the parent's is
   *                    begun by this check-in.
   * @param branchColor background of the branch that begins; without effect where none does
   * @param color       background of this check-in alone; without effect where {@code branchColor} has one
   * @param tags        symbolic tags for this check-in alone
   * @param closes      whether it is marked as closed
   * @param isPrivate   whether it is never sent; a child of a private check-in always is. Where it is the first, it begins the branch {@code
   *                    private} unless another is named.
   */
  public record Labels(
      @Nullable String branch,
      @Nullable String branchColor,
      @Nullable String color,
      List<String> tags,
      boolean closes,
      boolean isPrivate) {

    static final Labels NONE = new Labels(null, null, null, List.of(), false, false);

    public Labels {
      tags = List.copyOf(tags);
    }
  }

  /** Rules that a check-in may break when asked to. */
  public enum Allowance {
    /** The parent may have another child on the branch already. */
    FORK,
    /** It may be older than a parent. */
    OLDER,
    /** It may change nothing. */
    EMPTY,
    /** It may begin a branch of a name that another open branch has. */
    TAKEN_BRANCH
  }

  /** How a manifest lists files. */
  public enum ManifestForm {
    /** As stock does by itself: by differences where that is in use here, not forbidden, and shorter in the long run. */
    AUTOMATIC,
    /** All of them. */
    BASELINE,
    /** Differences from the parent's baseline, unless there is no parent. */
    DELTA
  }

  public CheckinRequest {
    allowed = Set.copyOf(allowed);
  }

  /** Files laid over the tip of the main branch. */
  public static CheckinRequest of(Map<String, NewFile> files, String comment, String user) {
    return new CheckinRequest(new Ancestry(null, false, List.of(), List.of()),
        new FileChanges(files, Set.of(), Map.of()), new Wording(comment, user, null, null), Labels.NONE, Set.of(),
        ManifestForm.AUTOMATIC);
  }

  private CheckinRequest with(Ancestry other) {
    return new CheckinRequest(other, changes, wording, labels, allowed, form);
  }

  private CheckinRequest with(Labels other) {
    return new CheckinRequest(ancestry, changes, wording, other, allowed, form);
  }

  /** {@code null} for the tip of the branch. */
  public CheckinRequest onParent(@Nullable Hash checkin) {
    return with(new Ancestry(checkin, false, ancestry.merged(), ancestry.picked()));
  }

  /** A check-in that begins a history of its own. */
  public CheckinRequest withoutParent() {
    return with(new Ancestry(null, true, ancestry.merged(), ancestry.picked()));
  }

  public CheckinRequest merging(Hash checkin) {
    return with(new Ancestry(ancestry.parent(), ancestry.isRoot(),
        with(ancestry.merged(), new Merged(checkin, false)), ancestry.picked()));
  }

  /** Merges a branch that ends with that. */
  public CheckinRequest integrating(Hash checkin) {
    return with(new Ancestry(ancestry.parent(), ancestry.isRoot(),
        with(ancestry.merged(), new Merged(checkin, true)), ancestry.picked()));
  }

  /** Notes that the changes of one check-in were picked into this one. */
  public CheckinRequest picking(Hash checkin) {
    return pick(new CherryPick(false, checkin, null));
  }

  /** Notes that the changes of one check-in were backed out of this one. */
  public CheckinRequest backingOut(Hash checkin) {
    return pick(new CherryPick(true, checkin, null));
  }

  private CheckinRequest pick(CherryPick pick) {
    return with(
        new Ancestry(ancestry.parent(), ancestry.isRoot(), ancestry.merged(), with(ancestry.picked(), pick)));
  }

  private static <T> List<T> with(List<T> list, T one) {
    List<T> more = new ArrayList<>(list);
    more.add(one);
    return more;
  }

  public CheckinRequest deleting(Set<String> paths) {
    return new CheckinRequest(ancestry, new FileChanges(changes.files(), paths, changes.renames()), wording, labels,
        allowed, form);
  }

  /** @param paths new paths, each with the path in the parent */
  public CheckinRequest renaming(Map<String, String> paths) {
    return new CheckinRequest(ancestry, new FileChanges(changes.files(), changes.deletes(), paths), wording, labels,
        allowed, form);
  }

  /** {@code null} for now. */
  public CheckinRequest at(@Nullable Instant when) {
    Wording at = new Wording(wording.comment(), wording.user(), when, wording.mimetype());
    return new CheckinRequest(ancestry, changes, at, labels, allowed, form);
  }

  public CheckinRequest ofMimetype(String mimetype) {
    Wording typed = new Wording(wording.comment(), wording.user(), wording.date(), mimetype);
    return new CheckinRequest(ancestry, changes, typed, labels, allowed, form);
  }

  /** {@code null} for the parent's. */
  public CheckinRequest onBranch(@Nullable String name) {
    return with(new Labels(name, labels.branchColor(), labels.color(), labels.tags(), labels.closes(),
        labels.isPrivate()));
  }

  public CheckinRequest branchColored(String color) {
    return with(new Labels(labels.branch(), color, labels.color(), labels.tags(), labels.closes(), labels.isPrivate()));
  }

  public CheckinRequest colored(String color) {
    return with(
        new Labels(labels.branch(), labels.branchColor(), color, labels.tags(), labels.closes(), labels.isPrivate()));
  }

  public CheckinRequest tagged(List<String> names) {
    return with(
        new Labels(labels.branch(), labels.branchColor(), labels.color(), names, labels.closes(), labels.isPrivate()));
  }

  public CheckinRequest closing() {
    return with(
        new Labels(labels.branch(), labels.branchColor(), labels.color(), labels.tags(), true, labels.isPrivate()));
  }

  public CheckinRequest privately() {
    return with(
        new Labels(labels.branch(), labels.branchColor(), labels.color(), labels.tags(), labels.closes(), true));
  }

  public CheckinRequest allowing(Allowance... rules) {
    Set<Allowance> more = EnumSet.noneOf(Allowance.class);
    more.addAll(allowed);
    more.addAll(Arrays.asList(rules));
    return new CheckinRequest(ancestry, changes, wording, labels, more, form);
  }

  public CheckinRequest allowingFork() {
    return allowing(Allowance.FORK);
  }

  public CheckinRequest inForm(ManifestForm wanted) {
    return new CheckinRequest(ancestry, changes, wording, labels, allowed, wanted);
  }

  boolean allows(Allowance rule) {
    return allowed.contains(rule);
  }
}
