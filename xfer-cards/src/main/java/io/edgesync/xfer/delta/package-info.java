/**
 * Fossil's delta format, applied and created. Source: {@code src/delta.c}.
 */
@NullMarked
package io.edgesync.xfer.delta;

import org.jspecify.annotations.NullMarked;
