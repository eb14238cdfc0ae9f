package io.edgesync.repository.rebuild;

/**
 * One artifact that is not what the repository says it is.
 *
 * @param name   the name as the repository has it; text, because a damaged one need not have the shape of a name
 * @param reason what was expected and what was found
 */
public record WrongArtifact(String name, String reason) {}
