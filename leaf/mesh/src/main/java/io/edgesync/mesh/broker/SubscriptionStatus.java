package io.edgesync.mesh.broker;

import org.jspecify.annotations.Nullable;

/**
 * A subscription as monitoring shows it: of a client, announced by a link, or of the process itself.
 *
 * @param subject what it is for, as text
 * @param queue its group; null for none
 * @param sid as the client calls it; a link's are called by their subject, those of the process have none
 * @param delivered messages that it was sent
 * @param connection number of the client or link; 0 for the process itself
 */
public record SubscriptionStatus(String account, String subject, @Nullable String queue, String sid, long delivered,
    int connection) {}
