package io.edgesync.repository.tag;

import io.edgesync.repository.RepositoryException;
import io.edgesync.xfer.artifact.Hash;
import org.jspecify.annotations.Nullable;

/**
 * A branch that is to begin.
 *
 * @param basis     the check-in that it begins at
 * @param color     the background of its check-ins; {@code null} for stock's default, which only private branches have
 * @param isPrivate whether it is never sent; a branch of a private check-in always is
 */
public record NewBranch(String name, Hash basis, @Nullable String color, boolean isPrivate) {

  public NewBranch {
    if (name.isEmpty()) {
      throw new RepositoryException.Refused("a branch's name cannot be empty");
    }
  }

  public static NewBranch of(String name, Hash basis) {
    return new NewBranch(name, basis, null, false);
  }

  public NewBranch colored(String background) {
    return new NewBranch(name, basis, background, isPrivate);
  }

  public NewBranch privately() {
    return new NewBranch(name, basis, color, true);
  }
}
