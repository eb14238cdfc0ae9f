package io.edgesync.sync.clone;

import io.edgesync.repository.clone.CloneOptions;
import io.edgesync.xfer.artifact.ProjectCode;
import io.edgesync.xfer.login.LoginSigner;
import org.jspecify.annotations.Nullable;

/**
 * What to clone, and as whom.
 *
 * @param project  the project asked for where the address names it; null to take what the server has
 * @param login    null asks as {@code nobody}; with a login the first round is anonymous all the same where the project is not known yet,
 *                 since its code is part of the signature
 * @param how      how the clone becomes a repository
 * @param selfNode this node's name in its greeting, or null
 * @param privateToo private artifacts are fetched by a pull when the clone is whole
 * @param configurator whose configuration is taken
 */
public record CloneRequest(@Nullable ProjectCode project, @Nullable LoginSigner login, CloneOptions how,
    @Nullable String selfNode, boolean privateToo, Configurator configurator) {

  /** Of a server that was named. */
  public CloneRequest(@Nullable ProjectCode project, @Nullable LoginSigner login, CloneOptions how,
      @Nullable String selfNode, boolean privateToo) {
    this(project, login, how, selfNode, privateToo, new Configurator.Server());
  }

  public CloneRequest(@Nullable ProjectCode project, @Nullable LoginSigner login, CloneOptions how,
      @Nullable String selfNode) {
    this(project, login, how, selfNode, false);
  }
}
