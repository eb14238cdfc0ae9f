/**
 * The daemon: repositories × mesh × HTTP in one process. {@link io.edgesync.agent.Daemon} wires it from
 * {@link io.edgesync.agent.DaemonOptions}; {@link io.edgesync.agent.MeshClient} is the way into a mesh for a single command.
 *
 * <pre>
 * file event → watch → announcement → mesh → peer
 * announcement or beacon of a peer → gossip decision → session (virtual thread) → nats transport → mesh
 * round of a peer → nats | http → answering side of sync → repository
 * </pre>
 *
 * <p>Sub-packages: {@code configuration} is what the daemon is told, {@code nats} carries rounds over the Bus, {@code foreign} is the Bus over somebody
 * else's NATS server, {@code goedgesync} speaks with Go EdgeSync's hubs, {@code http} serves Fossil's HTTP, {@code watch} notices
 * commits, {@code state} is what lasts, {@code control}, {@code status} and {@code metrics} are for whoever asks. Decisions live in
 * {@code sync.gossip}; {@code peer} performs them.
 *
 * <p>Threads: sessions, answers and timers are virtual threads; the daemon joins them when it closes.
 */
@NullMarked
package io.edgesync.agent;

import org.jspecify.annotations.NullMarked;
