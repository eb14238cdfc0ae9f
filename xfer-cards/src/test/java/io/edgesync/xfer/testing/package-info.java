/**
 * Fixtures that the tests of every module share: {@link io.edgesync.xfer.testing.SeededRandom} for property tests that can be
 * replayed, {@link io.edgesync.xfer.testing.FossilProcess} for the stock {@code fossil} binary as client and as server.
 *
 * <p>A missing binary is a failure that names what to install; nothing here skips a test.
 */
@NullMarked
package io.edgesync.xfer.testing;

import org.jspecify.annotations.NullMarked;
