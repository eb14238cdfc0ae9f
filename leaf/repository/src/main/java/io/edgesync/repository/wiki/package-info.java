/**
 * Writes wiki pages: {@link io.edgesync.repository.wiki.WikiPages} creates, edits and empties them as {@code fossil wiki create} and
 * {@code fossil wiki commit} do, byte for byte.
 *
 * <pre>WikiEdit → WikiPages: the version before → D L N? P? U W Z → Authoring → LocalStore</pre>
 *
 * <p>There is no deletion in Fossil: a page whose newest version is empty counts as deleted, and its history stays. Source: Fossil {@code
 * src/wiki.c}.
 */
@NullMarked
package io.edgesync.repository.wiki;

import org.jspecify.annotations.NullMarked;
