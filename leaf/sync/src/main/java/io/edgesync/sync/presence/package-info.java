/**
 * Who is there and in what state: beacons, and when to send them. {@link io.edgesync.sync.presence.Beacons} is a pure machine of one node for
 * all its projects: {@link io.edgesync.sync.presence.BeaconEvent} in, {@link io.edgesync.sync.presence.BeaconEffect} out;
 * {@link io.edgesync.sync.presence.BeaconMessage} is a beacon as cards.
 *
 * <pre>
 * domain up, digest changed, beacon heard, tick → Beacons → send there, tell the project, node gone, wake me
 * </pre>
 *
 * Each broadcast domain is paced by a Trickle timer of its own (RFC 6206): what everybody says alike there is soon said by few and seldom,
 * and a difference is said at once. The machine is not thread-safe: one thread feeds it. It knows no sockets and no clock.
 */
@NullMarked
package io.edgesync.sync.presence;

import org.jspecify.annotations.NullMarked;
