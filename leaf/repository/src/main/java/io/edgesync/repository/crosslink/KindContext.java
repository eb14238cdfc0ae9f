package io.edgesync.repository.crosslink;

import io.edgesync.repository.artifact.ArtifactAccess;

/** What the classes for the kinds of artifacts share within a batch. */
record KindContext(
    Sql sql, ArtifactAccess artifacts, Tagger tagger, Events events, RebuildOrder order, VersionLinks versions) {}
