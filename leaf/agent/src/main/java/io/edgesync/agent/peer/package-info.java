/**
 * What a daemon does about other nodes: {@link io.edgesync.agent.peer.Presence} sends and hears beacons,
 * {@link io.edgesync.agent.peer.ProjectPeers} performs what {@code sync.gossip} decides for one project, and
 * {@link io.edgesync.agent.peer.PeerSessions} runs its sessions.
 *
 * <pre>
 * beacon, announcement, new artifacts → ProjectPeers (mailbox) → Gossip → announce | session → outcome → state database
 * </pre>
 *
 * Threads: each project has one virtual thread that feeds its decision machine, so the machine needs no lock; sessions are
 * virtual threads of their own, one at a time for a project and node.
 */
@NullMarked
package io.edgesync.agent.peer;

import org.jspecify.annotations.NullMarked;
