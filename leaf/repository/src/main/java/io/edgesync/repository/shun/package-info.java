/**
 * Artifacts that a repository must not have: {@link io.edgesync.repository.shun.ShunList} is the list of their names.
 *
 * <pre>name → shun → neither received nor sent, off the timeline at once → content removed by the next rebuild</pre>
 *
 * <p>Storing and sending ask the list by themselves; nothing is decided here but what is on it. Source: Fossil {@code src/shun.c}.
 */
@NullMarked
package io.edgesync.repository.shun;

import org.jspecify.annotations.NullMarked;
