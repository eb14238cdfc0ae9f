/**
 * Fossil repositories: {@code .fossil} files that stock Fossil opens, rebuilds, serves and commits into while we run.
 */
@NullMarked
package io.edgesync.repository;

import org.jspecify.annotations.NullMarked;
