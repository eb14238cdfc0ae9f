package io.edgesync.repository.checkin;

import io.edgesync.xfer.artifact.Hash;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What is to be checked in.
 *
 * @param parent    the check-in to build on; {@code null} for the tip of the branch
 * @param branch    the branch; {@code null} for the parent's, and the main branch where there is no parent either. One that does not
 *                  exist, or is not the parent's, is begun by this check-in.
 * @param files     files to add or change, by path with slashes
 * @param deletes   paths to delete, which the parent must have
 * @param comment   as it is; empty becomes {@code (no comment)}
 * @param user      the login that the check-in carries
 * @param date      {@code null} for now; not before the parent's
 * @param allowFork whether the parent may have another child on the branch already
 * @param tags      symbolic tags for this check-in alone
 */
public record CheckinRequest(
    @Nullable Hash parent,
    @Nullable String branch,
    Map<String, NewFile> files,
    Set<String> deletes,
    String comment,
    String user,
    @Nullable Instant date,
    boolean allowFork,
    List<String> tags) {

  public CheckinRequest {
    files = Map.copyOf(files);
    deletes = Set.copyOf(deletes);
    tags = List.copyOf(tags);
    if (user.isBlank()) {
      throw new IllegalArgumentException("a check-in needs a user");
    }
  }

  /** Files laid over the tip of the main branch. */
  public static CheckinRequest of(Map<String, NewFile> files, String comment, String user) {
    return new CheckinRequest(null, null, files, Set.of(), comment, user, null, false, List.of());
  }

  public CheckinRequest onBranch(String name) {
    return new CheckinRequest(parent, name, files, deletes, comment, user, date, allowFork, tags);
  }

  public CheckinRequest onParent(Hash checkin) {
    return new CheckinRequest(checkin, branch, files, deletes, comment, user, date, allowFork, tags);
  }

  public CheckinRequest deleting(Set<String> paths) {
    return new CheckinRequest(parent, branch, files, paths, comment, user, date, allowFork, tags);
  }

  public CheckinRequest at(Instant when) {
    return new CheckinRequest(parent, branch, files, deletes, comment, user, when, allowFork, tags);
  }

  public CheckinRequest allowingFork() {
    return new CheckinRequest(parent, branch, files, deletes, comment, user, date, true, tags);
  }

  public CheckinRequest tagged(List<String> names) {
    return new CheckinRequest(parent, branch, files, deletes, comment, user, date, allowFork, names);
  }
}
