package io.edgesync.sync.configuration;

import io.edgesync.sync.session.SyncOutcome;
import java.util.List;

/**
 * What came of a session about configuration.
 *
 * @param result   only {@link SyncOutcome.Result.Completed} is a success
 * @param received rows that the server sent
 * @param taken    those of them that are new here, or newer than what was
 * @param sent     rows of ours that it was sent
 * @param messages what the server told the person
 */
public record ConfigurationOutcome(SyncOutcome.Result result, int received, int taken, int sent,
    List<String> messages) {

  public ConfigurationOutcome {
    messages = List.copyOf(messages);
  }
}
