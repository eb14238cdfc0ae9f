/**
 * Writes control artifacts, which add, propagate and cancel tags: {@link io.edgesync.repository.tag.Tags} as {@code fossil tag} and {@code
 * fossil reparent} do, {@link io.edgesync.repository.tag.Amendments} as {@code fossil amend}, {@link io.edgesync.repository.tag.Branches}
 * as {@code fossil branch}; and the check-in that begins a branch without changing a file.
 *
 * <pre>request → what is tagged already → D T+ U Z → Authoring → LocalStore</pre>
 *
 * <p>The same classes list tags, branches and leaves; {@link io.edgesync.repository.tag.TagReader} reads the tables.
 *
 * <p>A control artifact on something private is private itself. Source: Fossil {@code src/tag.c}, {@code src/info.c}, {@code
 * src/branch.c}.
 */
@NullMarked
package io.edgesync.repository.tag;

import org.jspecify.annotations.NullMarked;
