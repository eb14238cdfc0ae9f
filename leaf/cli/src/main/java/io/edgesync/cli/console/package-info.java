/**
 * What commands share: {@link io.edgesync.cli.console.Terminal}, the standard streams, environment and working directory as
 * one value, so that tests hold them; {@link io.edgesync.cli.console.Failure}, the one-line failure;
 * {@link io.edgesync.cli.console.Passwords}, which takes secrets from a file, the environment or a prompt, never from a flag;
 * {@link io.edgesync.cli.console.Progress}, a bar on a terminal and a line every few seconds elsewhere.
 *
 * <p>Results go to standard output, everything said about the way there to standard error.
 *
 * <p>Threads: progress may be told from any thread, the rest belongs to the command's thread.
 */
@NullMarked
package io.edgesync.cli.console;

import org.jspecify.annotations.NullMarked;
