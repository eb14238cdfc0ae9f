package io.edgesync.sync.clone;

import io.edgesync.repository.Repository;
import io.edgesync.sync.session.Blocked;
import io.edgesync.sync.session.SyncOutcome;
import io.edgesync.sync.session.Traffic;
import io.edgesync.xfer.artifact.Hash;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A finished clone.
 *
 * @param repository the open repository; whoever takes this closes it
 * @param traffic    of the clone's own rounds
 * @param blocked    artifacts left out by name, with the reason
 * @param messages   what the server told the person
 * @param missing    artifacts that others name and nobody gave; some of them where they are many, none where the server gave all that it said
 * @param unconfigured why no configuration was taken, null where it was
 * @param pull       what came of fetching what the clone left open; null where it left nothing
 */
public record CloneOutcome(Repository repository, Traffic traffic, List<Blocked> blocked, List<String> messages,
    List<Hash> missing, @Nullable String unconfigured, @Nullable SyncOutcome pull) {

  public CloneOutcome {
    blocked = List.copyOf(blocked);
    messages = List.copyOf(messages);
    missing = List.copyOf(missing);
  }
}
