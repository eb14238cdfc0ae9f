/**
 * Writes forum posts: {@link io.edgesync.repository.forum.Forum} starts threads, replies, edits and deletes as stock's forum pages do.
 *
 * <pre>text → Forum: the post that it answers or replaces → D G? H? I? N? P? U W Z → Authoring → LocalStore</pre>
 *
 * <p>A post is deleted by an edit with an empty text; its history stays. Moderation is for those who post by web pages; who writes
 * here is trusted. Source: Fossil {@code src/forum.c, forum_post()}.
 */
@NullMarked
package io.edgesync.repository.forum;

import org.jspecify.annotations.NullMarked;
