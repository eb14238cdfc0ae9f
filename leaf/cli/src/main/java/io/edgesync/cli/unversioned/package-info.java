/**
 * {@code edgesync uv}: unversioned files, with the words of {@code fossil unversioned}. {@link io.edgesync.cli.unversioned.UvCommand} is the group.
 *
 * <pre>
 * files on disk → Repository.unversioned → standard output, files, or a peer ({@code uv sync}, {@code uv revert})
 * </pre>
 *
 * <p>One file's content is in memory at a time. Names that are not there are said to be none, with exit code 1, where stock says nothing.
 */
@NullMarked
package io.edgesync.cli.unversioned;

import org.jspecify.annotations.NullMarked;
