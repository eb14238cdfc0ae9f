package io.edgesync.agent.status;

/**
 * An artifact that does not cross.
 *
 * @param name its hash
 * @param why  the limit or the fault, with the remedy where there is one
 */
public record BlockedArtifact(String name, String why) {}
