/**
 * Launchers, benchmarks, soaks and checks.
 */
@NullMarked
package io.edgesync.ops;

import org.jspecify.annotations.NullMarked;
