/**
 * The {@code edgesync} command. {@link io.edgesync.cli.Main} parses with picocli, runs one command, and maps failures to exit
 * codes: 0 done, 1 failed, 64 wrong usage. Each failure is one line that names the thing and the remedy; {@code --verbose}
 * adds the stack trace.
 *
 * <pre>
 * arguments → picocli → command → repository | sync | agent → Terminal (text, or JSON with --json)
 * </pre>
 *
 * <p>{@code console} is what commands share (terminal, passwords, progress), {@code repository} the commands on one file,
 * {@code sync} those that reach peers, {@code broker}, {@code doctor} and {@code demo} one command each.
 *
 * <p>Threads: a command runs on the main thread. Only {@code sync start} outlives its set-up, until a signal ends it.
 */
@NullMarked
package io.edgesync.cli;

import org.jspecify.annotations.NullMarked;
