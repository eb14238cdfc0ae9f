/**
 * Fossil repositories: {@code .fossil} files that stock Fossil opens, rebuilds, serves and commits into while we run.
 * {@link io.edgesync.repository.Repository} is an open one, {@link io.edgesync.repository.RepositoryOptions} says how this process works
 * with them, {@link io.edgesync.repository.RepositoryException} what can go wrong.
 *
 * <pre>
 * caller (any thread) → artifacts(), users(), changes() … → database: fair gate, platform threads → SQLite file
 * </pre>
 *
 * <p>No file of a repository is opened but through SQLite, the journal mode stays as it is found, write transactions are short. Nothing of
 * ours is kept in the file. Networks are unknown here.
 */
@NullMarked
package io.edgesync.repository;

import org.jspecify.annotations.NullMarked;
