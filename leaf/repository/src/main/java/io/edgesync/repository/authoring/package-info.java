/**
 * What the writers of all artifact kinds share: who writes and when ({@link io.edgesync.repository.authoring.Author}), what one of them
 * wants stored ({@link io.edgesync.repository.authoring.Draft}), and the loop that reads, composes and stores
 * ({@link io.edgesync.repository.authoring.Authoring}).
 *
 * <pre>read what the text depends on → compose (CardWriter) → parse it back → LocalStore: read again inside the transaction, store</pre>
 *
 * <p>Names are hashed and texts composed outside of the write transaction. When what the text depends on has changed by the time the
 * transaction begins, nothing is stored and the text is composed again. Thread-safe: a call blocks its caller and keeps nothing.
 */
@NullMarked
package io.edgesync.repository.authoring;

import org.jspecify.annotations.NullMarked;
