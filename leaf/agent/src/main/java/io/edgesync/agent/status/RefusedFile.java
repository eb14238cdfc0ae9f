package io.edgesync.agent.status;

/**
 * A file that is to be served and is not: one of a directory, or one that a reload could not take up.
 *
 * @param why the fault, with the remedy where there is one
 */
public record RefusedFile(String file, String why) {}
