/**
 * Many nodes in one process and no time at all: the machines of gossip and presence, real sessions and real answering sides over stores in
 * memory, and a network that loses, delays, repeats and reorders what they say. {@link io.edgesync.sync.simulation.Scenario} is what one seed
 * does, {@link io.edgesync.sync.simulation.Fleet} a thousand leaves behind one hub; {@link io.edgesync.sync.simulation.SimulateMain} is
 * {@code ops/simulate}.
 *
 * <pre>
 * seed → shape, faults, commits → VirtualTime (one event after the other) → SimNode → SimNetwork → SimNode …
 * </pre>
 *
 * One seed is one run: chance comes from the seed, time is counted, and one thing happens at a time. A session is blocking code on a thread of
 * its own, which runs only while the rest of the world stands still ({@link io.edgesync.sync.simulation.SimThread}).
 */
@NullMarked
package io.edgesync.sync.simulation;

import org.jspecify.annotations.NullMarked;
