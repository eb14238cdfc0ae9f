/**
 * {@code edgesync peers}: what nodes may do at the daemon that runs, by its control socket. Each command asks one thing and prints what was
 * answered; the daemon decides.
 */
@NullMarked
package io.edgesync.cli.peers;

import org.jspecify.annotations.NullMarked;
