package io.edgesync.repository.checkin;

import io.edgesync.repository.RepositoryException;
import io.edgesync.repository.checkin.CheckinRequest.Allowance;
import io.edgesync.repository.checkin.Parent.MergeParent;
import io.edgesync.repository.structure.JulianDay;
import io.edgesync.repository.structure.TagChange;
import io.edgesync.repository.structure.TagChange.Kind;
import io.edgesync.repository.tag.Branches;
import io.edgesync.xfer.artifact.Hash;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a request comes to on the parent that was found: everything about the check-in but its files. Source: Fossil {@code
 * src/checkin.c, commit_cmd()}.
 *
 * @param newBranch the branch that this check-in begins, {@code null} if it stays on its parent's
 */
record CheckinPlan(
    CheckinRequest request, Parent parent, Instant date, boolean isPrivate, @Nullable String newBranch) {

  private static final String PRIVATE_BRANCH = "private";

  static CheckinPlan of(CheckinRequest request, Parent parent, Instant now) {
    boolean beginsPrivate = request.labels().isPrivate() && !parent.isPrivate();
    Instant wanted = request.wording().date();
    return new CheckinPlan(request, parent, wanted == null ? now : wanted, beginsPrivate || parent.isPrivate(),
        newBranch(request, parent, beginsPrivate));
  }

  private static @Nullable String newBranch(CheckinRequest request, Parent parent, boolean beginsPrivate) {
    String wanted = request.labels().branch();
    if (wanted != null) {
      return parent.hash() != null && wanted.equals(parent.branch()) ? null : wanted;
    }
    if (beginsPrivate) {
      return PRIVATE_BRANCH;
    }
    return parent.hash() == null ? parent.branch() : null;
  }

  boolean nameMayBeTaken() {
    return request.allows(Allowance.TAKEN_BRANCH) || PRIVATE_BRANCH.equals(newBranch);
  }

  boolean isMerge() {
    return !parent.merged().isEmpty();
  }

  /** Refuses a date before a parent's. Stock compares to the second. */
  void checkDate() {
    if (request.allows(Allowance.OLDER)) {
      return;
    }
    if (parent.hash() != null) {
      checkDate(parent.hash(), parent.julianDay());
    }
    for (MergeParent merged : namedMerges()) {
      checkDate(merged.hash(), merged.julianDay());
    }
  }

  private void checkDate(Hash ancestor, double julianDay) {
    Instant before = JulianDay.toInstant(julianDay);
    if (before.truncatedTo(ChronoUnit.SECONDS).isAfter(date)) {
      throw new RepositoryException.Refused(
          "the check-in's date " + JulianDay.card(date) + " lies before its parent's, " + JulianDay.card(before)
              + " of " + ancestor + "; check this device's clock, or give a later date");
    }
  }

  /** The merge parents that the P-card names: a public check-in keeps silent about private ones. */
  private List<MergeParent> namedMerges() {
    return parent.merged().stream().filter(merged -> !merged.isParent() && (isPrivate || !merged.isPrivate()))
        .toList();
  }

  /** The P-card; empty for none. */
  List<String> parents() {
    List<String> names = new ArrayList<>();
    if (parent.hash() != null) {
      names.add(parent.hash().hex());
      namedMerges().forEach(merged -> names.add(merged.hash().hex()));
    }
    return names;
  }

  /** The Q-cards, sorted. */
  List<String> picks() {
    return parent.picked().stream().filter(picked -> isPrivate || !picked.isPrivate())
        .map(picked -> (picked.pick().backedOut() ? "-" : "+") + picked.pick().target())
        .distinct().sorted().toList();
  }

  /** The T-cards, in no order. */
  List<TagChange> tags() {
    CheckinRequest.Labels labels = request.labels();
    List<TagChange> tags = new ArrayList<>();
    String branchColor = newBranch == null ? null : branchColor(labels);
    if (newBranch != null) {
      if (branchColor != null) {
        tags.add(new TagChange(Kind.PROPAGATE, "bgcolor", null, branchColor));
      }
      tags.add(new TagChange(Kind.PROPAGATE, "branch", null, newBranch));
      tags.add(new TagChange(Kind.PROPAGATE, "sym-" + newBranch, null, null));
      parent.symbolicTags().stream().filter(name -> !name.equals("sym-" + newBranch))
          .forEach(name -> tags.add(new TagChange(Kind.CANCEL, name, null, null)));
    }
    if (branchColor == null && labels.color() != null && !labels.color().isEmpty()) {
      tags.add(new TagChange(Kind.ADD, "bgcolor", null, labels.color()));
    }
    if (labels.closes()) {
      tags.add(new TagChange(Kind.ADD, "closed", null, null));
    }
    parent.merged().stream().filter(MergeParent::mayBeClosed).distinct()
        .forEach(merged -> tags.add(new TagChange(Kind.ADD, "closed", merged.hash(), null)));
    labels.tags().stream().distinct().filter(tag -> !tag.isEmpty())
        .forEach(tag -> tags.add(new TagChange(Kind.ADD, "sym-" + tag, null, null)));
    return tags;
  }

  private @Nullable String branchColor(CheckinRequest.Labels labels) {
    String color = labels.branchColor();
    if (color == null && labels.color() == null && labels.isPrivate() && !parent.isPrivate()) {
      return Branches.PRIVATE_COLOR;
    }
    return color == null || color.isEmpty() ? null : color;
  }
}
