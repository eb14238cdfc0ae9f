/** Unversioned files, beside {@code fossil uv}. */
@org.jspecify.annotations.NullMarked
package io.edgesync.repository.unversioned;
