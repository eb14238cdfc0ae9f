package io.edgesync.repository.rebuild;

/**
 * One artifact that is not what the repository says it is, or about which the tables contradict each other.
 *
 * @param name   the name as the repository has it; text, because a damaged one need not have the shape of a name
 * @param fault  what kind of thing is wrong
 * @param reason what was expected and what was found
 */
public record WrongArtifact(String name, Fault fault, String reason) {}
