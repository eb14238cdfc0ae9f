/**
 * Configuration between repositories: {@link io.edgesync.sync.configuration.ConfigurationSession} asks a server for areas, sends it ours, or both,
 * in one round. The answering side is {@code sync.answer.ConfigurationCards}.
 *
 * <pre>
 * reqconfig /AREA, config … → reply → rows of what was asked for, when all of it has come → repository
 * </pre>
 *
 * Source: Fossil {@code src/configure.c}, {@code src/xfer.c}.
 */
@NullMarked
package io.edgesync.sync.configuration;

import org.jspecify.annotations.NullMarked;
