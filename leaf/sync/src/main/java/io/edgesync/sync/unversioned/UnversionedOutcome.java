package io.edgesync.sync.unversioned;

import io.edgesync.sync.session.SyncOutcome;
import java.util.List;

/**
 * What came of a session about unversioned files. Whatever the result, what is counted is done.
 *
 * @param result      only {@link SyncOutcome.Result.Completed} is a success; a server that takes nothing, though there was something to send,
 *                    makes it a denial
 * @param received    files that came, or that changed their time
 * @param removed     files that were removed here, because they were there or are not there
 * @param sent        files that were sent, or whose time or removal was
 * @param unavailable names that the server has and did not give, or did not take, or that exceed a limit
 * @param steps       what was to be done for each file, in Fossil's words: {@code UV-PULL: name}
 * @param messages    what the server told the person
 */
public record UnversionedOutcome(SyncOutcome.Result result, int rounds, int received, int removed, int sent,
    List<String> unavailable, List<String> steps, List<String> messages) {

  public UnversionedOutcome {
    unavailable = List.copyOf(unavailable);
    steps = List.copyOf(steps);
    messages = List.copyOf(messages);
  }

  public boolean isSuccess() {
    return result instanceof SyncOutcome.Result.Completed;
  }
}
