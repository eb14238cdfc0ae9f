/**
 * {@code edgesync doctor}: what breaks in the field, one line each. {@link io.edgesync.cli.doctor.DoctorCommand} puts the checks
 * together, a {@link io.edgesync.cli.doctor.Check} looks at one thing and returns {@link io.edgesync.cli.doctor.Finding}s.
 *
 * <pre>
 * options → checks, in order of what builds on what → findings → lines, or JSON → exit code 1 when anything failed
 * </pre>
 *
 * <p>A WARN is something that works now and will hurt later, or that may mend itself (an upstream that is not there yet); a FAIL
 * keeps something from working. Each names the remedy. Checks change nothing anywhere.
 *
 * <p>Threads: one after another on the command's thread, each bounded in time.
 */
@NullMarked
package io.edgesync.cli.doctor;

import org.jspecify.annotations.NullMarked;
