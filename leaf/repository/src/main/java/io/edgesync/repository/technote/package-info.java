/**
 * Writes technotes, which older words call events: {@link io.edgesync.repository.technote.Technotes} makes and edits them as {@code
 * fossil wiki create --technote} does, byte for byte.
 *
 * <pre>NewTechnote → Technotes: the version before → C? D E N? P? T* U W Z → Authoring → LocalStore</pre>
 *
 * <p>A technote stays the same over its versions by an id of 40 digits, which its maker draws
 * ({@link io.edgesync.repository.technote.TechnoteId}; other makers may write capitals). Source: Fossil {@code src/event.c}.
 */
@NullMarked
package io.edgesync.repository.technote;

import org.jspecify.annotations.NullMarked;
