/** Tests of {@code edgesync uv} and {@code edgesync config}, beside the stock program. */
@NullMarked
package io.edgesync.cli.unversioned;

import org.jspecify.annotations.NullMarked;
