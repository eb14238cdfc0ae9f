package io.edgesync.mesh.broker;

import java.time.Instant;

/**
 * What a broker did since it began.
 *
 * @param connections clients that ever came in
 * @param slowConsumers clients that were cut because they read too slowly
 * @param traffic of all clients and links, those included that are gone
 */
public record BrokerTotals(Instant start, long connections, long slowConsumers, Traffic traffic) {}
