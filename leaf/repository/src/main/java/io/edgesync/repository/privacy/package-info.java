/**
 * Artifacts that are not for others: {@link io.edgesync.repository.privacy.PrivateContent} lists, publishes, hides and scrubs them.
 *
 * <pre>private → publish → unsent, unclustered → the next push</pre>
 *
 * <p>No public artifact is stored as a delta of a private one; whatever changes sides is stored anew where that would be so. Source: Fossil
 * {@code src/publish.c}, {@code src/clone.c, delete_private_content()}.
 */
@NullMarked
package io.edgesync.repository.privacy;

import org.jspecify.annotations.NullMarked;
