/**
 * The {@code edgesync} command.
 */
@NullMarked
package io.edgesync.cli;

import org.jspecify.annotations.NullMarked;
