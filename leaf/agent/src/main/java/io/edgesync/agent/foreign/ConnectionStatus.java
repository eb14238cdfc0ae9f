package io.edgesync.agent.foreign;

import org.jspecify.annotations.Nullable;

/**
 * How a connection to a foreign server is doing.
 *
 * @param server    without its login
 * @param isUp      what is published goes out
 * @param lastError why it is not up, or why it was lost last, or what the server refused; null when there was nothing
 */
public record ConnectionStatus(ForeignServer server, boolean isUp, @Nullable String lastError) {}
