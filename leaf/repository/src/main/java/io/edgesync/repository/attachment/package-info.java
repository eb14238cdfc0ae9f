/**
 * Attaches files to wiki pages, tickets and technotes, and takes them away: {@link io.edgesync.repository.attachment.Attachments} writes
 * what {@code fossil attachment add} and stock's web pages write.
 *
 * <pre>file → Attachments: compressed if it is itself an artifact → A C? D U Z → Authoring → LocalStore</pre>
 *
 * <p>Attaching a file of a name that is there already replaces it; the one attached last counts. Source: Fossil {@code src/attach.c}.
 */
@NullMarked
package io.edgesync.repository.attachment;

import org.jspecify.annotations.NullMarked;
