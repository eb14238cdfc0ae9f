/**
 * {@code edgesync config}: the configuration that repositories of a project share, with the words of {@code fossil configuration}.
 * {@link io.edgesync.cli.configuration.ConfigCommand} is the group.
 *
 * <pre>
 * AREA → groups of rows → a peer ({@code pull}, {@code push}, {@code sync}) or a file of config cards ({@code export}, {@code import}, {@code merge})
 * </pre>
 */
@NullMarked
package io.edgesync.cli.configuration;

import org.jspecify.annotations.NullMarked;
