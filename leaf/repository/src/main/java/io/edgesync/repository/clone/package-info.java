/**
 * Clones: {@link io.edgesync.repository.clone.CloneFile} takes the replies of a server into {@code NAME.part} as they come, and turns the
 * file into a repository when all are there.
 *
 * <pre>
 * reply → append (rows of blob and fx_source, cursor in fx_clone) … finish → delta, rebuild: verify, crosslink → rename into place
 * </pre>
 *
 * <p>Nothing of a part is visible to anybody before it has been verified. One thread at a time. Source: {@code src/clone.c}.
 */
@NullMarked
package io.edgesync.repository.clone;

import org.jspecify.annotations.NullMarked;
