package io.edgesync.repository.rebuild;

import org.jspecify.annotations.Nullable;

/**
 * What a rebuild is asked for beside the tables.
 *
 * @param makeClusters whether artifacts that no cluster names get clusters afterwards, as {@code fossil rebuild --cluster} makes them
 * @param login        who signs the control artifacts that are made where nobody ever named the trunk; {@code null} for the file's
 *                     default user
 */
public record RebuildRequest(boolean makeClusters, @Nullable String login) {

  public static final RebuildRequest STANDARD = new RebuildRequest(false, null);
}
