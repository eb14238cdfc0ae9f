/**
 * What a node says about its artifacts and what it does about what others say, for one project.
 * {@link io.edgesync.sync.gossip.Gossip} is a pure machine: {@link io.edgesync.sync.gossip.GossipEvent} in,
 * {@link io.edgesync.sync.gossip.GossipEffect} out; whoever owns threads and subjects performs the effects and reports what came of them.
 * {@link io.edgesync.sync.gossip.GossipMessage} is an announcement as cards.
 *
 * <pre>
 * stored, announced, beacon, session ended, tick → Gossip → announce, start session, wake me
 * </pre>
 *
 * The machine is not thread-safe: one thread feeds it. It knows no sockets, no clock and no store.
 */
@NullMarked
package io.edgesync.sync.gossip;

import org.jspecify.annotations.NullMarked;
