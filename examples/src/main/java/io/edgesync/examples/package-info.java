/**
 * Small complete programs, each run by the tests.
 */
@NullMarked
package io.edgesync.examples;

import org.jspecify.annotations.NullMarked;
