/**
 * What a daemon is told, from {@code edgesync.yaml} and from flags: {@link io.edgesync.agent.configuration.ConfigurationFile} reads the file
 * into {@link io.edgesync.agent.configuration.LeafSettings}, a tree of immutable records, and names everything that is wrong with it at once, each
 * with its line; {@link io.edgesync.agent.configuration.RepositorySettings} is what it says of one repository.
 *
 * <pre>
 * edgesync.yaml → nodes of SnakeYAML → Section (keys, units) → LeafSettings ┐
 * flags → LeafSettings ──────────────────────────────────────────────────────┴ over → DaemonOptions
 * </pre>
 *
 * The file is bounded in size and depth, its values are text until a key says what they are, and no tag makes an object. A relative path is
 * relative to the file's directory.
 *
 * <p>Threads: values are immutable, reading is one thread's.
 */
@NullMarked
package io.edgesync.agent.configuration;

import org.jspecify.annotations.NullMarked;
