/**
 * The asking side of pull, push and sync. {@link io.edgesync.sync.session.SyncSession} drives rounds over a transport;
 * {@code SessionMachine} decides after each reply whether to go on and what to ask next, as {@code client_sync()} does;
 * {@link io.edgesync.sync.session.SyncOutcome} says what came of it.
 *
 * <pre>
 * SessionMachine → RoundPlan → RequestWriter → Transport → ReplyReader → ArtifactWriter
 *       ↑                                                      │
 *       └───────────────── ReplyFacts ─────────────────────────┘
 * </pre>
 *
 * What a peer says that it holds stays in memory as a want; phantom rows are made only by verified artifacts. One thread runs a
 * session from beginning to end and owns everything in it.
 */
@NullMarked
package io.edgesync.sync.session;

import org.jspecify.annotations.NullMarked;
