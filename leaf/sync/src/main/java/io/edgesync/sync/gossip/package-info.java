/**
 * What a node says about its artifacts and what it does about what others say, for one project.
 * {@link io.edgesync.sync.gossip.Gossip} is a pure machine: {@link io.edgesync.sync.gossip.GossipEvent} in,
 * {@link io.edgesync.sync.gossip.GossipEffect} out; whoever owns threads and subjects performs the effects and reports what came of them.
 * {@link io.edgesync.sync.gossip.GossipMessage} is an announcement as cards, {@link io.edgesync.sync.gossip.Hearing} what one means here.
 *
 * <pre>
 * stored, announced, beacon, session ended, tick → Gossip → announce, start or end a session, wake me
 *                                                    ├ Peers     who is there, what each offered (bounded together)
 *                                                    ├ Goals     which sets are worth a comparison, and when
 *                                                    ├ Sessions  what runs, and for whom there is a place
 *                                                    ├ NextSessions  which of those that could begin do
 *                                                    └ News      what goes together into an announcement
 * </pre>
 *
 * The machine is not thread-safe: one thread feeds it. It knows no sockets, no clock and no store. When beacons are sent is decided in
 * {@code sync.presence}.
 */
@NullMarked
package io.edgesync.sync.gossip;

import org.jspecify.annotations.NullMarked;
