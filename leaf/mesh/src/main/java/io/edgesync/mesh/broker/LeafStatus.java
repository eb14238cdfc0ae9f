package io.edgesync.mesh.broker;

import java.time.Duration;

/**
 * A leafnode link that is up, as monitoring shows it.
 *
 * @param number of the connection
 * @param name the server name that the peer states
 * @param account of ours whose subjects it shares
 * @param address of the peer, {@code 127.0.0.1:50000}
 * @param spoke the peer hangs off us
 * @param announced how many subscriptions of the peer count here
 * @param roundTrip as measured by the last PING; zero before that
 */
public record LeafStatus(int number, String name, String account, String address, boolean spoke, int announced,
    Duration roundTrip, Traffic traffic) {}
