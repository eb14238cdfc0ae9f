package io.edgesync.sync.session;

/** What a session's machine wants done. */
sealed interface SessionEffect {

  record Ask(RoundPlan plan) implements SessionEffect {}

  record Finish(SyncOutcome.Result result) implements SessionEffect {}
}
