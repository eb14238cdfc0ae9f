package io.edgesync.repository.tag;

import io.edgesync.xfer.artifact.Hash;

/** An artifact, and an active tag that it bears. */
public record Tagging(Hash artifact, TagOn tag) {}
