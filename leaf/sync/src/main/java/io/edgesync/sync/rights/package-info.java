/**
 * Who may do what in a round: an {@link io.edgesync.sync.rights.Authorizer} turns (project, principal, verified login) into
 * Fossil's capability letters. {@link io.edgesync.sync.rights.FossilAuthorizer} decides as
 * stock Fossil does, from the repository's user table, whatever the transport.
 *
 * <p>Authorisers are thread-safe and are asked once per round.
 */
@NullMarked
package io.edgesync.sync.rights;

import org.jspecify.annotations.NullMarked;
