package io.edgesync.agent.status;

/**
 * A file of a directory that is served, which itself is not.
 *
 * @param why the fault, with the remedy where there is one
 */
public record RefusedFile(String file, String why) {}
