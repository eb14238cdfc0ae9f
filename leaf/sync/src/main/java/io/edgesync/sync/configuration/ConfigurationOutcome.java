package io.edgesync.sync.configuration;

import io.edgesync.repository.configuration.ConfigurationGroup;
import io.edgesync.sync.session.SyncOutcome;
import java.util.List;
import java.util.Set;

/**
 * What came of a session about configuration.
 *
 * @param result   only {@link SyncOutcome.Result.Completed} is a success
 * @param received rows that the server sent
 * @param taken    those of them that are new here, or newer than what was
 * @param sent     rows of ours that it was sent
 * @param withheld what was asked for and did not come, and which servers give to some logins only, without a word to the others
 * @param messages what the server told the person
 */
public record ConfigurationOutcome(SyncOutcome.Result result, int received, int taken, int sent,
    Set<ConfigurationGroup> withheld, List<String> messages) {

  public ConfigurationOutcome {
    withheld = Set.copyOf(withheld);
    messages = List.copyOf(messages);
  }
}
